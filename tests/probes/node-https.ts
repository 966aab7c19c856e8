/** Servers and clients of `https`, over ciphers that ask for no certificate. */
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CallbackPosition } from '../../src/boundaries/boundary.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { nodeVersion as version } from './harness/versions.js';

/** The last version of TLS that has anonymous ciphers. */
const tls = { ciphers: 'AECDH-AES256-SHA:@SECLEVEL=0', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;

async function listen(lab: Lab, server: https.Server): Promise<number> {
  lab.cleanup(() => server.close());
  await lab.in('registration', () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  return (server.address() as AddressInfo).port;
}

type Options = https.RequestOptions;

/** Requests to one server over one connection. */
function optionsFor(lab: Lab, port: number): Options {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  lab.cleanup(() => agent.destroy());
  return { ...tls, port, host: '127.0.0.1', agent, rejectUnauthorized: false };
}

/** Makes a request and reads the whole answer. */
function get(options: Options): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = https.get(options, (response) => response.resume().on('end', () => setImmediate(resolve)));
    request.on('error', reject);
  });
}

const handled = (isReused: boolean): Situation => {
  return async (lab) => {
    let see = isReused ? lab.runOther : lab.see;
    const server = lab.in('dispatch', () => {
      return https.createServer(tls, (_request, response) => {
        see();
        response.end('answer');
      });
    });
    const options = optionsFor(lab, await listen(lab, server));
    if (isReused) await lab.in('first-caller', () => get(options));
    see = lab.see;
    await lab.in('trigger', () => get(options));
    await lab.seen();
  };
};

const responded = (method: 'get' | 'request', isReused: boolean): Situation => {
  return async (lab) => {
    const port = await listen(
      lab,
      https.createServer(tls, (_request, response) => response.end('answer')),
    );
    const options = optionsFor(lab, port);
    if (isReused) await lab.in('connection', () => get(options));
    lab.in('dispatch', () => {
      https[method](options, (response) => {
        lab.see();
        response.resume();
      }).end();
    });
    await lab.seen();
  };
};

const probe = (call: string, situation: (isReused: boolean) => Situation): Probe => {
  const callback: CallbackPosition = -1;
  return { module: 'https', call, callback, version, situations: { free: situation(false), reused: situation(true) } };
};

export const probes: readonly Probe[] = [
  probe('createServer', handled),
  probe('get', (isReused) => responded('get', isReused)),
  probe('request', (isReused) => responded('request', isReused)),
];
