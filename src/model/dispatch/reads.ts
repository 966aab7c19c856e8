import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { type CallNode, compareBySource, wrap } from '../code/nodes.js';
import { isTestCode } from '../code/test-code.js';
import { getCalleeText } from '../wording.js';

/** A place where the outcome depends on which context is active. */
export interface ContextRead {
  readonly node: CallNode;
  /** `implicit` for the start of a span that takes the active context as its parent. */
  readonly kind: 'explicit' | 'implicit';
  /** What is called, for a message. */
  readonly name: string;
  /** `const ctx = context.active()`, when the read is nothing but that. */
  readonly declaration: TSESTree.VariableDeclaration | null;
}

const READERS = ['context.active', 'trace.getActiveSpan', 'propagation.getActiveBaggage'] as const;

/** Calls whose outcome hangs on what their context argument replaces, not on the active context that they build on. */
const REPLACING = ['propagation.extract', 'trace.setSpan', 'trace.setSpanContext', 'trace.deleteSpan'] as const;
const SUPPRESSING = new Set(['suppressTracing', 'unsuppressTracing', 'isTracingSuppressed']);

const cache = new WeakMap<OtelModel, readonly ContextRead[]>();

/** Every read of the active context in the file, in source order; not those of tests, which look on purpose at what is lost. */
export function findContextReads(model: OtelModel): readonly ContextRead[] {
  let reads = cache.get(model);
  if (!reads) {
    const starts = model.getSpanStarts().map(({ node }) => node);
    const calls = new Set<CallNode>([...starts, ...model.getCallsOf(...READERS)]);
    const all = [...calls].flatMap((call) => findRead(call, model) ?? []);
    cache.set(model, (reads = all.sort((a, b) => compareBySource(a.node, b.node))));
  }
  return reads;
}

function findRead(call: CallNode, model: OtelModel): ContextRead | null {
  if (isTestCode(call)) return null;
  const start = model.getSpanStart(call);
  if (start) {
    // Links state the relation to other spans, a start time that the span is about the past: both are deliberate.
    const isDeliberate = start.isRoot || start.hasLinks || start.isRetroactive || start.isUncertain;
    if (start.parent || isDeliberate) return null;
    return { node: call, kind: 'implicit', name: start.method, declaration: null };
  }
  if (isReplaced(call, model)) return null;
  return {
    node: call,
    kind: 'explicit',
    name: `${getCalleeText(call, model.sourceCode)}()`,
    declaration: findDeclaration(call),
  };
}

function isReplaced(call: CallNode, { api, values }: OtelModel): boolean {
  const argument = wrap(call);
  const outer = argument.parent;
  if (outer?.type !== 'CallExpression' || outer.arguments[0] !== argument) return false;
  const { callee } = outer;
  return api.isCallOf(outer, ...REPLACING) || SUPPRESSING.has(values.findOrigin(callee)?.path ?? '');
}

function findDeclaration(call: CallNode): TSESTree.VariableDeclaration | null {
  const declarator = wrap(call).parent;
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return null;
  const declaration = declarator.parent;
  return declaration.kind === 'const' && declaration.declarations.length === 1 ? declaration : null;
}
