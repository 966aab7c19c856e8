import type { Boundary, CallbackPosition, Sights } from '../../../src/boundaries/boundary.js';
import { catalogue } from '../../../src/boundaries/catalogue/index.js';
import { instrumentedCallbacks } from '../../../src/boundaries/catalogue/instrumented-callbacks.js';
import { getSights } from '../../../src/boundaries/matcher.js';
import { compare } from './compare.js';
import { describeSubject } from './describe.js';
import { entry, type ProbeGroup } from './files.js';
import { measureGroup, mergeOutcomes } from './measure.js';
import type { Measurement, Outcome } from './probe.js';

interface Claim extends Boundary {
  readonly call: string;
  readonly callback: CallbackPosition;
}

/** The manager that instrumentations are made for. */
const MANAGER = 'async-local-storage';

/** What is loaded first, so that it is patched. */
const instrumentations = entry('instrumented/drivers');

/** Probe files that run once more under instrumentations, and need nothing but their process. */
export const instrumentedInProcess: ProbeGroup = {
  zoneBuild: 'node',
  files: [
    instrumentations,
    entry('kafkajs'),
    entry('mongodb'),
    entry('memcached'),
    entry('lru-memoizer'),
    entry('resources', 'generic-pool'),
  ],
};

/** Those that need a server. */
export const instrumentedServices: readonly ProbeGroup[] = [
  {
    zoneBuild: 'node',
    files: [
      instrumentations,
      entry('postgres', 'pg'),
      entry('mysql', 'mysql', 'mysql2'),
      entry('redis', 'ioredis', 'redis'),
      entry('rabbitmq', 'amqplib', 'amqplib/callback_api'),
    ],
  },
  // A queue of BullMQ is given its telemetry, so the plain ones are measured elsewhere.
  { zoneBuild: 'node', files: [instrumentations, entry('instrumented/bullmq', 'bullmq')] },
];

/** Measures groups of probe files under instrumentations; what they measure beside their modules is left out. */
export async function measureInstrumented(groups: readonly ProbeGroup[]): Promise<Outcome> {
  const outcomes = groups.map(async (group) => {
    const modules = new Set(group.files.flatMap((file) => file.modules));
    const outcome = await measureGroup(MANAGER, group);
    return { ...outcome, measurements: outcome.measurements.filter(({ module }) => modules.has(module)) };
  });
  return mergeOutcomes(...(await Promise.all(outcomes)));
}

/**
 * A sentence for every difference between what was measured under instrumentations and what is said of it: in the table of
 * instrumented callbacks or, for a callback that is not in there, in the catalogue.
 */
export function compareInstrumented(measurements: readonly Measurement[]): readonly string[] {
  const measured = new Set(measurements.map(describeSubject));
  const changed = narrow(instrumentedCallbacks).filter((row) => measured.has(nameOf(row)));
  const isChanged = new Set(changed.map(nameOf));
  const kept = narrow(catalogue).filter((row) => measured.has(nameOf(row)) && !isChanged.has(nameOf(row)));
  return compare([...changed, ...kept], measurements);
}

/** Rows of one callback of one call each, which say nothing of other managers. */
function narrow(rows: readonly Boundary[]): readonly Claim[] {
  return rows.flatMap((row) => {
    const { sees } = row;
    const own = typeof sees === 'object' && MANAGER in sees ? sees[MANAGER] : (sees as Sights);
    const callbacks: readonly CallbackPosition[] = Array.isArray(row.callback) ? row.callback : [row.callback];
    if (getSights(row, MANAGER) === null || own === undefined) return [];
    return [row.call].flat().flatMap((call) => {
      return callbacks.map((callback) => ({ ...row, call, callback, sees: { [MANAGER]: own } }));
    });
  });
}

function nameOf({ module, call, callback, when }: Claim): string {
  return describeSubject({ module, call, callback, ...(when && { when }) });
}
