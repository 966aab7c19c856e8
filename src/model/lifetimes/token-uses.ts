import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { type Node, getEnclosingFunction, getStaticName, isInside, unwrap, wrap } from '../code/nodes.js';
import { findPresenceBranches } from '../presence.js';
import { placeDisposal } from './token-closures.js';
import type { Attachment } from '../tokens.js';

/** What the code does with the token that a variable holds. */
export interface TokenUses {
  /** The calls of `dispose` in the function that attached. */
  readonly disposals: readonly TSESTree.CallExpression[];
  /** Further calls in that function that dispose of it: of functions that do so before they return. */
  readonly helperCalls: readonly Node[];
  /** The calls of `dispose` that run in another callback or async function than the one that attached. */
  readonly foreign: readonly Node[];
  /** True when it has an owner that this cannot follow. */
  readonly isShared: boolean;
  /** What else is written to the variable. */
  readonly writes: readonly Node[];
  /** Branches that are entered whenever the variable holds a token. */
  readonly taken: readonly Node[];
  /** Branches that are entered only when it holds none. */
  readonly never: readonly Node[];
}

interface MutableUses {
  disposals: TSESTree.CallExpression[];
  helperCalls: Node[];
  foreign: Node[];
  isShared: boolean;
  writes: Node[];
  taken: Node[];
  never: Node[];
}

/** Reads every reference to the variable of an attachment. */
export function findTokenUses(attachment: Attachment, model: OtelModel): TokenUses {
  const uses: MutableUses = {
    disposals: [],
    helperCalls: [],
    foreign: [],
    isShared: false,
    writes: [],
    taken: [],
    never: [],
  };
  for (const reference of attachment.references) {
    const { identifier, writeExpr } = reference;
    const isOwn = getEnclosingFunction(identifier) === attachment.owner;
    if (reference.isWrite()) {
      const isAcquiring = writeExpr && isInside(attachment.node, writeExpr);
      if (isAcquiring || isEmptyDeclaration(identifier, attachment.node)) continue;
      if (isOwn && identifier.parent) uses.writes.push(identifier.parent);
      else uses.isShared = true;
    } else if (identifier.type === 'JSXIdentifier' || !readUse(identifier, isOwn, uses, attachment, model)) {
      uses.isShared = true;
    }
  }
  return uses;
}

/** `let token = null` in front of the attachment. */
function isEmptyDeclaration(identifier: Node, attach: Node): boolean {
  return identifier.parent?.type === 'VariableDeclarator' && identifier.range[0] < attach.range[0];
}

/** Notes what a read of the token does. False when it gives the token away. */
function readUse(
  identifier: Node,
  isOwn: boolean,
  uses: MutableUses,
  attachment: Attachment,
  model: OtelModel,
): boolean {
  const disposal = findDisposal(identifier);
  if (!disposal) return isTest(identifier, uses) || isIdle(identifier);
  const access = unwrap(disposal.callee);
  if (access.type === 'MemberExpression' && access.optional) uses.taken.push(access.property);
  if (isOwn) {
    uses.disposals.push(disposal);
    return true;
  }
  const place = placeDisposal(disposal, attachment.owner, model);
  if (place === null) return false;
  if (place.kind === 'inline') uses.helperCalls.push(...place.calls);
  else uses.foreign.push(disposal);
  return true;
}

/** The call of `token.dispose()`, `token?.dispose()` or `token[Symbol.dispose]()` that an identifier stands in. */
function findDisposal(identifier: Node): TSESTree.CallExpression | null {
  const object = wrap(identifier);
  const member = object.parent;
  if (member?.type !== 'MemberExpression' || member.object !== object) return null;
  const isDispose = getStaticName(member) === 'dispose' || isSymbolDispose(member);
  const callee = wrap(member);
  const call = callee.parent;
  return isDispose && call?.type === 'CallExpression' && call.callee === callee ? call : null;
}

function isSymbolDispose({ computed, property }: TSESTree.MemberExpression): boolean {
  return (
    computed &&
    property.type === 'MemberExpression' &&
    property.object.type === 'Identifier' &&
    property.object.name === 'Symbol' &&
    getStaticName(property) === 'dispose'
  );
}

/** `void token`, `typeof token`, `token;` */
function isIdle(identifier: Node): boolean {
  const { parent } = wrap(identifier);
  return parent?.type === 'ExpressionStatement' || parent?.type === 'UnaryExpression';
}

/** Notes the branches of a test of the token for being there. False when the reference is no such test. */
function isTest(identifier: Node, uses: MutableUses): boolean {
  const branches = findPresenceBranches(identifier);
  if (!branches) return false;
  uses.taken.push(...branches.taken);
  uses.never.push(...branches.never);
  return true;
}
