import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, unwrap } from './nodes.js';
import { getAncestry } from './origin.js';

const OBSERVABLES = new Set(['rxjs:Observable', '@nestjs/common:CallHandler#handle()']);
const OPERATORS = /^rxjs(?:\/operators)?$/u;

/**
 * True for a value that does no work until somebody subscribes to it: an Observable of rxjs, by what makes it or by the
 * type of the function that returns it.
 */
export function isObservable(node: Node, owner: FunctionNode, isReturned: boolean, model: OtelModel): boolean {
  const type = owner.returnType?.typeAnnotation;
  if (isReturned && type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier') {
    const origin = model.values.findOrigin(type.typeName);
    if (origin?.module === 'rxjs' && origin.path === 'Observable') return true;
  }
  const expression = model.values.dereference(node);
  if (expression.type !== 'CallExpression' && expression.type !== 'NewExpression') return false;
  const origin = model.values.findOrigin(expression);
  if (origin && getAncestry(origin).some((key) => OBSERVABLES.has(key))) return true;
  const callee = unwrap(expression.callee);
  const isPipe =
    callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'pipe';
  return (
    isPipe &&
    expression.arguments.some((it) => {
      const operator = it.type === 'CallExpression' ? model.values.findOrigin(it.callee) : null;
      return operator !== null && OPERATORS.test(operator.module);
    })
  );
}

/** The generator of the file that a call leads to, which does nothing until it is asked for its first value. */
export function findGenerator(node: Node, { values }: OtelModel): FunctionNode | null {
  const expression = values.dereference(node);
  const target = expression.type === 'CallExpression' ? values.findFunction(expression.callee) : null;
  return target?.generator ? target : null;
}
