import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { type Node, type Variable, getStaticName } from './nodes.js';
import { file } from './source-index.js';

/** The variables that a pattern takes from a property of that name: `const { span } = request;` */
export function getDestructured(name: string, model: OtelModel): readonly Destructured[] {
  let byName = destructured.get(model);
  if (!byName) destructured.set(model, (byName = collectDestructured(model)));
  return byName.get(name) ?? [];
}

/** A variable that a pattern takes from a property. */
export interface Destructured {
  readonly variable: Variable;
  readonly identifier: Node;
}

/** The variables of a file that a pattern takes from a property, by the name of the property. */
const destructured = new WeakMap<OtelModel, ReadonlyMap<string, readonly Destructured[]>>();

function collectDestructured({ sourceCode }: OtelModel): ReadonlyMap<string, readonly Destructured[]> {
  const byName = new Map<string, Destructured[]>();
  for (const variable of (sourceCode.scopeManager?.scopes ?? []).flatMap(({ variables }) => variables)) {
    const [identifier] = variable.identifiers;
    const property = identifier?.type === 'Identifier' ? findPatternProperty(identifier) : null;
    const name = property && getStaticName(property);
    if (identifier && name !== null) file(byName, name, { variable, identifier });
  }
  return byName;
}

function findPatternProperty(identifier: TSESTree.Identifier): TSESTree.Property | null {
  const target = identifier.parent.type === 'AssignmentPattern' ? identifier.parent : identifier;
  const property = target.parent;
  return property?.type === 'Property' && property.parent.type === 'ObjectPattern' && property.value === target
    ? property
    : null;
}
