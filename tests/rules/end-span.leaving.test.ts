import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** The code below the import and the tracer, on line 3 and after. */
function file(code: string): string {
  return `import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n${code.slice(1)}`;
}

/** A function that throws before it returns its promise, on lines 3 to 6, and the code below it, on line 7 and after. */
function checking(code: string, head = 'function send'): string {
  return file(`
${head}(order) {
  if (!order.id) throw new TypeError('no id');
  return order.send();
}
${code.slice(1)}`);
}

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'reactions to the promise of an async function that throws',
      code: checking(
        `
export function run(order) {
  const span = tracer.startSpan('run');
  return send(order).finally(() => span.end());
}
`,
        'async function send',
      ),
    },
    {
      name: 'a synchronous throw that a catch ends the span for',
      code: checking(`
export async function run(order) {
  const span = tracer.startSpan('run');
  try {
    return await send(order).finally(() => span.end());
  } catch (error) {
    span.end();
    throw error;
  }
}
`),
    },
    {
      name: 'a throw that the function itself catches',
      code: file(`
function send(order) {
  try {
    if (!order.id) throw new TypeError('no id');
  } catch (error) {
    return Promise.reject(error);
  }
  return order.send();
}
export function run(order) {
  const span = tracer.startSpan('run');
  return send(order).finally(() => span.end());
}
`),
    },
    {
      name: 'a throw in a callback of the function',
      code: file(`
function send(order) {
  return order.send().then((sent) => {
    if (!sent) throw new Error('not sent');
  });
}
export function run(order) {
  const span = tracer.startSpan('run');
  return send(order).finally(() => span.end());
}
`),
    },
  ],
  invalid: [
    {
      name: 'a synchronous throw before there are reactions',
      code: checking(`
export function run(order) {
  const span = tracer.startSpan('run');
  return send(order).then(
    (sent) => {
      span.end();
      return sent;
    },
    (error) => {
      span.end();
      throw error;
    },
  );
}
`),
      output: null,
      errors: [{ messageId: 'throwBeforeOwner', line: 8, column: 16, data: { line: 9 } }],
    },
    {
      name: 'a synchronous throw before finally',
      code: checking(`
export function run(order) {
  const span = tracer.startSpan('run');
  return send(order).finally(() => span.end());
}
`),
      output: null,
      errors: [{ messageId: 'throwBeforeOwner', line: 8, column: 16, data: { line: 9 } }],
    },
    {
      name: 'a synchronous throw of an argument of the helper that ends the span',
      code: checking(`
async function finish(span, promise) {
  try {
    return await promise;
  } finally {
    span.end();
  }
}
export function run(order) {
  const span = tracer.startSpan('run');
  return finish(span, send(order));
}
`),
      output: null,
      errors: [{ messageId: 'throwBeforeOwner', line: 15, column: 16, data: { line: 16 } }],
    },
    {
      name: 'the exception of a nested catch, which alone leaves',
      code: file(`
export async function run(load, retry) {
  const span = tracer.startSpan('run');
  try {
    await load();
  } catch {
    try {
      await retry();
    } catch {
      return null;
    }
  }
  span.end();
}
`),
      output: file(`
export async function run(load, retry) {
  const span = tracer.startSpan('run');
  try {
    await load();
  } catch {
    try {
      await retry();
    } catch {
      return null;
    }
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16, data: { line: 9 } }],
    },
    {
      name: 'the exception of an inner catch, which the outer one leaves with',
      code: file(`
export async function run(load, retry) {
  const span = tracer.startSpan('run');
  try {
    try {
      await load();
    } catch {
      await retry();
    }
  } catch {
    return null;
  }
  span.end();
}
`),
      output: file(`
export async function run(load, retry) {
  const span = tracer.startSpan('run');
  try {
    try {
      await load();
    } catch {
      await retry();
    }
  } catch {
    return null;
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16, data: { line: 9 } }],
    },
    {
      name: 'the exception itself where its catch leaves',
      code: file(`
export async function run(load, retry) {
  const span = tracer.startSpan('run');
  try {
    await load();
  } catch {
    if (!retry) return null;
    console.log('again');
  }
  span.end();
}
`),
      output: file(`
export async function run(load, retry) {
  const span = tracer.startSpan('run');
  try {
    await load();
  } catch {
    if (!retry) return null;
    console.log('again');
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16, data: { line: 6 } }],
    },
  ],
});
