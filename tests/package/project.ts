import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { inject } from 'vitest';

/** A message as ESLint's JSON formatter prints it. */
export interface Message {
  readonly ruleId: string | null;
  readonly message: string;
  readonly line: number;
  readonly fatal?: boolean;
}

interface FileResult {
  readonly filePath: string;
  readonly messages: readonly Message[];
}

/** The folder of the project that has the packed plugin and this major version of ESLint installed. */
export function getProject(major: 8 | 9 | 10): string {
  return path.join(inject('installed'), String(major));
}

/**
 * Runs Node.js in a project.
 *
 * @returns what it printed
 * @throws Error with what went to standard error, when it does not exit with an accepted code
 */
export function runNode(
  cwd: string,
  args: readonly string[],
  { env = {}, accepted = [0] }: { env?: Readonly<Record<string, string>>; accepted?: readonly number[] } = {},
): string {
  const result = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  if (result.status === null || !accepted.includes(result.status)) {
    throw new Error(`node ${args.join(' ')} exited with ${String(result.status)}:\n${result.stderr}${result.stdout}`);
  }
  return result.stdout;
}

/**
 * Lints a project from the command line of its own ESLint.
 *
 * @returns the messages by the path of the file, relative to the project
 * @throws Error when ESLint crashes or rejects the configuration
 */
export function lintProject(
  project: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Map<string, readonly Message[]> {
  const output = runNode(project, ['node_modules/eslint/bin/eslint.js', '--format', 'json', ...args], {
    env,
    accepted: [0, 1],
  });
  const results = JSON.parse(output) as readonly FileResult[];
  return new Map(
    results.map(({ filePath, messages }) => [path.relative(project, filePath).replaceAll(path.sep, '/'), messages]),
  );
}
