import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixByListeningToClose, fixMisplacedEnd } from '../fixes/end-callback.js';
import { fixByEndingInFinally } from '../fixes/end-in-finally.js';
import type { OtelModel } from '../model/index.js';
import { type SpanLeak, SpanLeaks } from '../model/lifetimes/span-leaks.js';
import { getWrittenName } from '../model/code/nodes.js';
import { getSpanLifetimes } from '../model/lifetimes/span-lifetimes.js';

interface Options {
  /** Whether to report spans that are not ended on a path that the code shows. */
  readonly paths: boolean;
  /** Whether to report spans that are not ended when something throws, or the consumer of a generator stops. */
  readonly exceptions: boolean;
}

type MessageIds =
  | 'dropped'
  | 'neverEnded'
  | 'somePaths'
  | 'overwritten'
  | 'unbound'
  | 'invoked'
  | 'uncalled'
  | 'oneOutcome'
  | 'oneEvent'
  | 'oneCallback'
  | 'letGo'
  | 'oneHook'
  | 'throw'
  | 'throwBeforeOwner'
  | 'stopped'
  | 'endInFinally'
  | 'endOnClose';

const MESSAGE_OF: Readonly<Record<SpanLeak['kind'], MessageIds>> = {
  dropped: 'dropped',
  'never-ended': 'neverEnded',
  'some-paths': 'somePaths',
  overwritten: 'overwritten',
  'one-outcome': 'oneOutcome',
  'one-event': 'oneEvent',
  'one-callback': 'oneCallback',
  'let-go': 'letGo',
  'one-hook': 'oneHook',
  throw: 'throw',
  'throw-before-owner': 'throwBeforeOwner',
  stopped: 'stopped',
};

export const endSpan = createRule<MessageIds, [Options]>({
  name: 'end-span',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require every span that is started to be ended on every path, exceptions included',
      recommended: 'recommended',
    },
    fixable: 'code',
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          paths: {
            type: 'boolean',
            description: 'Whether to report spans that a path which the code shows does not end.',
          },
          exceptions: {
            type: 'boolean',
            description:
              'Whether to report spans that are not ended when something throws, or the consumer of a generator stops.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ paths: true, exceptions: true }],
    messages: {
      dropped: 'Nothing holds this span, so nothing can end it, and it is never exported. Keep it and end it.',
      neverEnded: "Nothing ends this span, so it is never exported. End it in a 'finally' block.",
      somePaths:
        "This span is not ended on the path that leaves at line {{line}}, so it is not exported then. End it in a 'finally' block.",
      overwritten:
        'This span is replaced at line {{line}} before it is ended, so it is never exported. End it before that.',
      unbound:
        "'end' is handed to '{{taker}}' without its span: it throws when it is called, and the span is never exported. Pass '() => {{end}}()'.",
      invoked:
        "'{{end}}' is called here at once, where '{{taker}}' takes a function to call later: the span misses the work. Pass '() => {{end}}'.",
      uncalled:
        "'{{end}}' is named here but not called, and a span that is not ended is never exported. Write '{{end}}()'.",
      oneOutcome:
        "This ends the span of line {{line}} on one outcome of the promise only; on the other it is never exported. End it in 'finally'.",
      oneEvent:
        "'{{receiver}}' has no '{{event}}' when {{when}}: the span of line {{line}} is not exported then. End it on '{{onEvent}}'{{too}}.",
      oneCallback:
        "'{{taker}}' calls nothing that ends the span of line {{line}} when {{when}}: it is not exported then. End it {{remedy}}.",
      letGo:
        'The span of line {{line}} is let go of here before anything ends it, so it is never exported. End it first.',
      oneHook:
        "Only '{{other}}' ends the span of line {{line}}, and it is not called when '{{own}}' is: the span is not exported then. End it here as well.",
      throw:
        "When line {{line}} throws, this span is not ended, and it is never exported. End it in a 'finally' block.",
      throwBeforeOwner:
        "When line {{line}} throws, nobody else has this span yet, so it is never ended, nor exported. End it in a 'catch' block.",
      stopped:
        "When the consumer stops at the 'yield' of line {{line}}, this span is not ended, and it is never exported. End it in a 'finally' block.",
      endInFinally: "End the span in a 'finally' block.",
      endOnClose: "End the span on 'close'.",
    },
  },
  create: (context, [{ paths, exceptions }]) =>
    checkFlow(context, (model, flow) => {
      const lifetimes = getSpanLifetimes(model, flow);
      const leaks = new SpanLeaks(model, flow, lifetimes);
      for (const misplaced of paths ? leaks.getMisplacedEnds() : []) {
        const { node, kind, taker } = misplaced;
        const end = model.sourceCode.getText(node);
        const edits = fixMisplacedEnd(misplaced);
        const data = { end, taker: taker && getWrittenName(taker.callee) };
        context.report({ node, messageId: kind, data, ...(edits && { fix: toFix(edits) }) });
      }
      for (const start of lifetimes.getStarts()) {
        const leak = leaks.find(start);
        if (!leak || !(BY_EXCEPTION.test(leak.kind) ? exceptions : paths)) continue;
        const isAtEnd = AT_END.has(leak.kind);
        context.report({
          node: isAtEnd ? leak.node : start.node.callee,
          messageId: MESSAGE_OF[leak.kind],
          data: {
            line: isAtEnd ? start.node.loc.start.line : leak.line,
            receiver: leak.missed?.receiver,
            event: leak.missed?.events.join("' or '"),
            onEvent: leak.missed?.remedy.event,
            too: leak.missed?.remedy.isMore ? ' as well' : '',
            when: leak.missed?.when ?? leak.missedCallback?.when,
            taker: leak.missedCallback?.taker,
            remedy: leak.missedCallback?.remedy,
            own: leak.hooks?.own,
            other: leak.hooks?.other,
          },
          ...getRepair(leak, model),
        });
      }
    }),
});

/** The leaks on ways out that no statement shows. */
const BY_EXCEPTION = /^(?:throw|stopped)/u;
/** The leaks that are reported where the span is ended wrongly, not where it starts. */
const AT_END = new Set<SpanLeak['kind']>(['one-outcome', 'one-event', 'one-callback', 'let-go', 'one-hook']);
/** The leaks that a `finally` closes. */
const IN_FINALLY = new Set<SpanLeak['kind']>(['never-ended', 'some-paths', 'throw', 'stopped']);

function getRepair(leak: SpanLeak, model: OtelModel) {
  const close = leak.kind === 'one-event' ? fixByListeningToClose(leak) : null;
  if (close) return { suggest: [{ messageId: 'endOnClose' as const, fix: toFix(close) }] };
  const repair = leak.span && IN_FINALLY.has(leak.kind) ? fixByEndingInFinally(leak.span, model) : null;
  if (!repair) return {};
  const fix = toFix(repair.edits);
  return repair.isCertain ? { fix } : { suggest: [{ messageId: 'endInFinally' as const, fix }] };
}
