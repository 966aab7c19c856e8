import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { loadPrograms } from './prove.js';

const programs = (await loadPrograms()).filter((program) => /\.[cm]?ts$/u.test(program.main));
const getFiles = (program: (typeof programs)[number]): string[] => [
  path.join(program.folder, program.main),
  program.fixed,
];

const project = ts.createProgram(programs.flatMap(getFiles), {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
});

function getTypeErrors(fileName: string): string[] {
  const file = project.getSourceFile(fileName);
  if (file === undefined) return [`${fileName} is missing`];
  const errors = [...project.getSyntacticDiagnostics(file), ...project.getSemanticDiagnostics(file)];
  return errors.map(({ code, messageText }) => `${String(code)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

describe.each(programs)('$name', (program) => {
  const [main = '', fixed = ''] = getFiles(program);
  const stated = program.proof.typeError;

  it(stated === undefined ? 'has no type errors' : `has the type error ${String(stated)}`, () => {
    const codes = getTypeErrors(main).map((error) => (stated === undefined ? error : Number.parseInt(error, 10)));
    expect(codes).toEqual(stated === undefined ? [] : [stated]);
  });

  it('has no type errors once it is repaired', () => {
    expect(getTypeErrors(fixed)).toEqual([]);
  });
});
