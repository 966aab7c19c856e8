import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { type LateUse, findLateUses } from '../model/lifetimes/ended-spans.js';
import { type Node, unwrap } from '../model/code/nodes.js';
import { isTestCode } from '../model/code/test-code.js';
import { getSpanLifetimes } from '../model/lifetimes/span-lifetimes.js';

type MessageIds = 'late' | 'secondEnd' | 'endedAgain' | 'endedLater' | 'eachRound' | 'wrapperEnds';

const MESSAGE_OF: Readonly<Record<LateUse['kind'], MessageIds>> = {
  late: 'late',
  'second-end': 'secondEnd',
  'ended-again': 'endedAgain',
  'ended-later': 'endedLater',
  'each-round': 'eachRound',
  'wrapper-ends': 'wrapperEnds',
};

export const noSpanUseAfterEnd = createRule<MessageIds>({
  name: 'no-span-use-after-end',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow calls on a span that is ended on every path to them, a second end included',
      recommended: 'recommended',
    },
    schema: [],
    messages: {
      late: "The span is ended at line {{line}}, so what '{{name}}' adds is lost. Call it before 'end'.",
      secondEnd: "The span is ended at line {{line}} already, so this 'end' only logs an error. Remove one of the two.",
      endedAgain: "The 'finally' ends this span again at line {{line}}, which only logs an error. Remove this 'end'.",
      endedLater:
        'Whatever path the code takes from here, line {{line}} ends this span again, which only logs an error. Remove this one.',
      eachRound:
        "Every round of the loop ends the same span, and all but the first only log an error. Move this 'end' behind the loop.",
      wrapperEnds:
        "The function that hands this span over ends it at line {{line}}. Remove this 'end': what comes after it is lost.",
    },
  },
  create: (context) =>
    checkFlow(context, (model, flow) => {
      for (const { kind, node, name, line } of findLateUses(model, flow, getSpanLifetimes(model, flow))) {
        if (isTestCode(node)) continue;
        context.report({ node: getMethod(node), messageId: MESSAGE_OF[kind], data: { name, line } });
      }
    }),
});

/** The name of the method that is called, since the calls of a chain begin at the same place. */
function getMethod(node: Node): Node {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : node;
  return callee.type === 'MemberExpression' ? callee.property : node;
}
