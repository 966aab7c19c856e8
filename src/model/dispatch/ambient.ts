import { isAttachedAt } from './attachments.js';
import type { Use } from '../callbacks.js';
import { traceContext } from './context-sources.js';
import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, getEnclosingFunction } from '../code/nodes.js';
import { judgeDispatch } from './verdicts.js';

const MAX_FUNCTIONS = 50;

/** Calls that make a context active for the rest of the function. */
export const ATTACHES = ['context.attach', 'ContextManager#attach'] as const;
/** Calls that make a context active for a callback. */
export const SCOPES = ['context.with', 'ContextManager#with'] as const;
/** Calls that make a context active for a callback whenever it runs. */
export const BINDS = ['context.bind', 'ContextManager#bind'] as const;

/**
 * True when a place runs where this file has made another context active than the one its function was called with:
 * below an `attach`, or in a callback of `with`, `bind` or `startActiveSpan`.
 */
export function isUnderOwnContext(place: Node, model: OtelModel): boolean {
  let current = place;
  for (let depth = 0; depth < MAX_FUNCTIONS; depth++) {
    const around = getEnclosingFunction(current);
    if (isAttachedAt(current, model)) return true;
    if (!around) return false;
    const uses = model.callbacks.getUses(around);
    if (uses.some((use) => use.kind === 'scope' && makesOtherActive(use, model))) return true;
    const caller = getCallInSameContext(uses, model);
    if (!caller) return false;
    current = caller;
  }
  return false;
}

/** True when a place certainly sees the same active context as the body of a function around it. */
export function isInContextOf(owner: FunctionNode | null, place: Node, model: OtelModel): boolean {
  let current = place;
  for (let depth = 0; depth < MAX_FUNCTIONS; depth++) {
    const around = getEnclosingFunction(current);
    if (around === owner) return true;
    if (!around) return false;
    const caller = getCallInSameContext(model.callbacks.getUses(around), model);
    if (!caller) return false;
    current = caller;
  }
  return false;
}

/** The contexts that the callbacks around a place are given, nearest first: the first argument of `with` and `bind`. */
export function getScopeContexts(place: Node, model: OtelModel): readonly Node[] {
  const contexts: Node[] = [];
  let around = getEnclosingFunction(place);
  for (let depth = 0; around && depth < MAX_FUNCTIONS; depth++) {
    for (const use of model.callbacks.getUses(around)) {
      const [context] = use.call.arguments;
      if (use.kind === 'scope' && context && model.api.isCallOf(use.call, ...SCOPES, ...BINDS)) contexts.push(context);
    }
    around = getEnclosingFunction(around);
  }
  return contexts;
}

/** True when all that the file shows to run a place does so in the root context, which a scope has made active: a dispatch has nothing to lose there. */
export function isInRootContext(place: Node, model: OtelModel): boolean {
  const seen = new Set<Node>();
  const pending: Node[] = [place];
  for (let current = pending.pop(); current; current = pending.pop()) {
    const around = getEnclosingFunction(current);
    if (!around || seen.size >= MAX_FUNCTIONS || isAttachedAt(current, model)) return false;
    if (seen.has(around)) continue;
    seen.add(around);
    const uses = model.callbacks.getUses(around);
    if (uses.length === 0) return false;
    for (const use of uses) {
      const [context] = use.call.arguments;
      const isScope = use.kind === 'scope' && model.api.isCallOf(use.call, ...SCOPES, ...BINDS);
      if (isScope && context && model.describeContext(context).kind === 'root') continue;
      if (use.kind === 'scope' || (use.kind === 'boundary' && judgeDispatch(use, model) !== 'kept')) return false;
      pending.push(use.call);
    }
  }
  return true;
}

/** The call that runs a function in its own context, when the function has no other use. */
function getCallInSameContext(uses: readonly Use[], model: OtelModel): Node | null {
  const [use, ...others] = uses;
  if (!use || others.length > 0) return null;
  if (use.kind !== 'boundary') return use.kind === 'inline' || !makesOtherActive(use, model) ? use.call : null;
  const verdict = judgeDispatch(use, model);
  return verdict === 'kept' ? use.call : null;
}

/** True unless the scope's context is the active one, at most with further values. */
function makesOtherActive({ call }: Use, model: OtelModel): boolean {
  const [context] = call.arguments;
  if (!context || !model.api.isCallOf(call, ...SCOPES, ...BINDS)) return true;
  const { sources, spans } = traceContext(context, model);
  return spans.length > 0 || sources.some(({ kind }) => kind !== 'active') || sources.length === 0;
}
