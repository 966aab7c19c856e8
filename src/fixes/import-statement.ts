import type { TSESTree } from '@typescript-eslint/utils';
import type { Node, SourceCode } from '../model/code/nodes.js';
import { type Edit, getLineBreak, getTerminator } from './edits.js';

/** An export of a module, and the name that it gets in the file. */
interface Import {
  readonly module: string;
  readonly name: string;
  readonly local: string;
}

/**
 * Adds an import statement, or a `require` in a CommonJS file, below the imports that stand above the place, else at
 * the file's top: below its directives and its header, above what documents its first statement.
 */
export function fixAddImport({ module, name, local }: Import, place: Node, sourceCode: SourceCode): Edit {
  const { body } = sourceCode.ast;
  const isCommonJs = isCommonJsFile(sourceCode);
  const quote = /(?:from|require\()\s*"/u.test(sourceCode.text) ? '"' : "'";
  const join = isCommonJs ? ': ' : ' as ';
  const names = `{ ${name === local ? name : `${name}${join}${local}`} }`;
  const source = `${quote}${module}${quote}`;
  const text = isCommonJs ? `const ${names} = require(${source})` : `import ${names} from ${source}`;
  const above = body.findLastIndex((node) => node.range[1] <= place.range[0] && isImport(node));
  const next = body[above + 1] ?? null;
  const statement = `${text}${getTerminator(next, sourceCode)}`;
  const last = body[above];
  return last ? addBelow(last, statement, sourceCode) : addAtTop(statement, sourceCode);
}

function isCommonJsFile({ ast, text }: SourceCode): boolean {
  const isModule = ast.body.some((node) => node.type.startsWith('Import') || node.type.startsWith('Export'));
  return !isModule && (ast.sourceType !== 'module' || /\brequire\(/u.test(text));
}

function isImport(node: TSESTree.ProgramStatement): boolean {
  if (node.type === 'ImportDeclaration' || node.type === 'TSImportEqualsDeclaration') return true;
  return node.type === 'VariableDeclaration' && node.declarations.some(({ init }) => init && isRequired(init));
}

/** A call of `require`, and what is read or called of it. */
function isRequired(node: Node): boolean {
  let current = node;
  while (current.type === 'MemberExpression' || current.type === 'CallExpression') {
    if (current.type === 'MemberExpression') current = current.object;
    else if (current.callee.type === 'Identifier') return current.callee.name === 'require';
    else current = current.callee;
  }
  return false;
}

/** On the line below a statement, a comment behind it left where it is. */
function addBelow(last: Node, statement: string, sourceCode: SourceCode): Edit {
  const [, end] = last.range;
  const behind = /^[^\n]*/u.exec(sourceCode.text.slice(end))?.[0].replace(/\r$/u, '') ?? '';
  const isRemark = /^\s*(?:\/\/.*|(?:\/\*(?:(?!\*\/).)*\*\/\s*)+)$/u.test(behind);
  const start = isRemark ? end + behind.length : end;
  return { range: [start, start], text: `${getLineBreak(sourceCode)}${statement}` };
}

function addAtTop(statement: string, sourceCode: SourceCode): Edit {
  const { body } = sourceCode.ast;
  const first = body.find((node) => !(node.type === 'ExpressionStatement' && node.directive));
  const documentation = first ? sourceCode.getCommentsBefore(first).at(-1) : undefined;
  const isDocumented =
    first &&
    documentation?.type === 'Block' &&
    documentation.value.startsWith('*') &&
    documentation.loc.end.line + 1 === first.loc.start.line &&
    !/@(?:license|preserve|copyright|file|overview|fileoverview)\b|copyright/iu.test(documentation.value);
  const start = (isDocumented ? documentation.range[0] : first?.range[0]) ?? sourceCode.text.length;
  return { range: [start, start], text: `${statement}${getLineBreak(sourceCode)}` };
}
