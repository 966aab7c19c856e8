/** `tsx scripts/boundary-docs.ts`: writes rules-docs/boundaries.md anew from the catalogue. */
import { writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as prettier from 'prettier';
import {
  LOADS,
  MANAGERS,
  type Boundary,
  type ManagerName,
  type Sight,
  type Sights,
} from '../src/boundaries/boundary.js';
import { browser } from '../src/boundaries/catalogue/browser.js';
import { catalogue } from '../src/boundaries/catalogue/index.js';
import {
  instrumentations,
  instrumented,
  instrumentedVersions,
  type SpanSight,
} from '../src/boundaries/catalogue/instrumented.js';
import { callbackInstrumentations, instrumentedCallbacks } from '../src/boundaries/catalogue/instrumented-callbacks.js';
import { browserVersions, nodeVersions } from '../src/boundaries/catalogue/versions.js';
import { ADVICE, adviceFor, SECTIONS } from './boundary-advice.js';

export const PAGE = new URL('../rules-docs/boundaries.md', import.meta.url);

const INTRODUCTION = `# Does my context survive this call?

Whose context a callback sees is a fact about a library, its version, its load and the context manager. Every row is the result of a program in this repository that runs the real library under the real context manager; \`npm run probes\` runs them all again and fails on any difference.

## How to read it

| A callback sees | that is the context of |
| --- | --- |
| **dispatch** | the call in the row: nothing is lost |
| trigger | whoever makes the callback run: the \`emit\`, the publish, the task that frees the slot |
| registration | the moment something was started or subscribed after it was made: \`listen()\`, \`start()\` |
| construction | the moment the object was made that the row's method is called on |
| connection | whoever opened the connection |
| first-caller | the first of several callers that share one run |
| root | nobody |

Pools, queues and drivers are measured under several loads: _free_ is a free slot or a first call, _saturated_ every slot taken, _burst_ several calls in one tick with slots enough, _rejected_ after a task that rejected, _reused_ on a connection that an earlier call opened. A callback that keeps the context when free and loses it when saturated looks right in a test with one request.

Positions count the arguments from 0, or from the end with a minus; \`0.eachMessage\` is a property of an argument and \`*\` stands for every element or property. \`await\` is the code after \`await\` (or the body of \`for await\`) of what the call returns, \`worker\` the function that runs in another thread or process, \`decorated\` the decorated method, \`body\` that of the function itself. Runs that are _finite_ come to an end by themselves: one for each item, each try, each piece.

The managers are \`AsyncLocalStorageContextManager\` (Node.js), \`ZoneContextManager\` and \`StackContextManager\` (browsers). What can run in a browser is measured under the browser build of zone.js, what only Node.js has under its Node.js build; an empty cell was not measured, most often since a server-side library has no business in a zone. Libraries are measured as they are published: an \`await\` that is not compiled away loses the zone.

Nothing is instrumented here but in the last two tables, of [handlers](#handlers-under-instrumentation) and [callbacks](#callbacks-under-instrumentation). An instrumentation may repair a callback, and often does so only while a span is active.
`;

/** Answers what the page should read, in Prettier's format. */
export async function renderPage(): Promise<string> {
  const sections = SECTIONS.map(({ title, rows }) => `## ${title}\n\n${renderTable(rows)}`);
  const options = await prettier.resolveConfig(PAGE);
  const page = [
    INTRODUCTION,
    renderTotals(),
    renderAdvice(),
    ...sections,
    renderInstrumented(),
    renderCallbacks(),
  ].join('\n\n');
  return prettier.format(page, { ...options, parser: 'markdown' });
}

const SPANS: Readonly<Record<SpanSight, string>> = {
  request: 'the span of the request',
  framework: 'a span of the framework, below that of the request',
  caller: 'the span of whoever calls',
};

/** What handlers find active where instrumentations were loaded before the framework. */
function renderInstrumented(): string {
  const rows = instrumented.map(({ module, handler, http, framework }) => {
    const own = (instrumentations[module] ?? []).map((name) => `${code(name)} ${instrumentedVersions[name] ?? ''}`);
    const versioned = `${code(module)} ${instrumentedVersions[module] ?? ''}`;
    const below = module === 'graphql' ? 'a span of the field' : SPANS[framework];
    return `| ${[versioned, code(handler), SPANS[http], below, own.join(', ')].join(' | ')} |`;
  });
  const http = '@opentelemetry/instrumentation-http';
  const header = ['Framework', 'Handler', 'With HTTP instrumentation alone', 'With that of the framework', 'Which is'];
  return [
    '## Handlers under instrumentation',
    '',
    `Without instrumentation a handler sees what the tables above say: most often the context in which the server began to listen. With ${code(http)} ${instrumentedVersions[http] ?? ''}, loaded before the framework, it sees the span of its request, which continues the trace of the client; with the instrumentation of the framework as well, most see a span of their own below it. Nothing has to be extracted there. Measured under AsyncLocalStorage on the Node.js that runs the tests.`,
    '',
    `| ${header.join(' | ')} |`,
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** What callbacks see where the instrumentation of their package was loaded first. */
function renderCallbacks(): string {
  const rows = instrumentedCallbacks.map((row) => {
    const { module, versions, call, callback, sees, measured, by, note } = row;
    const calls = [call].flat().map(code).join(', ');
    const sight = renderSights(sees as Sights) + (note === undefined ? '' : `. ${note}`);
    const version = `${(measured ?? []).join(', ')}, ${code(by)} ${callbackInstrumentations[by] ?? ''}`;
    return `| ${[renderModule({ module, ...(versions && { versions }) }), calls, code(String(callback)), sight, version].join(' | ')} |`;
  });
  const unchanged = Object.entries(callbackInstrumentations)
    .filter(([name]) => instrumentedCallbacks.every(({ by }) => by !== name))
    .map(([name, version]) => `${code(name)} ${version}`);
  return [
    '## Callbacks under instrumentation',
    '',
    `What the instrumentations of drivers and brokers change, loaded before the package and with a span active. All other callbacks of these packages see what the tables above say, and so does every callback under ${unchanged.join(', ')}. Measured under AsyncLocalStorage.`,
    '',
    '| Module | Call | Callback | Sees | Measured on |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function renderTotals(): string {
  const modules = new Set(catalogue.map((row) => row.module)).size;
  return (
    `${catalogue.length} rows of ${modules} modules. ` +
    `Rows of Node.js and of the globals were measured on Node.js ${nodeVersions.join(', ')}, rows of browsers in Chromium ${browserVersions.join(', ')}.`
  );
}

function renderAdvice(): string {
  const lines = Object.entries(ADVICE).map(([name, text]) => `| ${name} | ${text} |`);
  return ['## The right hand-off', '', '| Class | What to do |', '| --- | --- |', ...lines].join('\n');
}

function renderTable(rows: readonly Boundary[]): string {
  const header = '| Module | Call | Callback | Runs | AsyncLocalStorage | Zone | Stack | Measured on | Hand-off |';
  return [header, '| --- | --- | --- | --- | --- | --- | --- | --- | --- |', ...rows.map(renderRow)].join('\n');
}

function renderRow(row: Boundary): string {
  const cells = [
    renderModule(row),
    [row.call].flat().map(code).join(', ') + (row.when ? renderCondition(row.when) : ''),
    [row.callback]
      .flat()
      .map((position) => code(String(position)))
      .join(', '),
    row.finite === true ? `${row.runs}, finite` : row.runs,
    ...MANAGERS.map((manager) => renderSights(sightsUnder(row, manager))),
    renderMeasured(row),
    adviceFor(row) + (row.note === undefined ? '' : `. ${row.note}`),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function renderModule({ module, versions, node }: Pick<Boundary, 'module' | 'versions' | 'node'>): string {
  const ranges = [versions ?? '', node === undefined ? '' : `on Node.js ${node}`].filter((range) => range !== '');
  return [code(module), ...ranges.map((range) => range.replaceAll('<', '&lt;').replaceAll('>', '&gt;'))].join(' ');
}

function renderCondition(when: Readonly<Record<number, string>>): string {
  return ` with ${Object.values(when)
    .map((value) => code(`'${value}'`))
    .join(', ')}`;
}

function renderMeasured(row: Boundary): string {
  if (row.unmeasured !== undefined) return `_not measured_: ${row.unmeasured}`;
  const engine = browser.includes(row)
    ? 'Chromium '
    : isBuiltin(row.module) || row.module === 'global'
      ? 'Node.js '
      : '';
  return engine + (row.measured ?? []).join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}

function isByManager(sees: Boundary['sees']): sees is Readonly<Partial<Record<ManagerName, Sights>>> {
  return typeof sees === 'object' && Object.keys(sees).every((key) => (MANAGERS as readonly string[]).includes(key));
}

function sightsUnder({ sees }: Boundary, manager: ManagerName): Sights | undefined {
  return isByManager(sees) ? sees[manager] : (sees as Sights);
}

function renderSights(sights: Sights | undefined): string {
  if (sights === undefined) return '';
  if (typeof sights === 'string') return renderSight(sights);
  const byLoad = LOADS.flatMap((load) => (sights[load] ? [`${load}: ${renderSight(sights[load])}`] : []));
  return byLoad.join('<br>');
}

function renderSight(sight: Sight): string {
  return sight === 'dispatch' ? '**dispatch**' : sight;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(PAGE, await renderPage());
