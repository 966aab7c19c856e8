const METHODS = '(?:get|post|put|patch|delete|head|options|request)';

/** The calls of modules that send a request over HTTP: instrumentations take the active context where they are made. */
const REQUESTS: Readonly<Partial<Record<string, RegExp>>> = {
  global: /^fetch$/u,
  http: /^(?:get|request)$/u,
  https: /^(?:get|request)$/u,
  undici: /^(?:fetch|request|stream)$/u,
  'node-fetch': /^default$/u,
  axios: new RegExp(`^(?:default|${METHODS}|create\\(\\)(?:#${METHODS})?)$`, 'u'),
  got: new RegExp(`^(?:default|got|${METHODS})$`, 'u'),
};

/** True for a call that sends a request, by where its callee comes from. */
export function isRequest(module: string, path: string): boolean {
  return Object.hasOwn(REQUESTS, module) && REQUESTS[module]?.test(path) === true;
}
