import { detachInFinally } from '../../src/rules/detach-in-finally.js';
import { runRule } from '../rule-tester.js';

/** A function that attaches `ctx`, with its body from line 3 on. */
function file(body: string): string {
  return `import { context } from '@opentelemetry/api';\nfunction work(ctx) {\n${body}\n}\n`;
}

runRule('detach-in-finally', detachInFinally, {
  valid: [
    {
      name: 'a block in the try that detaches',
      code: file('  const token = context.attach(ctx);\n  try { load(); { run(); } } finally { token.dispose(); }'),
    },
  ],
  invalid: [
    {
      name: 'a try on the line on which a statement ends',
      code: file(
        '  const token = context.attach(ctx);\n  for (const one of ctx.all) {\n    load(one);\n  } try {\n    run();\n  } finally {\n    token.dispose();\n  }',
      ),
      output: file(
        '  const token = context.attach(ctx);\n  try { for (const one of ctx.all) {\n    load(one);\n  } {\n    run();\n  } } finally {\n    token.dispose();\n  }',
      ),
      errors: [{ messageId: 'throwBeforeTry', data: { line: 5 }, line: 3 }],
    },
    {
      name: 'a comment directly behind the brace of the try, and Windows line breaks',
      code: file(
        '  const token = context.attach(ctx);\n  load();\n  try {// why\n    run();\n  } finally {\n    token.dispose();\n  }',
      ).replaceAll('\n', '\r\n'),
      output: file(
        '  const token = context.attach(ctx);\n  try { load();\n  {// why\n    run();\n  } } finally {\n    token.dispose();\n  }',
      ).replaceAll('\n', '\r\n'),
      errors: [{ messageId: 'throwBeforeTry', data: { line: 4 }, line: 3 }],
    },
    {
      name: 'all on one line',
      code: file('  const token = context.attach(ctx); load(); try { run(); } finally { token.dispose(); } done();'),
      output: file(
        '  const token = context.attach(ctx); try { load(); { run(); } } finally { token.dispose(); } done();',
      ),
      errors: [{ messageId: 'throwBeforeTry', data: { line: 3 }, line: 3 }],
    },
    {
      name: 'the same name in front of the try and in it',
      code: file(
        '  const token = context.attach(ctx);\n  const row = load();\n  try {\n    const row = run();\n    row.end();\n  } finally {\n    token.dispose();\n  }',
      ),
      output: file(
        '  const token = context.attach(ctx);\n  try { const row = load();\n  {\n    const row = run();\n    row.end();\n  } } finally {\n    token.dispose();\n  }',
      ),
      errors: [{ messageId: 'throwBeforeTry', data: { line: 4 }, line: 3 }],
    },
  ],
});
