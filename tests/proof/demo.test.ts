import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createWorkFolder, removeWorkFolder } from './run-program.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const workFolder = await createWorkFolder();
afterAll(() => removeWorkFolder(workFolder));

interface Ended {
  readonly code: number;
  readonly lines: readonly string[];
}

function runDemo(variables: Record<string, string>, ...args: string[]): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '', FORCE_COLOR: '', ...variables };
  const command = ['--import', 'tsx', 'scripts/demo.ts', ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { cwd: ROOT, env }, (_error, stdout) =>
      resolve({ code: child.exitCode ?? -1, lines: stdout.split('\n') }),
    );
  });
}

describe('the demo', () => {
  it('shows orphans before and one whole trace after, in plain text of 100 columns', async () => {
    const { code, lines } = await runDemo({});
    expect(lines.filter((line) => line.startsWith('BEFORE'))).toEqual([
      expect.stringMatching(/ [2-9] traces +AFTER: 1 trace$/),
    ]);
    expect(lines.filter((line) => line.includes('<- orphan')).length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.includes('<- wrong parent')).length).toBeGreaterThan(1);
    expect(lines).toContain('The service gave the same answers in both runs.');
    expect(lines).toContain('The trace is whole.');
    expect(lines.filter((line) => line.length > 100 || line.includes('\u001b'))).toEqual([]);
    expect(code).toBe(0);
  });

  it('prints the traces that the README shows', async () => {
    const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
    const [, shown] = /<!-- begin demo trace -->\s+```text\n(.*?)\n```/su.exec(readme) ?? [];
    const { lines } = await runDemo({});
    const printed = lines.map((line) => line.trimEnd()).join('\n');
    expect(shown).toMatch(/^BEFORE/u);
    expect(printed).toContain(shown);
  });

  it('is coloured on demand, but not against NO_COLOR', async () => {
    const [coloured, plain] = await Promise.all([
      runDemo({ FORCE_COLOR: '1' }),
      runDemo({ FORCE_COLOR: '1', NO_COLOR: '1' }),
    ]);
    expect(coloured.lines.join('\n')).toContain('\u001b[31m');
    expect(plain.lines.join('\n')).not.toContain('\u001b');
  });

  it('fails when the repaired program still gives two traces', async () => {
    const folder = path.join(workFolder, 'two-traces');
    await mkdir(folder);
    const text = `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('two');
export function run() {
  tracer.startSpan('one').end();
  tracer.startSpan('two').end();
}
`;
    await writeFile(path.join(folder, 'main.js'), text);
    const { code, lines } = await runDemo({}, folder);
    expect(lines).toContain('The trace is not whole.');
    expect(code).toBe(1);
  });
});
