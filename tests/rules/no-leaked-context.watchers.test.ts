import { join } from 'node:path';
import { noLeakedContext } from '../../src/rules/no-leaked-context.js';
import { plantRepository } from '../boundaries/tree.js';
import { runRule } from '../rule-tester.js';

const instrumented = plantRepository({
  'package.json': { dependencies: { '@opentelemetry/instrumentation-http': '0.223.0' } },
});

const imports = `import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fs, { watch, watchFile, unwatchFile } from 'node:fs';
import { watch as watchChanges } from 'node:fs/promises';
import chokidar from 'chokidar';
import { createAdaptorServer, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { CronJob } from 'cron';
const tracer = trace.getTracer('app');
`;
const see = "() => { tracer.startSpan('change').end(); }";
const boot = (body: string): string => `${imports}export async function boot() {
  await tracer.startActiveSpan('boot', async (span) => {
    try {
      ${body}
    } finally {
      span.end();
    }
  });
}`;
const app = `const app = new Hono();
app.use(async (c, next) => { await next(); }).get('/', (c) => { tracer.startSpan('handle').end(); return c.text(''); });
`;
const serving = (body: string): string => boot(body).replace(imports, `${imports}${app}`);
const leak = (kind: 'repeats' | 'serves' | 'loops', callee: string, line: number, output: string, rest = {}) => ({
  messageId: kind,
  data: { callee, line: 10, read: 'startSpan', readLine: line, ...(kind === 'serves' && { callLine: 12 }), ...rest },
  line: 12,
  column: 7,
  suggestions: [{ messageId: 'useRoot' as const, output }],
});

runRule('no-leaked-context', noLeakedContext, {
  valid: [
    { name: 'a watcher under no span', code: `${imports}watch('.', ${see}); chokidar.watch('.').on('all', ${see});` },
    {
      name: 'a watcher that is closed under the span',
      code: boot(`const watcher = watch('.', ${see}); await work(); watcher.close();`),
    },
    {
      name: 'a watcher whose listener closes it',
      code: boot(
        "await new Promise((resolve) => { const watcher = watch('.', () => { tracer.startSpan('change').end(); watcher.close(); resolve(); }); });",
      ),
    },
    {
      name: 'a watcher whose signal is aborted under the span',
      code: boot(
        `const controller = new AbortController(); watch('.', { signal: controller.signal }, ${see}); await work(); controller.abort();`,
      ),
    },
    {
      name: 'a watcher whose listener reads nothing of the context',
      code: boot("watch('.', () => cache.clear()); chokidar.watch('.').on('all', () => cache.clear());"),
    },
    {
      name: 'a file that is watched, and then not any more, under the span',
      code: boot(`watchFile('file', ${see}); await work(); unwatchFile('file');`),
    },
    {
      name: 'the same by the module',
      code: boot(`fs.watchFile('file', ${see}); await work(); fs.unwatchFile('file');`),
    },
    {
      name: 'the close of a watcher, which comes once and from whoever closes it',
      code: boot(`watch('.').on('close', ${see});`),
    },
    {
      name: 'a watcher of chokidar that is closed under the span',
      code: boot(
        `const watcher = chokidar.watch('.'); watcher.on('change', ${see}); await work(); await watcher.close();`,
      ),
    },
    { name: 'the readiness of a watcher of chokidar', code: boot(`chokidar.watch('.').on('ready', ${see});`) },
    {
      name: 'a watcher of chokidar that is made under no span, and listened to under one',
      code: `${boot(`watcher.on('change', ${see});`)}
const watcher = chokidar.watch('.');`,
    },
    { name: 'a server of hono under no span', code: `${imports}${app}serve(app);` },
    {
      name: 'a server of hono under a span that closes it',
      code: serving('const server = serve(app); await work(); server.close();'),
    },
    { name: 'a server of an application from elsewhere', code: boot('serve({ fetch: other.fetch });') },
    {
      name: 'a server of hono where HTTP is instrumented',
      code: serving('serve({ fetch: app.fetch });'),
      filename: join(instrumented, 'src/file.ts'),
    },
    {
      name: 'a job that begins where it is made, and stops under the span',
      code: boot(`const job = new CronJob('* * * * * *', ${see}, null, true); await work(); job.stop();`),
    },
  ],
  invalid: [
    {
      name: 'a watcher of Node.js with its listener',
      code: boot(`watch('.', ${see});`),
      output: null,
      errors: [leak('repeats', 'watch', 12, boot(`context.with(ROOT_CONTEXT, () => watch('.', ${see}));`))],
    },
    {
      name: 'a file that is watched',
      code: boot(`fs.watchFile('file', { interval: 100 }, ${see});`),
      output: null,
      errors: [
        leak(
          'repeats',
          'fs.watchFile',
          12,
          boot(`context.with(ROOT_CONTEXT, () => fs.watchFile('file', { interval: 100 }, ${see}));`),
        ),
      ],
    },
    {
      name: 'a file that is watched until another function ends that',
      code: `${boot(`watchFile('file', ${see});`)}
export const stop = () => unwatchFile('file');`,
      output: null,
      errors: [
        leak(
          'repeats',
          'watchFile',
          12,
          `${boot(`context.with(ROOT_CONTEXT, () => watchFile('file', ${see}));`)}
export const stop = () => unwatchFile('file');`,
        ),
      ],
    },
    {
      name: 'a watcher of Node.js with a listener of its own',
      code: boot(`fs.watch('.').on('error', fail).on('change', ${see});`),
      output: null,
      errors: [
        leak(
          'serves',
          'fs.watch',
          12,
          boot(`context.with(ROOT_CONTEXT, () => fs.watch('.')).on('error', fail).on('change', ${see});`),
        ),
      ],
    },
    {
      name: 'the changes of a folder, gone through by what nobody waits for',
      code: boot(
        "void (async () => { for await (const change of watchChanges('.')) tracer.startSpan('change').end(); })();",
      ),
      output: null,
      errors: [
        {
          messageId: 'loops',
          data: { callee: 'async () => { for await (const change...', line: 10, read: 'startSpan', readLine: 12 },
          line: 12,
          column: 13,
          suggestions: [
            {
              messageId: 'useRoot',
              output: boot(
                "void context.with(ROOT_CONTEXT, () => (async () => { for await (const change of watchChanges('.')) tracer.startSpan('change').end(); })());",
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a watcher of chokidar',
      code: boot(`chokidar.watch('.').on('ready', begin).on('add', ${see});`),
      output: null,
      errors: [
        leak(
          'serves',
          'chokidar.watch',
          12,
          boot(`context.with(ROOT_CONTEXT, () => chokidar.watch('.')).on('ready', begin).on('add', ${see});`),
        ),
      ],
    },
    ...['serve(app)', 'serve({ fetch: app.fetch, port: 3000 }, ready)'].map((call) => ({
      name: `a server of hono: ${call}`,
      code: serving(`${call};`),
      output: null,
      errors: [
        {
          ...leak('serves', 'serve', 10, serving(`context.with(ROOT_CONTEXT, () => ${call});`), {
            line: 12,
            callLine: 14,
          }),
          line: 14,
        },
      ],
    })),
    {
      name: 'a server of hono that is made before it listens',
      code: serving('const server = createAdaptorServer({ fetch: app.fetch }); server.listen(3000);'),
      output: null,
      errors: [
        {
          ...leak(
            'serves',
            'server.listen',
            10,
            serving(
              'const server = createAdaptorServer({ fetch: app.fetch }); context.with(ROOT_CONTEXT, () => server.listen(3000));',
            ),
            { line: 12, callLine: 14 },
          ),
          line: 14,
          column: 22,
        },
      ],
    },
  ],
});
