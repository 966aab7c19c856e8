import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixHandOff } from '../fixes/hand-off.js';
import { fixByRestoringContext } from '../fixes/late-callback.js';
import { PassNames } from '../fixes/pass-names.js';
import { fixByCallingInRoot } from '../fixes/root-context.js';
import { findLateCallbacks } from '../model/dispatch/late-callbacks.js';
import { type Leak, findLeaks } from '../model/leaks/leaks.js';
import { findRedeliveries } from '../model/leaks/redeliveries.js';
import { getCalleeText } from '../model/wording.js';

type MessageId = Leak['kind'] | 'redelivers' | 'endedSpan' | 'useRoot' | 'bindListener' | 'restoreContext';

export const noLeakedContext = createRule<MessageId>({
  name: 'no-leaked-context',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow setting work going that outlives a span while that span is active',
      recommended: 'recommended',
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      repeats:
        "'{{callee}}' keeps the span of line {{line}} active, so '{{read}}' (line {{readLine}}) continues that trace on every run. Call it in the root context.",
      reschedules:
        "'{{callee}}' begins work that schedules itself again while the span of line {{line}} is active, so '{{read}}' (line {{readLine}}) continues that trace on every run. Call it in the root context.",
      loops:
        "'{{callee}}' begins a loop that outlives the span of line {{line}}, so '{{read}}' (line {{readLine}}) continues that trace on every pass. Call it in the root context.",
      serves:
        "'{{callee}}' (line {{callLine}}) keeps the span of line {{line}} active for its handlers, so '{{read}}' (line {{readLine}}) continues that trace on every event. Call it in the root context.",
      redelivers:
        "'{{callee}}' (line {{callLine}}) delivers the event to this listener again while this span is active, so every attempt becomes a child of the one before. Bind the listener (line {{line}}) to the context that registers it.",
      endedSpan:
        "'{{callee}}' runs what follows while the span of line {{line}}, already ended, is still active. Call it in the context from before that span.",
      useRoot: 'Make the call in the root context.',
      bindListener: 'Bind the listener to the context that registers it.',
      restoreContext: 'Call it in the context from before the span.',
    },
  },
  create: (context) =>
    checkFlow(context, (model, flow) => {
      for (const { kind, place, call, span, read } of findLeaks(model)) {
        const edits = fixByCallingInRoot(call, model);
        context.report({
          node: place,
          messageId: kind,
          data: {
            callee: getCalleeText(call, context.sourceCode),
            callLine: call.loc.start.line,
            line: span.start.node.loc.start.line,
            read: read.name,
            readLine: read.node.loc.start.line,
          },
          suggest: edits ? [{ messageId: 'useRoot', fix: toFix(edits) }] : [],
        });
      }
      const names = new PassNames(context.sourceCode);
      for (const { span, emit, dispatch } of findRedeliveries(model)) {
        const edits = fixHandOff(dispatch, model, names);
        context.report({
          node: span.scope.callee,
          messageId: 'redelivers',
          data: {
            callee: getCalleeText(emit, context.sourceCode),
            callLine: emit.loc.start.line,
            line: dispatch.call.loc.start.line,
          },
          suggest: edits ? [{ messageId: 'bindListener', fix: toFix(edits) }] : [],
        });
      }
      for (const late of findLateCallbacks(model, flow)) {
        const edits = fixByRestoringContext(late, model);
        context.report({
          node: late.call.callee,
          messageId: 'endedSpan',
          data: {
            callee: getCalleeText(late.call, context.sourceCode),
            line: late.span.start.node.loc.start.line,
          },
          suggest: edits ? [{ messageId: 'restoreContext', fix: toFix(edits) }] : [],
        });
      }
    }),
});
