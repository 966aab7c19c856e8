import type { CallbackPosition } from '../../../src/boundaries/boundary.js';
import { settle } from '../harness/pool.js';
import type { Lab, Probe, Situation } from '../harness/probe.js';
import { awaited, handedOver, listened } from '../harness/situations.js';
import { browser } from './dom.js';

const repeated: Situation = async (lab) => {
  const timer = lab.in('dispatch', () => setInterval(lab.see, 2));
  lab.cleanup(() => clearInterval(timer));
  await lab.seen(2);
};

/** An observer is made in `dispatch`, put to work in `registration`, and given something to see in `trigger`. */
const observed = (
  name: 'MutationObserver' | 'ResizeObserver' | 'IntersectionObserver',
  change: (element: ReturnType<typeof browser.document.createElement>, times: number) => void,
): Situation => {
  return async (lab) => {
    const element = browser.document.createElement('div');
    browser.document.body.append(element);
    const observer = lab.in('dispatch', () => new browser[name](lab.see));
    lab.cleanup(() => observer.disconnect());
    lab.in('registration', () =>
      observer.observe(element, name === 'MutationObserver' ? { attributes: true } : undefined),
    );
    for (const times of [1, 2]) {
      await settle();
      lab.in('trigger', () => change(element, times));
      await lab.seen(times);
    }
  };
};

const requested: Situation = async (lab) => {
  const request = lab.in('construction', () => new browser.XMLHttpRequest());
  lab.in('dispatch', () => request.addEventListener('load', lab.see));
  lab.in('trigger', () => {
    request.open('GET', '/nothing');
    request.send();
  });
  await lab.seen();
};

const posted: Situation = async (lab) => {
  lab.in('dispatch', () => browser.addEventListener('message', lab.see));
  lab.cleanup(() => browser.removeEventListener('message', lab.see));
  for (const times of [1, 2]) {
    lab.in('trigger', () => browser.postMessage('message', '*'));
    await lab.seen(times);
  }
};

const answeredByWorker: Situation = async (lab) => {
  const source = new Blob(['onmessage = ({ data }) => postMessage(data)'], { type: 'text/javascript' });
  const worker = lab.in('construction', () => new browser.Worker(URL.createObjectURL(source)));
  lab.cleanup(() => worker.terminate());
  lab.in('dispatch', () => worker.addEventListener('message', lab.see));
  for (const times of [1, 2]) {
    lab.in('trigger', () => worker.postMessage('message'));
    await lab.seen(times);
  }
};

const answeredBySocket: Situation = async (lab) => {
  const socket = lab.in('construction', () => new browser.WebSocket(`ws://${browser.location.host}/`));
  lab.cleanup(() => socket.close());
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  lab.in('dispatch', () => socket.addEventListener('message', lab.see));
  for (const times of [1, 2]) {
    lab.in('trigger', () => socket.send('message'));
    await lab.seen(times);
  }
};

const aborted: Situation = (lab: Lab) => {
  const controller = lab.in('construction', () => new AbortController());
  lab.in('dispatch', () => controller.signal.addEventListener('abort', lab.see));
  lab.in('trigger', () => controller.abort());
};

const heard = listened(
  () => new EventTarget(),
  (target, see) => target.addEventListener('event', see),
  (target) => target.dispatchEvent(new Event('event')),
);

/** The probes of a browser; what Node.js has as well is measured here once more. */
export function createProbes(version: string): readonly Probe[] {
  const probe = (call: string, free: Situation, callback: CallbackPosition = 0): Probe => {
    return { module: 'global', call, callback, version, situations: { free } };
  };
  return [
    probe(
      'setTimeout',
      handedOver((see) => setTimeout(see, 1)),
    ),
    probe('setInterval', repeated),
    probe(
      'queueMicrotask',
      handedOver((see) => queueMicrotask(see)),
    ),
    probe(
      'Promise#then',
      handedOver((see) => Promise.resolve().then(see)),
    ),
    probe(
      'Promise#catch',
      handedOver((see) => Promise.reject(new Error('expected')).catch(see)),
    ),
    probe(
      'Promise#finally',
      handedOver((see) => Promise.resolve().finally(see)),
    ),
    probe('EventTarget#addEventListener', heard, 1),
    probe('AbortSignal#addEventListener', aborted, 1),
    probe(
      'requestAnimationFrame',
      handedOver((see) => browser.requestAnimationFrame(see)),
    ),
    probe(
      'requestIdleCallback',
      handedOver((see) => browser.requestIdleCallback(see)),
    ),
    probe(
      'fetch',
      awaited(() => fetch('/nothing')),
      'await',
    ),
    probe(
      'await',
      awaited(() => Promise.resolve()),
      'await',
    ),
    probe('XMLHttpRequest#addEventListener', requested, 1),
    probe(
      'MutationObserver',
      observed('MutationObserver', (element, times) => element.setAttribute('id', `${times}`)),
    ),
    probe(
      'ResizeObserver',
      observed('ResizeObserver', (element, times) => (element.style.width = `${times}px`)),
    ),
    probe(
      'IntersectionObserver',
      observed('IntersectionObserver', (element, times) =>
        element.setAttribute('style', `margin-top: ${(times - 1) * 9999}px`),
      ),
    ),
    { ...probe('addEventListener', posted, 1), when: { 0: 'message' } },
    probe('Worker#addEventListener', answeredByWorker, 1),
    probe('WebSocket#addEventListener', answeredBySocket, 1),
  ];
}
