import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, getStringValue } from './nodes.js';
import { type Origin, getMember, getModuleOrigin } from './origin.js';

/** Replaces a module that re-exports another (settings' `apiModules`) by the one it stands for. */
export type CanonicalModule = (specifier: string) => string;

/** The origin of what `import` declares, by the specifier node of its declaration. */
export function findImportOrigin(node: Node, toCanonical: CanonicalModule): Origin | null {
  if (node.type === 'TSImportEqualsDeclaration') {
    const { moduleReference } = node;
    return moduleReference.type === 'TSExternalModuleReference'
      ? findModuleOrigin(moduleReference.expression, toCanonical)
      : null;
  }
  if (node.parent?.type !== 'ImportDeclaration') return null;
  const module = toCanonical(node.parent.source.value);
  if (node.type === 'ImportSpecifier') {
    return getModuleOrigin(module, node.imported.type === 'Identifier' ? node.imported.name : node.imported.value);
  }
  return getModuleOrigin(module, node.type === 'ImportDefaultSpecifier' ? 'default' : '');
}

/** The origin of what `import('x').Name` names in a type; of the namespace when it names nothing. */
export function findTypeImportOrigin(type: TSESTree.TSImportType, toCanonical: CanonicalModule): Origin | null {
  const names: string[] = [];
  let name = type.qualifier;
  for (; name?.type === 'TSQualifiedName'; name = name.left) names.unshift(name.right.name);
  if (name?.type === 'Identifier') names.unshift(name.name);
  return names.reduce<Origin | null>(
    (origin, member) => origin && getMember(origin, member),
    findModuleOrigin(type.source, toCanonical),
  );
}

/** The origin of the namespace that `require(source)` or `import(source)` gives; null when the source is no constant. */
export function findModuleOrigin(source: Node | undefined, toCanonical: CanonicalModule): Origin | null {
  const specifier = getStringValue(source);
  return specifier === null ? null : getModuleOrigin(toCanonical(specifier));
}
