import type { Boundary, CallbackPosition, Sights } from '../../boundaries/boundary.js';
import { JOB_ADDERS } from '../../boundaries/catalogue/shared-workers.js';
import { getAncestry } from '../code/origin.js';
import { type CallNode, type FunctionNode, type Node, getStaticName, unwrap } from '../code/nodes.js';
import type { OtelModel } from '../index.js';
import { findMakers } from '../leaks/sources.js';
import { isFilledAnew } from './queues.js';
import { findMethodCall } from './collections.js';

/** A function that a library runs for every job of a queue, and a call that adds a job. */
export interface SharedWorker {
  readonly worker: FunctionNode;
  readonly put: CallNode;
}

const ADDERS = [...JOB_ADDERS].map((key) => key.slice(key.lastIndexOf('#') + 1));

/** A job runs in the context that added it where a worker is free, and in that of the job before it otherwise. */
const QUEUED: Sights = { free: 'dispatch', saturated: 'trigger' };

/**
 * The row for a function in a job that the worker of a library's queue calls: `queue.push({ run() {} })`, where the worker is
 * `(job, done) => job.run(done)`.
 *
 * @returns null when the call adds no job, or the worker does not call that part of it
 */
export function findJobRow(
  call: CallNode,
  position: CallbackPosition,
  keys: readonly string[],
  model: OtelModel,
): Boundary | null {
  const [job, property, ...deeper] = String(position).split('.');
  const callee = unwrap(call.callee);
  if (job !== '0' || property === undefined || deeper.length > 0 || callee.type !== 'MemberExpression') return null;
  if (!keys.some((key) => JOB_ADDERS.has(key)) || !isFilledAnew(callee.object, call, model)) return null;
  const isRun = findWorkers(callee.object, model).some((worker) => callsPart(worker, property, model));
  return isRun ? { module: 'file', call: 'push', callback: position, runs: 'once', sees: QUEUED } : null;
}

/** True for a function that calls a method of its first parameter. */
function callsPart({ params: [parameter] }: FunctionNode, name: string, { bindings }: OtelModel): boolean {
  const variable = parameter?.type === 'Identifier' ? bindings.findVariable(parameter) : null;
  return (variable ? bindings.getReads(variable) : []).some(({ identifier }) => {
    const called = findMethodCall(identifier);
    return called !== null && getStaticName(called.callee) === name;
  });
}

/** The functions that the queue of an expression is made with. */
function findWorkers(queue: Node, model: OtelModel): readonly FunctionNode[] {
  return findMakers(queue, model).flatMap(({ call }) => {
    const worker = call.arguments.map((argument) => model.values.findFunction(argument)).find(Boolean);
    return worker ? [worker] : [];
  });
}

/** The functions that serve the jobs of a library's queue, where functions of the file add jobs again and again. */
export function findSharedWorkers(model: OtelModel): readonly SharedWorker[] {
  return model.getCallsNamed(ADDERS).flatMap((put): readonly SharedWorker[] => {
    const callee = unwrap(put.callee);
    const origin = callee.type === 'MemberExpression' ? model.values.findOrigin(callee) : null;
    const isAdder = origin !== null && getAncestry(origin).some((key) => JOB_ADDERS.has(key));
    if (callee.type !== 'MemberExpression' || !isAdder || !isFilledAnew(callee.object, put, model)) return [];
    return findWorkers(callee.object, model).map((worker) => ({ worker, put }));
  });
}
