import { describeSight } from '../boundaries/sights.js';
import { isListener } from '../boundaries/matcher.js';
import { checkFile } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixHandOff } from '../fixes/hand-off.js';
import { fixByMovingCapture } from '../fixes/move-capture.js';
import type { OtelModel } from '../model/index.js';
import { type Loss, findLosses, isUnderActiveSpan } from '../model/losses.js';
import { getEnclosingFunction, isInside } from '../model/nodes.js';

interface Options {
  /** Which dispatches are trusted to keep the context. */
  readonly trust: 'measured' | 'none';
}

export const captureBeforeDispatch = createRule<'lostParent' | 'lateRead' | 'listenerRead' | 'handOver', [Options]>({
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
        "'{{callee}}' runs this callback in {{sight}}, so the span of line {{line}} ends up in another trace. Hand the active context over with it.",
      lateRead:
        "'{{read}}' comes too late: '{{callee}}' (line {{line}}) runs this callback in {{sight}}. Read it before the callback is handed over.",
      listenerRead:
        "'{{read}}' is not the context of the span around '{{callee}}' (line {{line}}): the listener runs in {{sight}}. Bind the listener if it continues that span.",
      handOver: 'Hand the active context over with the callback.',
    },
  },
  create: (context, [{ trust }]) =>
    checkFile(context, (model) => {
      const ordinals = new Map<unknown, number>();
      for (const loss of findLosses(model, trust)) {
        const around = getEnclosingFunction(loss.dispatch.call);
        const ordinal = ordinals.get(around) ?? 0;
        ordinals.set(around, ordinal + 1);
        const finding = loss.dispatch.rows.some(isListener)
          ? judgeListener(loss, model)
          : judgeTask(loss, model, ordinal);
        if (finding) context.report(finding);
      }
    }),
});

/** A task runs once and belongs to the trace that queued it. */
function judgeTask(loss: Loss, model: OtelModel, ordinal: number) {
  const edits = fixByMovingCapture(loss, model, ordinal) ?? fixHandOff(loss.dispatch, model, ordinal);
  const { dispatch, reads } = loss;
  const [first] = reads;
  const isRead = reads.every((read) => read.kind === 'explicit' && isInside(read.node, dispatch.callback));
  const data = getData(loss, model);
  return {
    ...(isRead && first
      ? { node: first.node, messageId: 'lateRead' as const, data: { ...data, line: dispatch.call.loc.start.line } }
      : { node: dispatch.call.callee, messageId: 'lostParent' as const, data }),
    fix: edits && toFix(edits),
  };
}

/** A listener may well start new roots: only what reads the context that it was registered under is mistaken. */
function judgeListener(loss: Loss, model: OtelModel) {
  const { dispatch } = loss;
  const read = loss.reads.find(({ kind }) => kind === 'explicit');
  if (!read || !isUnderActiveSpan(dispatch.call, model)) return null;
  const edits = fixHandOff(dispatch, model);
  return {
    node: read.node,
    messageId: 'listenerRead' as const,
    data: { ...getData(loss, model), read: read.name, line: dispatch.call.loc.start.line },
    suggest: edits ? [{ messageId: 'handOver' as const, fix: toFix(edits) }] : [],
  };
}

function getData({ dispatch, reads }: Loss, model: OtelModel) {
  const [first] = reads;
  return {
    callee: model.sourceCode.getText(dispatch.call.callee),
    sight: describeSight(dispatch.rows, model.manager),
    line: first?.node.loc.start.line ?? 0,
    read: first?.name ?? '',
  };
}
