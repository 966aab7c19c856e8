import fc from 'fast-check';

/** A small program: calls, and every statement that moves control. */
export type Statement =
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'if'; readonly then: Block; readonly otherwise: Block | null }
  | { readonly kind: 'while' | 'do' | 'for-of'; readonly label: string; readonly body: Block }
  | { readonly kind: 'block'; readonly label: string; readonly body: Block }
  | { readonly kind: 'switch'; readonly label: string; readonly cases: readonly Block[]; readonly hasDefault: boolean }
  | { readonly kind: 'try'; readonly block: Block; readonly handler: Block | null; readonly finalizer: Block | null }
  | { readonly kind: 'break' | 'continue'; readonly depth: number }
  | { readonly kind: 'return' | 'throw' };

export type Block = readonly Statement[];

const NAMES = ['acquire', 'release', 'use', 'work'];

const call = fc.record({ kind: fc.constant('call' as const), name: fc.constantFrom(...NAMES) });
const jump = fc.oneof(
  fc.record({ kind: fc.constantFrom('return' as const, 'throw' as const) }),
  fc.record({ kind: fc.constantFrom('break' as const, 'continue' as const), depth: fc.nat(2) }),
);

/** Programs of up to four levels. Jumps name how many labels they leave; where there are fewer, they do nothing. */
export const programs: fc.Arbitrary<Block> = fc
  .letrec<{ block: Block; statement: Statement }>((tie) => ({
    block: fc.array(tie('statement'), { maxLength: 4, depthIdentifier: 'program' }),
    statement: fc.oneof(
      { depthIdentifier: 'program', maxDepth: 4, withCrossShrink: true },
      { arbitrary: call, weight: 6 },
      { arbitrary: jump, weight: 2 },
      {
        arbitrary: fc.record({
          kind: fc.constant('if' as const),
          then: tie('block'),
          otherwise: fc.option(tie('block')),
        }),
        weight: 2,
      },
      {
        arbitrary: fc.record({
          kind: fc.constantFrom('while' as const, 'do' as const, 'for-of' as const),
          label: fc.constant(''),
          body: tie('block'),
        }),
        weight: 2,
      },
      {
        arbitrary: fc.record({ kind: fc.constant('block' as const), label: fc.constant(''), body: tie('block') }),
        weight: 1,
      },
      {
        arbitrary: fc.record({
          kind: fc.constant('switch' as const),
          label: fc.constant(''),
          cases: fc.array(tie('block'), { minLength: 1, maxLength: 3 }),
          hasDefault: fc.boolean(),
        }),
        weight: 1,
      },
      {
        arbitrary: fc
          .record({
            kind: fc.constant('try' as const),
            block: tie('block'),
            handler: fc.option(tie('block')),
            finalizer: fc.option(tie('block')),
          })
          .map((statement) => (statement.handler || statement.finalizer ? statement : { ...statement, finalizer: [] })),
        weight: 2,
      },
    ),
  }))
  .block.map((block) => nameParts(block));

/** Gives every call and every label a name of its own. */
function nameParts(program: Block): Block {
  let count = 0;
  const nameBlock = (block: Block): Block => block.map(nameStatement);
  const nameStatement = (statement: Statement): Statement => {
    switch (statement.kind) {
      case 'call':
        return { ...statement, name: `${statement.name}${++count}` };
      case 'if':
        return {
          ...statement,
          then: nameBlock(statement.then),
          otherwise: statement.otherwise && nameBlock(statement.otherwise),
        };
      case 'while':
      case 'do':
      case 'for-of':
      case 'block':
        return { ...statement, label: `label${++count}`, body: nameBlock(statement.body) };
      case 'switch':
        return { ...statement, label: `label${++count}`, cases: statement.cases.map(nameBlock) };
      case 'try':
        return {
          ...statement,
          block: nameBlock(statement.block),
          handler: statement.handler && nameBlock(statement.handler),
          finalizer: statement.finalizer && nameBlock(statement.finalizer),
        };
      default:
        return statement;
    }
  };
  return nameBlock(program);
}

/** A label that a jump can name, from the inside out. */
export interface Target {
  readonly label: string;
  readonly isLoop: boolean;
}

/** The label that a jump leads to; null when it does nothing. */
export function findTarget(
  jump: { kind: 'break' | 'continue'; depth: number },
  targets: readonly Target[],
): string | null {
  const possible = jump.kind === 'continue' ? targets.filter((target) => target.isLoop) : targets;
  return possible[jump.depth]?.label ?? null;
}

/** The program as the body of a function. Every condition is a value that nothing tells. */
export function render(program: Block): string {
  return `function program(condition) {\n${renderBlock(program, [])}\n}`;
}

function renderBlock(block: Block, targets: readonly Target[]): string {
  return block.map((statement) => renderStatement(statement, targets)).join('\n');
}

function renderStatement(statement: Statement, targets: readonly Target[]): string {
  switch (statement.kind) {
    case 'call':
      return `${statement.name}();`;
    case 'if': {
      const otherwise = statement.otherwise ? ` else {\n${renderBlock(statement.otherwise, targets)}\n}` : '';
      return `if (condition) {\n${renderBlock(statement.then, targets)}\n}${otherwise}`;
    }
    case 'while':
      return `${statement.label}: while (condition) {\n${renderLabelled(statement, targets)}\n}`;
    case 'do':
      return `${statement.label}: do {\n${renderLabelled(statement, targets)}\n} while (condition);`;
    case 'for-of':
      return `${statement.label}: for (const item of condition) {\n${renderLabelled(statement, targets)}\n}`;
    case 'block':
      return `${statement.label}: {\n${renderLabelled(statement, targets)}\n}`;
    case 'switch': {
      const inner = [{ label: statement.label, isLoop: false }, ...targets];
      const cases = statement.cases.map((block, index) => {
        const isDefault = statement.hasDefault && index === statement.cases.length - 1;
        return `${isDefault ? 'default' : `case ${index}`}:\n${renderBlock(block, inner)}`;
      });
      return `${statement.label}: switch (condition) {\n${cases.join('\n')}\n}`;
    }
    case 'try': {
      const handler = statement.handler ? ` catch {\n${renderBlock(statement.handler, targets)}\n}` : '';
      const finalizer = statement.finalizer ? ` finally {\n${renderBlock(statement.finalizer, targets)}\n}` : '';
      return `try {\n${renderBlock(statement.block, targets)}\n}${handler}${finalizer}`;
    }
    case 'break':
    case 'continue': {
      const target = findTarget(statement, targets);
      return target === null ? ';' : `${statement.kind} ${target};`;
    }
    case 'return':
      return 'return;';
    case 'throw':
      return 'throw condition;';
  }
}

function renderLabelled(statement: { kind: string; label: string; body: Block }, targets: readonly Target[]): string {
  return renderBlock(statement.body, [{ label: statement.label, isLoop: statement.kind !== 'block' }, ...targets]);
}

/** True when a call stands in a `finally`, however deep. */
export function isInFinally(block: Block, name: string): boolean {
  return block.some((statement) => {
    switch (statement.kind) {
      case 'if':
        return isInFinally(statement.then, name) || isInFinally(statement.otherwise ?? [], name);
      case 'while':
      case 'do':
      case 'for-of':
      case 'block':
        return isInFinally(statement.body, name);
      case 'switch':
        return statement.cases.some((inner) => isInFinally(inner, name));
      case 'try':
        return (
          renderBlock(statement.finalizer ?? [], []).includes(`${name}()`) ||
          isInFinally(statement.block, name) ||
          isInFinally(statement.handler ?? [], name)
        );
      default:
        return false;
    }
  });
}
