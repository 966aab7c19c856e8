import type { Boundary, ManagerName, Sights } from '../src/boundaries/boundary.js';
import { brokers } from '../src/boundaries/catalogue/brokers.js';
import { browser } from '../src/boundaries/catalogue/browser.js';
import { calls } from '../src/boundaries/catalogue/calls.js';
import { drivers } from '../src/boundaries/catalogue/drivers.js';
import { emitters } from '../src/boundaries/catalogue/emitters.js';
import { frameworks } from '../src/boundaries/catalogue/frameworks.js';
import { globals } from '../src/boundaries/catalogue/globals.js';
import { jobQueues } from '../src/boundaries/catalogue/job-queues.js';
import { mongodb } from '../src/boundaries/catalogue/mongodb.js';
import { nodeEvents } from '../src/boundaries/catalogue/node-events.js';
import { nodeIo } from '../src/boundaries/catalogue/node-io.js';
import { nodeNetwork } from '../src/boundaries/catalogue/node-network.js';
import { nodeStreams } from '../src/boundaries/catalogue/node-streams.js';
import { nodeThreads } from '../src/boundaries/catalogue/node-threads.js';
import { nodeTimers } from '../src/boundaries/catalogue/node-timers.js';
import { pools } from '../src/boundaries/catalogue/pools.js';
import { resources } from '../src/boundaries/catalogue/resources.js';
import { schedulers } from '../src/boundaries/catalogue/schedulers.js';
import { threadPools } from '../src/boundaries/catalogue/thread-pools.js';

/** A part of the page: the rows of one kind of boundary. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Boundary[];
}

/** The rows of the catalogue in the order of the page. */
export const SECTIONS: readonly Section[] = [
  { title: 'Globals', rows: globals },
  { title: 'Browsers', rows: browser },
  { title: 'Timers of Node.js', rows: nodeTimers },
  { title: 'Events and carriers of context in Node.js', rows: nodeEvents },
  { title: 'Streams', rows: nodeStreams },
  { title: 'Files, look-ups, cryptography, compression', rows: nodeIo },
  { title: 'Servers and clients of Node.js', rows: nodeNetwork },
  { title: 'Worker threads and child processes', rows: nodeThreads },
  { title: 'Queues and limiters', rows: pools },
  { title: 'Pools of threads', rows: threadPools },
  { title: 'Mapping, retrying, debouncing, throttling', rows: calls },
  { title: 'Locks, resources, loaders, caches', rows: resources },
  { title: 'Emitters and observables', rows: emitters },
  { title: 'Schedulers', rows: schedulers },
  { title: 'Job queues', rows: jobQueues },
  { title: 'Brokers', rows: brokers },
  { title: 'Drivers', rows: [...drivers, ...mongodb] },
  { title: 'Frameworks and sockets', rows: frameworks },
];

/** What to do, by the class of a boundary. */
export const ADVICE = {
  'nothing to do': 'Nothing: the context of the dispatch is kept.',
  'new root':
    'Nothing is lost; work that outlives the span or repeats gets a new root span with a link to its creator, and is created under `ROOT_CONTEXT`.',
  bind: 'Hand over `context.bind(context.active(), callback)`.',
  'context in the job':
    'One function serves many jobs: put the context into the job and run it with `context.with(job.context, ...)`.',
  'capture before':
    "The code after `await` is in nobody's context: read the context before it and go on with `context.with(captured, ...)`.",
  'as it is':
    'Usually right, since whoever triggers it is the cause; bind the callback only if it continues the operation that registered it.',
  links: 'Several callers share one run: start a new span with links to every one of them.',
  'inject and extract':
    'Inject the context where the message is sent, extract it where it is received, and run the handler with `context.with(extracted, ...)`; a batch gets a new root span with links.',
  'each step': 'Run each `next()`, or each step inside, with `context.with`.',
} as const;

type Advice = keyof typeof ADVICE;

const messages = new Set<Boundary>([...brokers, ...jobQueues]);

/** The class of a row, a key of `ADVICE`. A row is judged by what was seen under AsyncLocalStorage, if it was. */
export function adviceFor(row: Boundary): Advice {
  const positions = [row.callback].flat();
  const sights = sightsOf(row);
  if (positions.includes('worker') || isOnOtherSide(row) || isConsumer(row)) return 'inject and extract';
  if (positions.includes('body')) return 'each step';
  if (positions.includes('await')) return isKept(sights) ? 'nothing to do' : 'capture before';
  if (positions.includes('decorated')) return 'new root';
  if (row.runs === 'once') return adviceForOneRun(row, sights);
  if (isKept(sights)) return row.finite === true || row.module === 'async_hooks' ? 'nothing to do' : 'new root';
  if (pools.includes(row)) return 'context in the job';
  if (sights.has('first-caller')) return 'links';
  // The pieces of one stream belong together.
  return sights.has('trigger') || row.when?.[0] === 'data' ? 'as it is' : 'new root';
}

function adviceForOneRun(row: Boundary, sights: ReadonlySet<string>): Advice {
  if (isKept(sights)) return 'nothing to do';
  return isListener(row) || row.module === 'async_hooks' ? 'as it is' : 'bind';
}

/** A callback that is text by the time it runs, or stands in the other thread. */
function isOnOtherSide({ module, call, callback }: Boundary): boolean {
  if (module === 'worker_threads') return [call].flat().includes('parentPort.on');
  return (module === 'workerpool' && [call].flat().includes('pool()#exec')) || callback === '0.jobs.*.path';
}

/** Handlers of messages and requests, whose context comes with them from elsewhere. */
function isConsumer(row: Boundary): boolean {
  const hears = (name: string): boolean => [row.call].flat().some((call) => call.endsWith(name));
  if (row.runs === 'once') return hears('#consume');
  if (frameworks.includes(row)) return !row.module.startsWith('graphql');
  if (row.module.startsWith('http')) return row.finite !== true;
  if (drivers.includes(row)) return row.when?.[0] === 'message' || hears('createClient()#subscribe');
  return messages.has(row) && (['message', 'data'].includes(row.when?.[0] ?? '') || !hears('#on'));
}

function isListener({ call }: Boundary): boolean {
  return [call]
    .flat()
    .some((name) =>
      /#(?:on|once|prependOnceListener|addEventListener|addAbortListener)$|^addAbortListener$/u.test(name),
    );
}

function isKept(sights: ReadonlySet<string>): boolean {
  return [...sights].every((sight) => sight === 'dispatch');
}

/** What the callback sees in all loads: under AsyncLocalStorage or, where that cannot be, in a zone. */
function sightsOf({ sees }: Boundary): ReadonlySet<string> {
  if (typeof sees === 'string') return new Set([sees]);
  const byManager = sees as Readonly<Partial<Record<ManagerName, Sights>>>;
  const sights: Sights = byManager['async-local-storage'] ?? byManager.zone ?? (sees as Sights);
  return new Set(typeof sights === 'string' ? [sights] : Object.values(sights));
}
