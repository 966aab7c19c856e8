/**
 * Lints a small service, repairs a copy of it, runs it before and after with the OpenTelemetry SDK, and prints both traces
 * side by side. `npm run demo [-- FOLDER]`; the folder holds one flat program whose `main` exports `run()`.
 * Exits with 1 when the repaired program does not give one whole trace.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import plugin from '../src/index.js';
import type { Observation, ObservedSpan } from '../tests/proof/observation.js';
import { fix, type Repair } from '../tests/proof/repair.js';
import {
  buildProgram,
  createWorkFolder,
  getBuiltName,
  removeWorkFolder,
  runProgram,
} from '../tests/proof/run-program.js';
import { computeTraceLines, type TraceLine } from '../tests/proof/trace-tree.js';

const WIDTH = 100;
const COLUMN = 52;

const { NO_COLOR = '', FORCE_COLOR = '' } = process.env;
const isColoured = NO_COLOR === '' && (FORCE_COLOR === '' ? process.stdout.isTTY : FORCE_COLOR !== '0');
const STYLES = { bold: 1, red: 31, green: 32, dim: 2 } as const;

function style(name: keyof typeof STYLES, text: string): string {
  return isColoured ? `\u001b[${String(STYLES[name])}m${text}\u001b[0m` : text;
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + word.length >= WIDTH) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

function printFindings(repairs: ReadonlyMap<string, Repair>, folder: string): void {
  const found = [...repairs].flatMap(([file, repair]) => repair.found.map((finding) => ({ file, finding })));
  const left = [...repairs.values()].reduce((sum, repair) => sum + repair.left.length, 0);
  console.log(style('bold', `eslint-plugin-otel-context in ${path.relative(process.cwd(), folder)}\n`));
  for (const { file, finding } of found) {
    console.log(`${style('red', `${file}:${String(finding.line)}`)}  ${style('dim', finding.rule)}`);
    console.log(wrap(finding.message, '  ').join('\n'));
  }
  console.log(
    `\n${String(found.length)} ${found.length === 1 ? 'finding' : 'findings'}, ${String(found.length - left)} repaired by eslint --fix.\n`,
  );
}

/** The name of each span's parent, empty for a root: whether a span stands where it should. */
function getParentNames(spans: readonly ObservedSpan[]): Map<string, string> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const parents = new Map<string, string>();
  for (const span of spans) {
    const parent = span.parentId === undefined ? undefined : byId.get(span.parentId)?.name;
    parents.set(span.name, parent ?? '');
  }
  return parents;
}

/** The branches in front of each line: a line is the last child when no later line of its depth follows it. */
function drawBranches(lines: readonly TraceLine[]): string[] {
  return lines.map(({ depth }, index) => {
    const goesOn = (level: number): boolean => {
      const next = lines.slice(index + 1).find((line) => line.depth <= level);
      return next?.depth === level;
    };
    if (depth === 0) return '';
    const stems = Array.from({ length: depth - 1 }, (_, level) => (goesOn(level + 1) ? '│  ' : '   '));
    return stems.join('') + (goesOn(depth) ? '├─ ' : '└─ ');
  });
}

interface Drawn {
  readonly text: string;
  readonly isOff: boolean;
}

function draw(spans: readonly ObservedSpan[], right: ReadonlyMap<string, string>): Drawn[] {
  const lines = computeTraceLines(spans);
  const own = getParentNames(spans);
  const branches = drawBranches(lines);
  return lines.flatMap(({ span, depth }, index) => {
    const isOff = own.get(span.name) !== right.get(span.name);
    const remark = isOff ? (depth === 0 ? '  <- orphan' : '  <- wrong parent') : '';
    const line = {
      text: `${branches[index] ?? ''}${span.name}${span.exported ? '' : ' (never ended)'}${remark}`,
      isOff,
    };
    return depth === 0 && index > 0 ? [{ text: '', isOff: false }, line] : [line];
  });
}

const countTraces = (spans: readonly ObservedSpan[]): number =>
  computeTraceLines(spans).filter((line) => line.depth === 0).length;

const nameCount = (count: number): string => `${String(count)} ${count === 1 ? 'trace' : 'traces'}`;

function printSideBySide(before: Observation, after: Observation): void {
  const right = getParentNames(after.spans);
  const columns = [draw(before.spans, right), draw(after.spans, right)] as const;
  const heads = [
    `BEFORE: ${nameCount(countTraces(before.spans))}`,
    `AFTER: ${nameCount(countTraces(after.spans))}`,
  ] as const;
  console.log(style('bold', heads[0].padEnd(COLUMN) + heads[1]));
  for (let row = 0; row < Math.max(columns[0].length, columns[1].length); row += 1) {
    const left = columns[0][row] ?? { text: '', isOff: false };
    const cell = left.text.padEnd(COLUMN);
    console.log(((left.isOff ? style('red', cell) : cell) + style('green', columns[1][row]?.text ?? '')).trimEnd());
  }
}

const isWhole = ({ spans }: Observation): boolean =>
  countTraces(spans) === 1 &&
  spans.every((span) => span.exported) &&
  !computeTraceLines(spans).some((line) => line.hasUnknownParent);

async function main(): Promise<void> {
  const folder = path.resolve(process.argv[2] ?? fileURLToPath(new URL('../fixtures/order-service', import.meta.url)));
  const sources = readdirSync(folder).filter((file) => /\.[cm]?[jt]s$/u.test(file));
  const entry = getBuiltName(sources.find((file) => file.startsWith('main.')) ?? 'main.js');
  const repairs = new Map(
    sources.map((file) => {
      const fileName = path.join(folder, file);
      return [file, fix(readFileSync(fileName, 'utf8'), fileName, { config: plugin.configs.recommended })];
    }),
  );
  printFindings(repairs, folder);

  const workFolder = await createWorkFolder();
  try {
    const texts = new Map([...repairs].map(([file, repair]) => [file, repair.text]));
    await buildProgram(folder, path.join(workFolder, 'before'));
    await buildProgram(folder, path.join(workFolder, 'after'), texts);
    const before = await runProgram(path.join(workFolder, 'before', entry), 'async-local-storage');
    const after = await runProgram(path.join(workFolder, 'after', entry), 'async-local-storage');
    printSideBySide(before, after);
    const isSame = before.outcome === after.outcome && before.stdout === after.stdout && before.stderr === after.stderr;
    console.log(`\nThe service ${isSame ? 'gave the same answers' : 'gave other answers'} in both runs.`);
    const verdict = isWhole(after) ? style('green', 'The trace is whole.') : style('red', 'The trace is not whole.');
    console.log(verdict);
    process.exitCode = isSame && isWhole(after) ? 0 : 1;
  } finally {
    await removeWorkFolder(workFolder);
  }
}

await main();
