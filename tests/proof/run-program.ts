import { fork } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Observation, ProofManager, Report } from './observation.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = path.resolve(HERE, '../..');
const TIME_LIMIT = 20_000;

/** What a TypeScript extension is called once it is JavaScript. */
const EMITTED: Readonly<Record<string, string>> = { '.ts': '.js', '.mts': '.mjs', '.cts': '.cjs' };

/**
 * Creates an empty folder for built programs. It lies under `node_modules`, so the programs find the packages of this
 * repository.
 *
 * @returns the absolute path of the folder; the caller removes it with {@link removeWorkFolder}
 */
export async function createWorkFolder(): Promise<string> {
  const cache = path.join(ROOT, 'node_modules/.cache/eslint-plugin-otel-context');
  await mkdir(cache, { recursive: true });
  return mkdtemp(path.join(cache, 'run-'));
}

/** Removes a folder of {@link createWorkFolder} and all that is in it. */
export async function removeWorkFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** The name of a source file once it is built. */
export function getBuiltName(fileName: string): string {
  const extension = path.extname(fileName);
  return path.basename(fileName, extension) + (EMITTED[extension] ?? extension);
}

function transpile(text: string, fileName: string): string {
  const { outputText } = ts.transpileModule(text, {
    fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: fileName.endsWith('.cts') ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext,
    },
  });
  return outputText;
}

/**
 * Builds the source files of a flat folder into another one: TypeScript is transpiled, everything else copied.
 *
 * @param source - the folder with the program
 * @param target - the folder to write to, made when it is missing
 * @param replaced - texts that take the place of a file's own, by file name
 */
export async function buildProgram(
  source: string,
  target: string,
  replaced: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  await mkdir(target, { recursive: true });
  await writeFile(path.join(target, 'package.json'), '{ "type": "module" }\n');
  for (const entry of await readdir(source, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = path.join(source, entry.name);
    const to = path.join(target, getBuiltName(entry.name));
    if (path.extname(entry.name) in EMITTED) {
      await writeFile(to, transpile(replaced.get(entry.name) ?? (await readFile(from, 'utf8')), entry.name));
    } else if (replaced.has(entry.name)) {
      await writeFile(to, replaced.get(entry.name) ?? '');
    } else {
      await copyFile(from, to);
    }
  }
}

async function buildRunner(folder: string): Promise<string> {
  const runner = path.join(folder, 'runner.mjs');
  await writeFile(runner, transpile(await readFile(path.join(HERE, 'runner.ts'), 'utf8'), 'runner.mts'));
  return runner;
}

/**
 * Runs a built program in a process of its own, with the OpenTelemetry SDK, an in-memory exporter and the given context
 * manager.
 *
 * @param program - the absolute path of the built file that exports `run()`
 * @param manager - the context manager to install
 * @returns its spans, what `run()` returned or threw, and its output
 * @throws when the process dies or does not finish in time; the message has its error output
 */
export async function runProgram(program: string, manager: ProofManager): Promise<Observation> {
  const runner = await buildRunner(path.dirname(program));
  const child = fork(runner, [manager, program], { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const reports: Report[] = [];
  child.on('message', (message) => reports.push(message as Report));
  const timer = setTimeout(() => child.kill(), TIME_LIMIT);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const [report] = reports;
  if (report === undefined) throw new Error(`${program} ended with ${String(code)} and no report.\n${output.stderr}`);
  return { ...report, ...output };
}
