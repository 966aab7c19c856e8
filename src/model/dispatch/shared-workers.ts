import { JOB_ADDERS } from '../../boundaries/catalogue/shared-workers.js';
import { getAncestry } from '../code/origin.js';
import { type CallNode, type FunctionNode, unwrap } from '../code/nodes.js';
import type { OtelModel } from '../index.js';
import { findMakers } from '../leaks/sources.js';
import { isFilledAnew } from './queues.js';

/** A function that a library runs for every job of a queue, and a call that adds a job. */
export interface SharedWorker {
  readonly worker: FunctionNode;
  readonly put: CallNode;
}

const ADDERS = [...JOB_ADDERS].map((key) => key.slice(key.lastIndexOf('#') + 1));

/** The functions that serve the jobs of a library's queue, where functions of the file add jobs again and again. */
export function findSharedWorkers(model: OtelModel): readonly SharedWorker[] {
  return model.getCallsNamed(ADDERS).flatMap((put): readonly SharedWorker[] => {
    const callee = unwrap(put.callee);
    const origin = callee.type === 'MemberExpression' ? model.values.findOrigin(callee) : null;
    const isAdder = origin !== null && getAncestry(origin).some((key) => JOB_ADDERS.has(key));
    if (callee.type !== 'MemberExpression' || !isAdder || !isFilledAnew(callee.object, put, model)) return [];
    return findMakers(callee.object, model).flatMap(({ call }) => {
      const worker = call.arguments.map((argument) => model.values.findFunction(argument)).find(Boolean);
      return worker ? [{ worker, put }] : [];
    });
  });
}
