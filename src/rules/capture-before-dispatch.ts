import { isListener } from '../boundaries/matcher.js';
import { describeLoss } from '../boundaries/sights.js';
import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { fixByCapturingFirst } from '../fixes/capture-before-await.js';
import { toFix } from '../fixes/edits.js';
import { fixAtDeclaration, fixHandOff } from '../fixes/hand-off.js';
import { isIdentityUsed } from '../fixes/identity.js';
import { fixByMovingCapture } from '../fixes/move-capture.js';
import { PassNames } from '../fixes/pass-names.js';
import { isInRootContext } from '../model/dispatch/ambient.js';
import { type AwaitedReads, findAwaitedReads } from '../model/dispatch/awaited-reads.js';
import { findDrainReads } from '../model/dispatch/drains.js';
import type { OtelModel } from '../model/index.js';
import { type Loss, findLosses, isUnderAnySpan } from '../model/dispatch/losses.js';
import { isInside } from '../model/code/nodes.js';
import { getCalleeText } from '../model/wording.js';

interface Options {
  /** Which dispatches are trusted to keep the context. */
  readonly trust: 'measured' | 'none';
}

type MessageId =
  'lostParent' | 'lostRead' | 'lateRead' | 'untrusted' | 'listenerRead' | 'awaitedRead' | 'queuedRead' | 'handOver';

export const captureBeforeDispatch = createRule<MessageId, [Options]>({
  name: 'capture-before-dispatch',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require the active context to be captured before a callback is handed over to run elsewhere',
      recommended: 'recommended',
      strictOptions: [{ trust: 'none' }],
    },
    fixable: 'code',
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          trust: {
            type: 'string',
            enum: ['measured', 'none'],
            description:
              "Which dispatches are trusted to keep the context: those that were 'measured' to keep it, or 'none'.",
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ trust: 'measured' }],
    messages: {
      lostParent:
        "'{{callee}}' {{can}}run{{s}} this callback in {{sight}}, so the span of line {{line}} {{can}}end{{s}} up in another trace. Hand the active context over with the callback.",
      lostRead:
        "'{{callee}}' {{can}}run{{s}} this callback in {{sight}}, so '{{read}}' (line {{line}}) {{can}}read{{s}} another context. Hand the active context over with the callback.",
      lateRead:
        "'{{read}}' comes too late: '{{callee}}' (line {{line}}) {{can}}run{{s}} this callback in {{sight}}. Read the context before the callback is handed over.",
      untrusted:
        "Line {{line}} relies on '{{callee}}' to keep the active context for this callback, which not every context manager does. Hand the context over with it.",
      listenerRead:
        "'{{read}}' is not the context of the span around '{{callee}}' (line {{line}}): the listener runs in {{sight}}. Bind the listener if it continues that span.",
      awaitedRead:
        "'{{read}}' comes after an 'await', where the context of this function is lost. Capture the context before it, and pass it.",
      queuedRead:
        "'{{read}}' sees the context of the call that set this off, not of the one that put the task into the queue (line {{line}}). Keep 'context.active()' with the task there, and use it here.",
      handOver: 'Hand the active context over with the callback.',
    },
  },
  create: (context, [{ trust }]) =>
    checkFlow(context, (model, flow) => {
      const names = new PassNames(model.sourceCode);
      for (const awaited of findAwaitedReads(model, flow, trust)) context.report(judgeAwait(awaited, model, names));
      for (const { read, put } of findDrainReads(model)) {
        const data = { read: read.name, line: put.loc.start.line };
        context.report({ node: read.node.callee, messageId: 'queuedRead', data });
      }
      for (const loss of findLosses(model, trust)) {
        const { rows } = loss.dispatch;
        const finding = rows.some(isListener) ? judgeListener(loss, model, names) : judgeTask(loss, model, names);
        if (finding) context.report(finding);
      }
    }),
});

/** A task runs once and belongs to the trace that queued it. What the root context is chosen for is meant to belong to none. */
function judgeTask(loss: Loss, model: OtelModel, names: PassNames) {
  const { dispatch } = loss;
  if (!describeLoss(dispatch.rows, model.manager) && isInRootContext(dispatch.call, model)) return null;
  const isSafe = !isIdentityUsed(dispatch.callback, model);
  const declared = isSafe ? fixByMovingCapture(loss, model, names) : fixAtDeclaration(dispatch, model);
  const edits = declared ?? fixHandOff(dispatch, model, names);
  const repair = edits && toFix(edits);
  return {
    ...describeTask(loss, model),
    fix: isSafe ? repair : null,
    suggest: repair && !isSafe ? [{ messageId: 'handOver' as const, fix: repair }] : [],
  };
}

/** Where and how to report: at the read when the callback itself does nothing but read, else at the dispatch. */
function describeTask({ dispatch, reads }: Loss, model: OtelModel) {
  const lost = describeLoss(dispatch.rows, model.manager);
  const implicit = reads.find(({ kind }) => kind === 'implicit');
  const read = implicit ?? reads.find(({ node }) => !isInside(node, dispatch.callback)) ?? reads[0];
  const isLate = read.kind === 'explicit' && isInside(read.node, dispatch.callback);
  const node = isLate ? read.node : dispatch.call.callee;
  const data = {
    callee: getCalleeText(dispatch.call, model.sourceCode),
    read: read.name,
    line: read.node.loc.start.line,
  };
  if (!lost) return { node, messageId: 'untrusted' as const, data };
  const words = lost.isAlways ? { can: '', s: 's' } : { can: 'can ', s: '' };
  const told = { ...data, ...words, sight: lost.phrase };
  if (isLate) return { node, messageId: 'lateRead' as const, data: { ...told, line: dispatch.call.loc.start.line } };
  return { node, messageId: implicit ? ('lostParent' as const) : ('lostRead' as const), data: told };
}

/** A listener may well start new roots: only what reads the context that it was registered under is mistaken. */
function judgeListener({ dispatch, reads }: Loss, model: OtelModel, names: PassNames) {
  const read = reads.find(({ kind }) => kind === 'explicit');
  if (!read || !isUnderAnySpan(dispatch.call, model)) return null;
  // What removes the listener has to find the one that was added.
  const isRemoved = isIdentityUsed(dispatch.callback, model);
  const edits = isRemoved ? fixAtDeclaration(dispatch, model) : fixHandOff(dispatch, model, names);
  const callee = getCalleeText(dispatch.call, model.sourceCode);
  const sight =
    describeLoss(dispatch.rows, model.manager)?.phrase ?? 'a context that the registration does not determine';
  return {
    node: isInside(read.node, dispatch.callback) ? read.node : dispatch.call.callee,
    messageId: 'listenerRead' as const,
    data: { callee, sight, read: read.name, line: dispatch.call.loc.start.line },
    suggest: edits ? [{ messageId: 'handOver' as const, fix: toFix(edits) }] : [],
  };
}

/** Under a manager that loses the context at an `await`, one capture serves all that a function reads after it. */
function judgeAwait(awaited: AwaitedReads, model: OtelModel, names: PassNames) {
  const [read] = awaited.reads;
  const edits = fixByCapturingFirst(awaited, model, names);
  return {
    node: read.node.callee,
    messageId: 'awaitedRead' as const,
    data: { read: read.name },
    fix: edits ? toFix(edits) : null,
  };
}
