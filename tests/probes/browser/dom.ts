/** What the probes use of a browser: the project is compiled with the types of Node.js alone. */
interface Element {
  style: { width: string };
  setAttribute(name: string, value: string): void;
}

interface Observer {
  observe(target: Element, options?: object): void;
  disconnect(): void;
}

interface Request extends EventTarget {
  open(method: string, url: string): void;
  send(): void;
}

interface Port extends EventTarget {
  postMessage(message: unknown): void;
  terminate(): void;
}

interface Socket extends EventTarget {
  send(message: string): void;
  close(): void;
}

type ObserverConstructor = new (callback: () => void) => Observer;

export interface Browser extends EventTarget {
  readonly location: { readonly host: string };
  readonly document: { createElement(name: string): Element; body: { append(child: Element): void } };
  readonly MutationObserver: ObserverConstructor;
  readonly IntersectionObserver: ObserverConstructor;
  readonly ResizeObserver: ObserverConstructor;
  readonly XMLHttpRequest: new () => Request;
  readonly Worker: new (url: string) => Port;
  readonly WebSocket: new (url: string) => Socket;
  requestAnimationFrame(callback: () => void): void;
  requestIdleCallback(callback: () => void): void;
  postMessage(message: unknown, origin: string): void;
}

export const browser = globalThis as unknown as Browser;
