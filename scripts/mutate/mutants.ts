import type { TSESTree } from '@typescript-eslint/utils';
import type { Break, Edit } from './breaks.js';
import { LIFETIME_BREAKERS } from './lifetime-breaks.js';
import { PARENT_BREAKERS } from './parent-breaks.js';
import { RESULT_BREAKERS } from './result-breaks.js';
import { SCOPE_BREAKERS } from './scope-breaks.js';
import { getLastName, isFunction, parse, type Syntax } from './syntax.js';

/** Lines of a mutant, both ends included. */
export interface Place {
  readonly first: number;
  readonly last: number;
}

/** A program with one break. */
export interface Mutant extends Pick<Break, 'name' | 'rule'> {
  readonly text: string;
  /** The line of the break in the program that was correct. */
  readonly line: number;
  /** Where a report counts: the outermost function or statement that was changed, and those that name such a function. */
  readonly places: readonly Place[];
}

const BREAKERS = [...LIFETIME_BREAKERS, ...PARENT_BREAKERS, ...SCOPE_BREAKERS, ...RESULT_BREAKERS];

function apply(text: string, edits: readonly Edit[]): string {
  const backwards = [...edits].sort((a, b) => b.range[0] - a.range[0]);
  return backwards.reduce((done, edit) => done.slice(0, edit.range[0]) + edit.text + done.slice(edit.range[1]), text);
}

/** The statements of a program, the members of a class in its place. */
function getUnits(program: TSESTree.Program): TSESTree.Node[] {
  return program.body.flatMap((statement): TSESTree.Node[] => {
    const exported = 'declaration' in statement ? statement.declaration : statement;
    return exported?.type === 'ClassDeclaration' ? exported.body.body : [statement];
  });
}

/** The names that a unit is called by elsewhere. */
function getNames(unit: TSESTree.Node): string[] {
  if (unit.type === 'FunctionDeclaration') return unit.id ? [unit.id.name] : [];
  if (unit.type === 'MethodDefinition') return unit.key.type === 'Identifier' ? [unit.key.name] : [];
  if (unit.type === 'VariableDeclaration') {
    return unit.declarations.flatMap(({ id, init }) => (init && isFunction(init) ? [getLastName(id)] : []));
  }
  const isExport = unit.type === 'ExportNamedDeclaration' || unit.type === 'ExportDefaultDeclaration';
  return isExport && unit.declaration ? getNames(unit.declaration) : [];
}

function getPlaces({ program, sites }: Syntax, start: number, end: number): Place[] {
  const units = getUnits(program);
  const changed = units.filter(({ range }) => range[0] <= end && range[1] >= start);
  const names = new Set(changed.flatMap(getNames));
  const mentions = sites.flatMap(({ node }) =>
    node.type === 'Identifier' && names.has(node.name) ? [node.range[0]] : [],
  );
  const calling = units.filter(({ range }) => mentions.some((position) => range[0] <= position && position < range[1]));
  const places = changed.length > 0 ? [...new Set([...changed, ...calling])] : [program];
  return places.map(({ loc }) => ({ first: loc.start.line, last: loc.end.line }));
}

/**
 * Computes every program that is the given one with one break.
 *
 * @param text - JavaScript or TypeScript
 * @param fileName - its extension chooses how it is parsed
 * @returns the mutants that parse, in the order of the breaks in the text; none for a text that does not parse
 */
export function computeMutants(text: string, fileName: string): Mutant[] {
  const syntax = parse(text, fileName);
  if (syntax === null) return [];
  const breaks = syntax.sites.flatMap((site) => BREAKERS.flatMap((breaker) => breaker(site, syntax)));
  return breaks.flatMap(({ name, rule, edits }): Mutant[] => {
    const mutated = apply(text, edits);
    const parsed = parse(mutated, fileName);
    if (parsed === null) return [];
    const start = Math.min(...edits.map(({ range }) => range[0]));
    const end = Math.max(...edits.map(({ range }) => range[1])) + mutated.length - text.length;
    const line = text.slice(0, start).split('\n').length;
    return [{ name, rule, text: mutated, line, places: getPlaces(parsed, start, Math.max(start, end)) }];
  });
}
