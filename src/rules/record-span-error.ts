import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixByRecording } from '../fixes/record-error.js';
import type { Records } from '../model/lifetimes/error-records.js';
import { getSpanLifetimes } from '../model/lifetimes/span-lifetimes.js';
import { findUnrecordedErrors } from '../model/lifetimes/unrecorded-errors.js';

interface Options {
  /** Whether `recordException` has to be called where the status says it all, too. */
  readonly exception: boolean;
  /** Whether the status has to be set where the exception is recorded, too. */
  readonly status: boolean;
}

type Missing = Omit<Records, 'note'>;
type Lack = 'unrecorded' | 'noException' | 'noStatus';

export const recordSpanError = createRule<Lack | 'record', [Options]>({
  name: 'record-span-error',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require an error that leaves a span to be recorded on it',
      recommended: 'strict',
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          exception: {
            type: 'boolean',
            description: 'Whether `recordException` has to be called, also where the status is set.',
          },
          status: {
            type: 'boolean',
            description: 'Whether the status has to be set, also where the exception is recorded.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ exception: false, status: false }],
    messages: {
      unrecorded:
        "The span of line {{line}} is not told of this error: it looks like a success. Call 'recordException', and set the status ERROR.",
      noException:
        "The span of line {{line}} does not say which error this was. Call 'recordException' with it before the span ends.",
      noStatus:
        'The status of the span of line {{line}} stays UNSET, so this error looks like a success. Set the status ERROR.',
      record: 'Record the error on the span.',
    },
  },
  create: (context, [options]) =>
    checkFlow(context, (model, flow) => {
      for (const error of findUnrecordedErrors(model, flow, getSpanLifetimes(model, flow))) {
        const { handler, span, records } = error;
        const missing = getMissing(records, options);
        if (!missing.exception && !missing.status) continue;
        const edits = fixByRecording(error, missing, model);
        const named = handler.type === 'CatchClause' ? handler.param : handler.params[0];
        context.report({
          node: named ?? handler,
          messageId: getMessage(missing),
          data: { line: span.start.node.loc.start.line },
          suggest: edits ? [{ messageId: 'record', fix: toFix(edits) }] : [],
        });
      }
    }),
});

/** Which of the two calls to add: both where the span is told nothing at all. */
function getMissing({ exception, status, note }: Records, options: Options): Missing {
  if (!exception && !status && !note) return { exception: true, status: true };
  return { exception: options.exception && !exception, status: options.status && !status };
}

function getMessage({ exception, status }: Missing): Lack {
  if (exception && status) return 'unrecorded';
  return exception ? 'noException' : 'noStatus';
}
