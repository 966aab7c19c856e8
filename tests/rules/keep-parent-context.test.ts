import { keepParentContext } from '../../src/rules/keep-parent-context.js';
import { runRule } from '../rule-tester.js';

const HEAD = `import { context, propagation, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
const tracer = trace.getTracer('orders');
`;

function inFile(body: string): string {
  return `${HEAD}${body}`;
}

const correct = [
  {
    name: 'the field of another function, another field, or one of two spans',
    code: `class Scope {
  start(parent: Context) { this.span = tracer.startSpan('scope', {}, parent); }
  run(fn) { return context.with(trace.setSpan(context.active(), this.span), fn); }
  other(parent: Context, fn) {
    this.inner = tracer.startSpan('inner', {}, parent);
    return context.with(trace.setSpan(context.active(), this.outer), fn);
  }
  both(parent: Context | undefined, fn) {
    if (parent) this.either = tracer.startSpan('a', {}, parent);
    else this.either = tracer.startSpan('b');
    return context.with(trace.setSpan(context.active(), this.either), fn);
  }
}`,
  },
  {
    name: 'the context is built on the parent',
    code: `function handle(message, fn) {
  const parent = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', {}, parent);
  context.with(trace.setSpan(parent, span), fn);
}`,
  },
  {
    name: 'the context is built on the parent where there is one',
    code: `function handle(fn, parent?: Context) {
  const a = tracer.startSpan('a', {}, parent);
  context.with(trace.setSpan(parent ?? context.active(), a), fn);
  const b = tracer.startSpan('b', {}, parent);
  context.with(trace.setSpan(parent ?? ROOT_CONTEXT, b), fn);
  const c = tracer.startSpan('c', {}, parent);
  context.with(trace.setSpan(parent ? parent : ROOT_CONTEXT, c), fn);
}`,
  },
  {
    name: 'the parent is the active context',
    code: `function handle(fn) {
  const parent = context.active();
  const span = tracer.startSpan('handle', {}, parent);
  context.with(trace.setSpan(context.active(), span), fn);
  const other = tracer.startSpan('other');
  context.with(trace.setSpan(context.active(), other), fn);
}`,
  },
  {
    name: 'the parent is the active context but for its span, so nothing is lost',
    code: `function handle(parentSpan, remote, fn) {
  const parent = parentSpan ? trace.setSpan(context.active(), parentSpan) : undefined;
  const a = tracer.startSpan('a', {}, parent);
  context.with(trace.setSpan(context.active(), a), fn);
  const b = tracer.startSpan('b', {}, trace.deleteSpan(context.active()));
  context.with(trace.setSpan(context.active(), b), fn);
  const c = tracer.startSpan('c', {}, trace.setSpanContext(context.active(), remote));
  context.with(trace.setSpan(context.active(), c), fn);
}`,
  },
  {
    name: 'a new root, by parent or by option',
    code: `function handle(message, fn) {
  const a = tracer.startSpan('a', {}, ROOT_CONTEXT);
  context.with(trace.setSpan(context.active(), a), fn);
  const b = tracer.startSpan('b', { root: true }, propagation.extract(context.active(), message.headers));
  context.with(trace.setSpan(context.active(), b), fn);
}`,
  },
  {
    name: 'tracing was suppressed for the start alone',
    code: `import { suppressTracing } from '@opentelemetry/core';
function handle(fn) {
  const span = tracer.startSpan('quiet', {}, suppressTracing(context.active()));
  context.with(trace.setSpan(context.active(), span), fn);
}`,
  },
  {
    name: 'the parent is active already: inside its scope, its binding, below its attach',
    code: `function handle(message, parent: Context, fn) {
  const extracted = propagation.extract(context.active(), message.headers);
  context.with(extracted, () => {
    const span = tracer.startSpan('a', {}, extracted);
    context.with(trace.setSpan(context.active(), span), fn);
  });
  const bound = context.bind(parent, () => {
    const span = tracer.startSpan('b', {}, parent);
    context.with(trace.setSpan(context.active(), span), fn);
  });
  const token = context.attach(parent);
  const span = tracer.startSpan('c', {}, parent);
  context.with(trace.setSpan(context.active(), span), bound);
  token.dispose();
}`,
  },
  {
    name: 'nobody knows which context is active',
    code: `function handle(job, fn) {
  context.with(createContext(job), () => {
    const span = tracer.startSpan('handle', {}, job.context);
    context.with(trace.setSpan(context.active(), span), fn);
  });
}`,
  },
  {
    name: 'the context is built on one that was captured before the hand-over',
    code: `function dispatch(queue, parent: Context, fn) {
  const captured = context.active();
  queue.add(() => {
    const span = tracer.startSpan('job', {}, parent);
    context.with(trace.setSpan(captured, span), fn);
  });
}`,
  },
  {
    name: 'the callback of startActiveSpan runs in the parent',
    code: `function handle(parent: Context, fn) {
  return tracer.startActiveSpan('handle', {}, parent, (span) => context.with(trace.setSpan(context.active(), span), fn));
}`,
  },
  {
    name: 'another callback builds on what is active when it runs',
    code: `function handle(parent: Context, emitter, fn) {
  const span = tracer.startSpan('handle', {}, parent);
  emitter.on('item', () => context.with(trace.setSpan(context.active(), span), fn));
  return { run: () => context.with(trace.setSpan(context.active(), span), fn) };
}`,
  },
  {
    name: 'the parent comes from a call that nobody knows',
    code: `function handle(fn) {
  const span = tracer.startSpan('handle', {}, getCurrentContext());
  context.with(trace.setSpan(context.active(), span), fn);
}`,
  },
  {
    name: 'the parent is kept by the class, by an object of the file, or on no object at all',
    code: `class Session {
  run(fn) {
    const span = tracer.startSpan('run', {}, this.ctx);
    context.with(trace.setSpan(context.active(), span), fn);
  }
}
const session = {
  ctx: ROOT_CONTEXT,
  run(fn) {
    const span = tracer.startSpan('run', {}, this.ctx);
    context.with(trace.setSpan(context.active(), span), fn);
  },
};
const span = tracer.startSpan('run', {}, this.ctx);
context.with(trace.setSpan(context.active(), span), run);`,
  },
  {
    name: 'the root context is written down beside a parent that is kept in an object, or made on the spot',
    code: `function load(inputs, baggage) {
  const span = tracer.startSpan('schema', {}, inputs.ctx);
  const profiled = tracer.startSpan('profile', {}, propagation.setBaggage(ROOT_CONTEXT, baggage));
  return [trace.setSpan(ROOT_CONTEXT, span), trace.setSpan(ROOT_CONTEXT, profiled)];
}`,
  },
  {
    name: 'the span may be one that was started in the active context',
    code: `function handle(fn, parent?: Context) {
  let span;
  if (parent === undefined) span = tracer.startSpan('a');
  else span = tracer.startSpan('b', {}, parent);
  context.with(trace.setSpan(context.active(), span), fn);
}`,
  },
  {
    name: 'the span is not of this file, or hidden arguments start it',
    code: `function handle(span, args, fn) {
  context.with(trace.setSpan(context.active(), span), fn);
  const own = tracer.startSpan(...args);
  context.with(trace.setSpan(context.active(), own), fn);
}`,
  },
];

runRule('keep-parent-context', keepParentContext, {
  valid: correct.map(({ name, code }) => ({ name, code: inFile(code) })),
  invalid: [
    {
      name: 'a span in a field',
      code: inFile(`class Scope {
  run(parent: Context, fn) {
    this.#span = tracer.startSpan('scope', {}, parent);
    return context.with(trace.setSpan(context.active(), this.#span!), fn);
  }
  end() {
    this.#span = undefined;
  }
}`),
      output: inFile(`class Scope {
  run(parent: Context, fn) {
    this.#span = tracer.startSpan('scope', {}, parent);
    return context.with(trace.setSpan(parent, this.#span!), fn);
  }
  end() {
    this.#span = undefined;
  }
}`),
      errors: [{ messageId: 'lostValues', data: { base: 'context.active()', line: 5 }, line: 6, column: 39 }],
    },
    {
      name: 'a parent that was kept on the object which a patched method is called on',
      code: inFile(`function patch(original) {
  return function query(text) {
    const parent = this.builder[KEY] || context.active();
    const span = tracer.startSpan('query', {}, parent);
    return context.with(trace.setSpan(context.active(), span), () => original.call(this, text));
  };
}`),
      output: inFile(`function patch(original) {
  return function query(text) {
    const parent = this.builder[KEY] || context.active();
    const span = tracer.startSpan('query', {}, parent);
    return context.with(trace.setSpan(parent ?? context.active(), span), () => original.call(this, text));
  };
}`),
      errors: [{ messageId: 'lostValues', data: { base: 'context.active()', line: 6 }, line: 7, column: 39 }],
    },
    {
      name: 'a constant takes the place of the active context',
      code: inFile(`function middleware(req, next) {
  const parent = propagation.extract(context.active(), req.headers);
  const span = tracer.startSpan('request', { kind: 1 }, parent);
  context.with(trace.setSpan(context.active(), span), next);
}`),
      output: inFile(`function middleware(req, next) {
  const parent = propagation.extract(context.active(), req.headers);
  const span = tracer.startSpan('request', { kind: 1 }, parent);
  context.with(trace.setSpan(parent, span), next);
}`),
      errors: [
        {
          messageId: 'lostValues',
          data: { base: 'context.active()', line: 5 },
          line: 6,
          column: 30,
          endLine: 6,
          endColumn: 46,
        },
      ],
    },
    {
      name: 'a context that is kept, injected or passed on loses as much',
      code: inFile(`function handle(message, carrier) {
  const parent = propagation.setBaggage(context.active(), message.baggage);
  const span = tracer.startSpan('handle', {}, parent);
  const active = trace.setSpan(context.active(), span);
  propagation.inject(active, carrier);
}`),
      output: inFile(`function handle(message, carrier) {
  const parent = propagation.setBaggage(context.active(), message.baggage);
  const span = tracer.startSpan('handle', {}, parent);
  const active = trace.setSpan(parent, span);
  propagation.inject(active, carrier);
}`),
      errors: [{ messageId: 'lostValues' }],
    },
    {
      name: 'the active context by a name, and in a callback that runs at once',
      code: inFile(`function handle(message, fn) {
  const current = context.active();
  const parent = propagation.extract(current, message.headers);
  const span = tracer.startSpan('handle', {}, parent);
  return new Promise((resolve) => {
    context.with(trace.setSpan(current, span), () => fn(resolve));
  });
}`),
      output: inFile(`function handle(message, fn) {
  const current = context.active();
  const parent = propagation.extract(current, message.headers);
  const span = tracer.startSpan('handle', {}, parent);
  return new Promise((resolve) => {
    context.with(trace.setSpan(parent, span), () => fn(resolve));
  });
}`),
      errors: [{ messageId: 'lostValues', data: { base: 'current', line: 6 } }],
    },
    {
      name: 'the root context beside an extracted parent, and beside a parameter',
      code: inFile(`function handle(message, fn) {
  const parent = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan('handle', {}, parent);
  context.with(trace.setSpan(ROOT_CONTEXT, span), fn);
}
function work(given: Context, fn) {
  const span = tracer.startSpan('work', {}, given);
  context.with(trace.setSpan(ROOT_CONTEXT, span), fn);
}`),
      output: inFile(`function handle(message, fn) {
  const parent = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan('handle', {}, parent);
  context.with(trace.setSpan(parent, span), fn);
}
function work(given: Context, fn) {
  const span = tracer.startSpan('work', {}, given);
  context.with(trace.setSpan(given, span), fn);
}`),
      errors: [
        { messageId: 'lostValues', data: { base: 'ROOT_CONTEXT', line: 5 } },
        { messageId: 'lostValues', data: { base: 'ROOT_CONTEXT', line: 9 } },
      ],
    },
    {
      name: 'a parameter that is always there, and parameters that may be missing',
      code: inFile(`function a(parent: Context, fn) {
  const span = tracer.startSpan('a', {}, parent);
  context.with(trace.setSpan(context.active(), span), fn);
}
function b(fn, parent?: Context) {
  const span = tracer.startSpan('b', {}, parent);
  context.with(trace.setSpan(context.active(), span), fn);
}
function c(fn, parent = context.active()) {
  const span = tracer.startSpan('c', {}, parent);
  context.with(trace.setSpan(context.active(), span), fn);
}
function d(fn, { parent }) {
  const span = tracer.startSpan('d', {}, parent);
  context.with(trace.setSpan(context.active(), span), fn);
}`),
      output: inFile(`function a(parent: Context, fn) {
  const span = tracer.startSpan('a', {}, parent);
  context.with(trace.setSpan(parent, span), fn);
}
function b(fn, parent?: Context) {
  const span = tracer.startSpan('b', {}, parent);
  context.with(trace.setSpan(parent ?? context.active(), span), fn);
}
function c(fn, parent = context.active()) {
  const span = tracer.startSpan('c', {}, parent);
  context.with(trace.setSpan(parent, span), fn);
}
function d(fn, { parent }) {
  const span = tracer.startSpan('d', {}, parent);
  context.with(trace.setSpan(parent ?? context.active(), span), fn);
}`),
      errors: [
        { messageId: 'lostValues' },
        { messageId: 'lostValues' },
        { messageId: 'lostValues' },
        { messageId: 'lostValues' },
      ],
    },
    {
      name: 'a variable that is settled before the start',
      code: inFile(`function handle(message, fn) {
  let parent = ROOT_CONTEXT;
  if (message.headers) parent = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan('handle', {}, parent);
  context.with(trace.setSpan(context.active(), span), fn);
}`),
      output: inFile(`function handle(message, fn) {
  let parent = ROOT_CONTEXT;
  if (message.headers) parent = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan('handle', {}, parent);
  context.with(trace.setSpan(parent, span), fn);
}`),
      errors: [{ messageId: 'lostValues' }],
    },
    {
      name: 'a variable that is written again: a suggestion',
      code: inFile(`function handle(message, fn) {
  let parent = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan('handle', {}, parent);
  parent = context.active();
  context.with(trace.setSpan(context.active(), span), fn);
}`),
      output: null,
      errors: [
        {
          messageId: 'lostValues',
          suggestions: [
            {
              messageId: 'useParent',
              output: inFile(`function handle(message, fn) {
  let parent = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan('handle', {}, parent);
  parent = context.active();
  context.with(trace.setSpan(parent, span), fn);
}`),
            },
          ],
        },
      ],
    },
    {
      name: 'the context that a job carries: a suggestion',
      code: inFile(`function run(job, fn) {
  const span = tracer.startSpan('job', {}, job.context);
  context.with(trace.setSpan(context.active(), span), fn);
}`),
      output: null,
      errors: [
        {
          messageId: 'lostValues',
          suggestions: [
            {
              messageId: 'useParent',
              output: inFile(`function run(job, fn) {
  const span = tracer.startSpan('job', {}, job.context);
  context.with(trace.setSpan(job.context ?? context.active(), span), fn);
}`),
            },
          ],
        },
      ],
    },
    {
      name: 'a parent without a name is given one, once for every span',
      code: inFile(`function run(first, second, fn) {
  const a = tracer.startSpan('a', {}, propagation.extract(context.active(), first));
  context.with(trace.setSpan(context.active(), a), fn);
  const b = tracer.startSpan('b', {}, propagation.extract(context.active(), second));
  context.with(trace.setSpan(context.active(), b), fn);
}`),
      output: inFile(`function run(first, second, fn) {
  const parentContext = propagation.extract(context.active(), first);
  const a = tracer.startSpan('a', {}, parentContext);
  context.with(trace.setSpan(parentContext, a), fn);
  const parentContext2 = propagation.extract(context.active(), second);
  const b = tracer.startSpan('b', {}, parentContext2);
  context.with(trace.setSpan(parentContext2, b), fn);
}`),
      errors: [{ messageId: 'lostValues' }, { messageId: 'lostValues' }],
    },
    {
      name: 'a call among the arguments may change the carrier: a suggestion',
      code: inFile(`function run(message, fn) {
  const span = tracer.startSpan(getName(message), {}, propagation.extract(context.active(), message.headers));
  context.with(trace.setSpan(context.active(), span), fn);
}`),
      output: null,
      errors: [
        {
          messageId: 'lostValues',
          suggestions: [
            {
              messageId: 'useParent',
              output: inFile(`function run(message, fn) {
  const parentContext = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan(getName(message), {}, parentContext);
  context.with(trace.setSpan(parentContext, span), fn);
}`),
            },
          ],
        },
      ],
    },
    {
      name: 'the name means something else where the context is built: no fix',
      code: inFile(`function run(message, fn) {
  const parent = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('run', {}, parent);
  return [1].map((parent) => context.with(trace.setSpan(context.active(), span), fn, parent));
}`),
      output: null,
      errors: [{ messageId: 'lostValues' }],
    },
    {
      name: 'a context that was captured before a hand-over',
      code: inFile(`function dispatch(queue, fn) {
  const captured = context.active();
  queue.add(() => {
    const span = tracer.startSpan('job', {}, captured);
    context.with(trace.setSpan(context.active(), span), fn);
  });
}`),
      output: inFile(`function dispatch(queue, fn) {
  const captured = context.active();
  queue.add(() => {
    const span = tracer.startSpan('job', {}, captured);
    context.with(trace.setSpan(captured, span), fn);
  });
}`),
      errors: [{ messageId: 'lostValues' }],
    },
  ],
});
