import type { OtelSettings } from '../settings.js';
import { type Api, getWrittenPath } from './api.js';
import { type Node, unwrap } from './code/nodes.js';
import type { Values } from './code/values.js';

/** The methods that start a span. */
export type StartMethod = 'startSpan' | 'startActiveSpan';

/**
 * Answers whether an expression is a Tracer: by origin or annotation, by settings, and where the file
 * does not tell, by a name that ends in `tracer` together with a method that only a tracer has. An import
 * that does not lead to the API is no tracer by itself: four in five such objects are wrappers of their own.
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
  return isCalledTracer(getWrittenPath(node)?.at(-1)) && (method === 'startActiveSpan' || api.isImported);
}

/**
 * Answers whether an expression of another module, or of no known origin, is called like a tracer, in a file that imports
 * the API: `tracer`, `getTracer()`, `tracers.http`. Only what the file does with the span tells whether it is one.
 */
export function isTracerByName(node: Node, { api, values }: { readonly api: Api; readonly values: Values }): boolean {
  if (!api.isImported) return false;
  const value = values.evaluate(node);
  if (value !== null && value.kind !== 'origin') return false;
  const expression = unwrap(node);
  const awaited = expression.type === 'AwaitExpression' ? unwrap(expression.argument) : expression;
  const path = getWrittenPath(awaited.type === 'CallExpression' ? awaited.callee : awaited) ?? [];
  return isCalledTracer(path.at(-1)) || /^(?:tracers|.*Tracers)$/u.test(path.at(-2) ?? '');
}

/** True for what another package than the API gives as a tracer: `getTracer()` of a vendor. Modules of the project are no packages. */
export function isOfOtherPackage(
  node: Node,
  { api, values, settings }: { readonly api: Api; readonly values: Values; readonly settings: OtelSettings },
): boolean {
  if (api.findName(node) === 'Tracer' || api.isNamedByAny(node, settings.tracers)) return false;
  const module = values.findOrigin(node)?.module ?? 'global';
  return module !== 'global' && !/^(?:[./#]|[@~]\/|@opentelemetry\/)/u.test(module);
}

function isCalledTracer(name: string | undefined): boolean {
  return name !== undefined && /^[#_]*(?:tracer|.*Tracer)$/u.test(name);
}

/** A global, or what a helper of another module returned. */
function isUntold(origin: { module: string; path: string }): boolean {
  return origin.module === 'global' || origin.path.endsWith(')');
}
