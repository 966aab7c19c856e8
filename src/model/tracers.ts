import type { OtelSettings } from '../settings.js';
import { type Api, getWrittenPath } from './api.js';
import type { Node } from './code/nodes.js';
import type { Values } from './code/values.js';

/** The methods that start a span. */
export type StartMethod = 'startSpan' | 'startActiveSpan';

/**
 * Answers whether an expression is a Tracer: by origin or annotation, by settings, and where the file
 * does not tell, by a name that ends in `tracer` together with a method that only a tracer has. An import
 * that does not lead to the API is no tracer: four in five such objects are wrappers of their own.
 */
export function isTracer(
  node: Node,
  method: StartMethod,
  model: { readonly api: Api; readonly values: Values; readonly settings: OtelSettings },
): boolean {
  const { api, values, settings } = model;
  if (api.findName(node) === 'Tracer' || api.isNamedByAny(node, settings.tracers)) return true;
  const value = values.evaluate(node);
  if (value !== null && !(value.kind === 'origin' && isUntold(value.origin))) return false;
  const name = getWrittenPath(node)
    ?.at(-1)
    ?.replace(/^[#_]+/u, '');
  if (name === undefined || !/^(?:tracer|.*Tracer)$/u.test(name)) return false;
  return method === 'startActiveSpan' || api.isImported;
}

/** A global, or what a helper of another module returned. */
function isUntold(origin: { module: string; path: string }): boolean {
  return origin.module === 'global' || origin.path.endsWith(')');
}
