import { checkFile } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { type DetachedGenerator, findDetachedGenerators } from '../model/leaks/generators.js';
import { findUnstartedEnds } from '../model/lifetimes/unstarted-ends.js';
import { getCalleeText } from '../model/wording.js';

export const noDetachedGenerator = createRule<DetachedGenerator['kind'] | 'unread' | 'unstarted'>({
  name: 'no-detached-generator',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow making a context active for a generator, whose body runs where its values are asked for',
      recommended: 'recommended',
    },
    schema: [],
    messages: {
      given:
        "'{{callee}}' only creates the generator: its body runs where its values are asked for, so '{{read}}' (line {{line}}) does not see this context. Make the context active inside the generator, around each step.",
      returned:
        "The generator leaves the callback of '{{callee}}': its body runs where its values are asked for, so '{{read}}' (line {{line}}) does not see this context. Make the context active inside the generator, around each step.",
      iterator:
        "The iterator leaves the callback of '{{callee}}': its 'next' runs where its values are asked for, so '{{read}}' (line {{line}}) does not see this context. Make the context active inside 'next'.",
      unread:
        "'{{callee}}' only creates the generator: its body runs where its values are asked for, so nothing that it calls sees this context. Make the context active inside the generator, around each step.",
      unstarted:
        'Only the generator of line {{line}} ends this span, and its body does not run until somebody asks for its first value: the span may never end. Start the span inside the generator.',
    },
  },
  create: (context) =>
    checkFile(context, (model) => {
      const detached = findDetachedGenerators(model);
      for (const { kind, scope, read } of detached) {
        const callee = getCalleeText(scope, context.sourceCode);
        const told = read && { messageId: kind, data: { callee, read: read.name, line: read.node.loc.start.line } };
        context.report({ node: scope.callee, ...(told ?? { messageId: 'unread', data: { callee } }) });
      }
      const reported = new Set(detached.map(({ scope }) => scope));
      for (const { start, generator } of findUnstartedEnds(model)) {
        if (reported.has(start.node)) continue;
        context.report({
          node: start.node.callee,
          messageId: 'unstarted',
          data: { line: generator.loc.start.line },
        });
      }
    }),
});
