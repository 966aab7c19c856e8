import { type Exit, type Flow, type LiveRegion, canThrow } from '../../flow/index.js';
import { findFinalizer } from '../code/finalizers.js';
import { isHarmless } from '../code/harmless.js';
import type { OtelModel } from '../index.js';
import { type Node, getStatement, isAwait, isInside } from '../code/nodes.js';
import { type TokenUses, findTokenUses } from './token-uses.js';
import type { Attachment } from '../tokens.js';

/** An attachment with what the code does with its token, and the code that can run while its context is attached. */
export interface TrackedAttachment extends Attachment {
  readonly uses: TokenUses;
  readonly region: LiveRegion;
}

/** Why an attached context is not detached as it should be. The line is that of the other end. */
export interface DetachFault {
  readonly kind:
    | 'dropped'
    | 'notInFinally'
    | 'throwBeforeTry'
    | 'somePaths'
    | 'overwritten'
    | 'disposedElsewhere'
    | 'outOfOrder'
    | 'using';
  readonly attachment: TrackedAttachment;
  /** What to report: the call that attaches, or the disposal that comes too early. */
  readonly node: Node;
  readonly line: number;
  /** The disposal that has to come first, for `outOfOrder`. */
  readonly other?: Node;
}

/** An attachment that the caller of its function sees, since the function is suspended while it lives. */
export interface CallerLeak {
  readonly attachment: TrackedAttachment;
  readonly kind: 'await' | 'yield';
  /** The event that suspends the function. */
  readonly suspension: Node;
}

/** The attachments whose token this file can follow; those with another owner are left out. */
export function trackAttachments(model: OtelModel, flow: Flow): readonly TrackedAttachment[] {
  return model.getAttachments().flatMap((attachment) => {
    if (attachment.kind === 'handed-on' || !flow.isReachable(attachment.node)) return [];
    const uses = findTokenUses(attachment, model);
    if (attachment.kind !== 'dropped' && attachment.kind !== 'using' && uses.isShared) return [];
    const region = flow.getLiveRegion({
      acquire: attachment.node,
      releases: [...uses.disposals, ...uses.helperCalls],
      escapes: uses.writes,
      taken: uses.taken,
      never: uses.never,
      ignoresExceptions: true,
    });
    return { ...attachment, uses, region };
  });
}

/**
 * The leak of an attachment into the caller: in an async function, attached before its first `await` and alive at one;
 * in a generator, alive at a `yield`. Null when there is none: after an `await`, the caller does not see it.
 */
export function findCallerLeak(attachment: TrackedAttachment, flow: Flow): CallerLeak | null {
  const { owner, node, region } = attachment;
  const scope = attachment.kind === 'using' ? getStatement(node).parent : null;
  const isInScope = (event: Node) => scope === null || scope === undefined || isInside(event, scope);
  if (owner?.generator) {
    const suspension = region.findEvent((event) => event.type === 'YieldExpression' && isInScope(event));
    if (suspension) return { attachment, kind: 'yield', suspension };
  }
  if (!owner?.async || !flow.isOnCallerStack(node)) return null;
  const suspension = region.findEvent((event) => isAwait(event) && isInScope(event));
  return suspension && { attachment, kind: 'await', suspension };
}

/** What is wrong with how the context is detached, the most telling fault only; null when nothing is. */
export function findDetachFault(attachment: TrackedAttachment, model: OtelModel): DetachFault | null {
  const { kind, node, uses, region } = attachment;
  const at = (fault: DetachFault['kind'], other: Node): DetachFault => ({
    kind: fault,
    attachment,
    node,
    line: other.loc.start.line,
  });
  if (kind === 'using') return at('using', node);
  const [foreign] = uses.foreign;
  if (foreign) return at('disposedElsewhere', foreign);
  if (kind === 'dropped' || uses.disposals.length + uses.helperCalls.length === 0) {
    return isForProcess(attachment, model) ? null : at('dropped', node);
  }
  const overwriting = uses.writes.find((write) => region.isLiveAt(write));
  if (overwriting) return at('overwritten', overwriting);
  const exit = region.getExits().find((candidate) => candidate.kind !== 'throw');
  if (exit ?? region.isLiveAt(node)) return { ...at('somePaths', node), line: findLeavingLine(attachment, exit) };
  const finalizers = uses.disposals.flatMap((disposal) => findFinalizer(disposal, node) ?? []);
  const known = new Set<Node>([node, ...uses.disposals, ...uses.helperCalls]);
  const thrown = region.findThrow(
    (event) =>
      canThrow(event) &&
      !known.has(event) &&
      !isHarmless(event, model) &&
      // What stands next to a disposal in `finally` tidies up as well, and is taken not to throw.
      !finalizers.some((finalizer) => isInside(event, finalizer)),
  );
  if (!thrown) return null;
  const isBeforeTry = finalizers.some(({ parent }) => parent !== undefined && thrown.range[1] <= parent.range[0]);
  return at(isBeforeTry ? 'throwBeforeTry' : 'notInFinally', thrown);
}

/** The line where the path leaves what disposes of the token: a `return`, a jump out of a loop's turn, or the end. */
function findLeavingLine({ region, node }: TrackedAttachment, exit: Exit | undefined): number {
  if (exit?.kind === 'return') return exit.line;
  const jump = region.findEvent((event) => event.type === 'ContinueStatement' || event.type === 'BreakStatement');
  return jump?.loc.start.line ?? exit?.line ?? getStatement(node).parent?.loc.end.line ?? node.loc.end.line;
}

/** The context that the parent process handed over holds for the whole process: nobody detaches it. */
function isForProcess({ node }: Attachment, model: OtelModel): boolean {
  const [context] = node.arguments;
  const chain = context ? model.getContextChain(context) : [];
  return chain.some((shape) => {
    const carrier = shape.kind === 'extracted' ? shape.node.arguments[1] : null;
    return carrier && model.sourceCode.getText(model.values.dereference(carrier)).includes('process.env');
  });
}

/** The disposals that come before that of a token attached later in the same function. */
export function findDisorder(attachments: readonly TrackedAttachment[]): readonly DetachFault[] {
  const held = attachments.filter(({ kind }) => kind === 'variable');
  return held.flatMap((outer) => {
    const isNested = ({ owner, variable, node }: TrackedAttachment) =>
      owner === outer.owner && variable !== outer.variable && outer.region.isLiveAt(node);
    for (const disposal of outer.uses.disposals) {
      const early = held.find((inner) => inner.region.isLiveAt(disposal) && isNested(inner));
      const [other] = early?.uses.disposals.filter((candidate) => candidate.range[0] > disposal.range[0]) ?? [];
      if (early && other) {
        return { kind: 'outOfOrder', attachment: outer, node: disposal, line: other.loc.start.line, other };
      }
    }
    return [];
  });
}
