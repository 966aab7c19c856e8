import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { WebSocketServer } from 'ws';
import type { ManagerName } from '../../../src/boundaries/boundary.js';
import { mergeOutcomes } from '../harness/measure.js';
import type { Outcome } from '../harness/probe.js';

const PATIENCE_MS = 60_000;
const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const managers: readonly ManagerName[] = ['zone', 'stack'];

/** Measures in headless Chromium; skipped, with the reason, where there is none. */
export async function measureBrowser(): Promise<Outcome> {
  const chromium = process.env['CHROMIUM'] ?? candidates.find((path) => existsSync(path));
  if (chromium === undefined) {
    const reason = `there is no Chromium: none of ${candidates.join(', ')}, and CHROMIUM is not set`;
    return { measurements: [], failures: [], skipped: [{ probe: 'browser', reason, isOptional: false }] };
  }
  const printed = spawnSync(chromium, ['--version', '--no-sandbox'], { encoding: 'utf8' }).stdout;
  const version = /(\d+\.\d+\.\d+)/u.exec(printed)?.[1] ?? '0.0.0';
  const page = await bundle();
  const outcomes: Outcome[] = [];
  for (const manager of managers) outcomes.push(await measureUnder(chromium, manager, version, page));
  return mergeOutcomes(...outcomes);
}

async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'esnext',
    logLevel: 'error',
  });
  return result.outputFiles[0]?.text ?? '';
}

async function measureUnder(chromium: string, manager: ManagerName, version: string, page: string): Promise<Outcome> {
  const profile = mkdtempSync(join(tmpdir(), 'probes-'));
  const { server, outcome } = serve(page);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync', '--disable-quic'];
  const quiet = ['--disable-background-networking', '--disable-component-update', `--user-data-dir=${profile}`];
  const address = `http://127.0.0.1:${port}/?manager=${manager}&version=${version}`;
  const browser = spawn(chromium, [...flags, ...quiet, address], { stdio: 'ignore', detached: true });
  const timer = setTimeout(() => kill(browser), PATIENCE_MS);
  const died = new Promise<Outcome>((resolve) => {
    const failure = { probe: `browser under ${manager}`, reason: 'Chromium ended before it posted an outcome' };
    browser.once('close', () => resolve({ measurements: [], failures: [failure], skipped: [] }));
  });
  try {
    return await Promise.race([outcome, died]);
  } finally {
    clearTimeout(timer);
    kill(browser);
    await died;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Ends the browser and all that it started: what is left over would go on writing to its profile. */
function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** A server for the page, which echoes what comes over a WebSocket and takes the outcome. */
function serve(page: string): { server: http.Server; outcome: Promise<Outcome> } {
  let resolve: (outcome: Outcome) => void = () => undefined;
  const outcome = new Promise<Outcome>((settle) => (resolve = settle));
  const server = http.createServer((request, response) => {
    if (request.url === '/outcome') {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => resolve(JSON.parse(body) as Outcome));
      response.end();
    } else if (request.url?.startsWith('/page.js')) {
      response.setHeader('content-type', 'text/javascript').end(page);
    } else {
      response
        .setHeader('content-type', 'text/html')
        .end('<body><script type="module" src="/page.js"></script></body>');
    }
  });
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (message) => socket.send(message.toString()));
  });
  return { server, outcome };
}
