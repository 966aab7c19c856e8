import { chained, libraries } from './library-receivers.js';

/**
 * Which values are instances of which class, for what syntax alone does not tell. A key is `module:path` for a class
 * (its value is the class that it extends) or for a property of an instance (its value is the class of what it
 * holds), and `module:path()` for what a call returns. Chains are followed: `http.createServer()` is an
 * `http.Server`, a `net.Server` and an `EventEmitter`. Checked against Node.js in `tests/probes/receivers.test.ts`.
 */

const events: Readonly<Record<string, string>> = {
  'events:default': 'events:EventEmitter',
  'events:EventEmitterAsyncResource': 'events:EventEmitter',
  ...chained('events:EventEmitter', [
    'on',
    'once',
    'addListener',
    'prependListener',
    'prependOnceListener',
    'off',
    'removeListener',
    'removeAllListeners',
    'setMaxListeners',
  ]),
};

const streams: Readonly<Record<string, string>> = {
  'stream:default': 'events:EventEmitter',
  'stream:Stream': 'events:EventEmitter',
  'stream:Readable': 'events:EventEmitter',
  'stream:Writable': 'events:EventEmitter',
  'stream:Duplex': 'stream:Readable',
  'stream:Transform': 'stream:Duplex',
  'stream:PassThrough': 'stream:Transform',
  'stream:Readable.from()': 'stream:Readable',
  'stream:Readable.fromWeb()': 'stream:Readable',
  'stream:Readable#setEncoding()': 'stream:Readable',
  'stream:Writable.fromWeb()': 'stream:Writable',
  'stream:Duplex.from()': 'stream:Duplex',
  'fs:ReadStream': 'stream:Readable',
  'fs:WriteStream': 'stream:Writable',
  'fs:createReadStream()': 'fs:ReadStream',
  'fs:createWriteStream()': 'fs:WriteStream',
  'fs:FSWatcher': 'events:EventEmitter',
  'fs:watch()': 'fs:FSWatcher',
  'fs:StatWatcher': 'events:EventEmitter',
  'fs:watchFile()': 'fs:StatWatcher',
  ...chained('fs:FSWatcher', ['on', 'once', 'addListener', 'ref', 'unref']),
  ...chained('fs:StatWatcher', ['on', 'once', 'addListener', 'ref', 'unref']),
  'readline:Interface': 'events:EventEmitter',
  'readline:createInterface()': 'readline:Interface',
  'readline/promises:Interface': 'events:EventEmitter',
  'readline/promises:createInterface()': 'readline/promises:Interface',
  'crypto:createHash()': 'stream:Transform',
  'crypto:createHmac()': 'stream:Transform',
  'crypto:createCipheriv()': 'stream:Transform',
  'crypto:createDecipheriv()': 'stream:Transform',
  ...zlibStreams(),
};

const network: Readonly<Record<string, string>> = {
  'net:Server': 'events:EventEmitter',
  'net:Socket': 'stream:Duplex',
  'net:createServer()': 'net:Server',
  'net:connect()': 'net:Socket',
  'net:createConnection()': 'net:Socket',
  'net:Socket#connect()': 'net:Socket',
  'net:Server#listen()': 'net:Server',
  'tls:Server': 'net:Server',
  'tls:TLSSocket': 'net:Socket',
  'tls:createServer()': 'tls:Server',
  'tls:connect()': 'tls:TLSSocket',
  'http:Server': 'net:Server',
  'http:Agent': 'events:EventEmitter',
  'http:OutgoingMessage': 'events:EventEmitter',
  'http:ClientRequest': 'http:OutgoingMessage',
  'http:ServerResponse': 'http:OutgoingMessage',
  'http:IncomingMessage': 'stream:Readable',
  'http:createServer()': 'http:Server',
  'http:request()': 'http:ClientRequest',
  'http:get()': 'http:ClientRequest',
  'http:Server#listen()': 'http:Server',
  'http:ClientRequest#on()': 'http:ClientRequest',
  'http:ClientRequest#once()': 'http:ClientRequest',
  'http:ClientRequest#socket': 'net:Socket',
  'http:IncomingMessage#socket': 'net:Socket',
  'http:ServerResponse#socket': 'net:Socket',
  'https:Server': 'tls:Server',
  'https:Agent': 'http:Agent',
  'https:createServer()': 'https:Server',
  'https:request()': 'http:ClientRequest',
  'https:get()': 'http:ClientRequest',
  'http2:createServer()': 'net:Server',
  'http2:createSecureServer()': 'tls:Server',
  'http2:connect()': 'http2:ClientHttp2Session',
  'http2:ClientHttp2Session': 'events:EventEmitter',
  'http2:ClientHttp2Session#request()': 'http2:ClientHttp2Stream',
  'http2:ClientHttp2Stream': 'stream:Duplex',
  'dgram:Socket': 'events:EventEmitter',
  'dgram:createSocket()': 'dgram:Socket',
};

const processes: Readonly<Record<string, string>> = {
  'child_process:ChildProcess': 'events:EventEmitter',
  'child_process:ChildProcess#stdout': 'net:Socket',
  'child_process:ChildProcess#stderr': 'net:Socket',
  'child_process:ChildProcess#stdin': 'net:Socket',
  'child_process:ChildProcess#on()': 'child_process:ChildProcess',
  'child_process:ChildProcess#once()': 'child_process:ChildProcess',
  'child_process:spawn()': 'child_process:ChildProcess',
  'child_process:fork()': 'child_process:ChildProcess',
  'child_process:exec()': 'child_process:ChildProcess',
  'child_process:execFile()': 'child_process:ChildProcess',
  'worker_threads:Worker': 'events:EventEmitter',
  'worker_threads:Worker#on()': 'worker_threads:Worker',
  'worker_threads:Worker#once()': 'worker_threads:Worker',
  'worker_threads:MessagePort': 'global:MessagePort',
  'worker_threads:MessageChannel#port1': 'global:MessagePort',
  'worker_threads:MessageChannel#port2': 'global:MessagePort',
  'worker_threads:BroadcastChannel': 'global:BroadcastChannel',
  'diagnostics_channel:channel()': 'diagnostics_channel:Channel',
  'diagnostics_channel:tracingChannel()': 'diagnostics_channel:TracingChannel',
};

const globals: Readonly<Record<string, string>> = {
  'global:AbortController#signal': 'global:AbortSignal',
  'global:AbortSignal': 'global:EventTarget',
  'global:AbortSignal.abort()': 'global:AbortSignal',
  'global:AbortSignal.any()': 'global:AbortSignal',
  'global:AbortSignal.timeout()': 'global:AbortSignal',
  'global:BroadcastChannel': 'global:EventTarget',
  'global:EventSource': 'global:EventTarget',
  'global:MessageChannel#port1': 'global:MessagePort',
  'global:MessageChannel#port2': 'global:MessagePort',
  'global:MessagePort': 'global:EventTarget',
  'global:WebSocket': 'global:EventTarget',
  'global:Worker': 'global:EventTarget',
  'global:XMLHttpRequest': 'global:EventTarget',
  'global:Promise.all()': 'global:Promise',
  'global:Promise.allSettled()': 'global:Promise',
  'global:Promise.any()': 'global:Promise',
  'global:Promise.race()': 'global:Promise',
  'global:Promise.reject()': 'global:Promise',
  'global:Promise.resolve()': 'global:Promise',
  'global:Promise.try()': 'global:Promise',
  'global:fetch()': 'global:Promise',
  ...chained('global:Promise', ['then', 'catch', 'finally']),
};

/** The instance or the parent class that each key stands for. */
export const receivers: Readonly<Record<string, string>> = {
  ...events,
  ...streams,
  ...network,
  ...processes,
  ...globals,
  ...libraries,
};

function zlibStreams(): Readonly<Record<string, string>> {
  const names = ['Gzip', 'Gunzip', 'Deflate', 'Inflate', 'DeflateRaw', 'InflateRaw', 'Unzip'];
  return Object.fromEntries(
    [...names, 'BrotliCompress', 'BrotliDecompress'].flatMap((name) => [
      [`zlib:create${name}()`, 'stream:Transform'],
      [`zlib:${name}`, 'stream:Transform'],
    ]),
  );
}
