import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixOrder } from '../fixes/dispose-order.js';
import { type Repair, fixByTryFinally } from '../fixes/try-finally.js';
import {
  type DetachFault,
  findCallerLeak,
  findDetachFault,
  findDisorder,
  trackAttachments,
} from '../model/lifetimes/detachments.js';
import type { OtelModel } from '../model/index.js';

interface Options {
  /** Whether `using` may hold a token. */
  readonly allowUsing: boolean;
}

type MessageIds = DetachFault['kind'] | 'addFinally';

export const detachInFinally = createRule<MessageIds, [Options]>({
  name: 'detach-in-finally',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require an attached context to be detached in `finally`',
      recommended: 'recommended',
    },
    fixable: 'code',
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          allowUsing: {
            type: 'boolean',
            description: "Whether 'using' may hold a token, where every runtime and context manager supports it.",
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allowUsing: false }],
    messages: {
      dropped:
        "This context is never detached: what runs after it, here and in the caller, continues its trace. Dispose of the token in 'finally'.",
      notInFinally:
        "A throw at line {{line}} skips the detach, and what runs after it continues this context's trace. Dispose of the token in 'finally'.",
      throwBeforeTry:
        "A throw at line {{line}} comes before the 'try' that detaches this context, which then stays attached. Start the 'try' right here.",
      somePaths:
        "This context stays attached where the path of line {{line}} is taken, and what runs after it continues its trace. Dispose of the token in 'finally'.",
      overwritten:
        'Line {{line}} overwrites the token before it is disposed of, so that this context stays attached. Dispose of it first.',
      disposedElsewhere:
        'Another callback (line {{line}}) disposes of the token: this context stays attached here, and the callback gets the one before it. Use `context.with()`.',
      outOfOrder:
        'The token disposed of at line {{line}} was attached later, and its disposal attaches this context again, for good. Dispose of that one first.',
      using:
        "'using' throws after attaching on most versions of Node.js, and the context stays attached. Hold the token in a 'const', and dispose of it in 'finally'.",
      addFinally: "Dispose of the token in 'finally'.",
    },
  },
  create: (context, [{ allowUsing }]) =>
    checkFlow(context, (model, flow) => {
      // What the caller sees is reported by `no-attach-before-await`: a `finally` would come too late for it.
      const attachments = trackAttachments(model, flow).filter((attachment) => !findCallerLeak(attachment, flow));
      const faults = attachments.flatMap((attachment) => findDetachFault(attachment, model) ?? []);
      for (const fault of [...faults, ...findDisorder(attachments)]) {
        if (fault.kind === 'using' && allowUsing) continue;
        const repair = findRepair(fault, model);
        const fix = repair && toFix(repair.edits);
        context.report({
          node: fault.node,
          messageId: fault.kind,
          data: { line: fault.line },
          fix: repair?.isCertain ? fix : null,
          suggest: fix && !repair.isCertain ? [{ messageId: 'addFinally', fix }] : [],
        });
      }
    }),
});

function findRepair(fault: DetachFault, model: OtelModel): Repair | null {
  switch (fault.kind) {
    case 'outOfOrder':
      return fixOrder(fault, model);
    case 'disposedElsewhere':
    case 'overwritten':
      return null;
    default:
      return fixByTryFinally(fault.attachment, model);
  }
}
