import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { loadPrograms } from './prove.js';

const programs = (await loadPrograms()).filter((program) => /\.[cm]?ts$/u.test(program.main));
const getFiles = (program: (typeof programs)[number]): string[] => [
  path.join(program.folder, program.main),
  program.fixed,
];

const SERVICE = fileURLToPath(new URL('../../fixtures/order-service', import.meta.url));
const service = readdirSync(SERVICE).filter((file) => file.endsWith('.ts'));

const project = ts.createProgram([...service.map((file) => path.join(SERVICE, file)), ...programs.flatMap(getFiles)], {
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

describe('the order service', () => {
  it.each(service)('has no type errors in %s', (file) => {
    expect(getTypeErrors(path.join(SERVICE, file))).toEqual([]);
  });
});

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
