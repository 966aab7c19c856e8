import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder that holds one project for every major version of ESLint, named after it. */
    readonly installed: string;
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));

/** The packages of ESLint that the projects are set up with, by major version. */
const ESLINT = { 8: 'eslint-v8', 9: 'eslint-v9', 10: 'eslint' } as const;

/** What a user's configuration imports besides ESLint and the plugin. */
const PARSERS = [
  '@typescript-eslint/parser',
  'svelte',
  'svelte-eslint-parser',
  'typescript',
  'typescript-eslint',
  'vue-eslint-parser',
];

function link(project: string, name: string, target: string): void {
  const place = path.join(project, 'node_modules', name);
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(path.join(root, 'node_modules', target), place, 'junction');
}

/**
 * Packs the plugin and sets up one project a major version of ESLint in which the tarball is unpacked, as its user gets
 * it: only what the tarball holds is there, and of this repository's packages only its declared dependencies.
 */
export default function setup(project: TestProject): () => void {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'otel-context-package-')));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', base], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const tarball = readdirSync(base).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball.');
  execFileSync('tar', ['-xzf', tarball], { cwd: base });
  const manifest = JSON.parse(readFileSync(path.join(base, 'package/package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const [major, eslint] of Object.entries(ESLINT)) {
    const folder = path.join(base, major);
    cpSync(fixtures, folder, { recursive: true });
    cpSync(path.join(base, 'package'), path.join(folder, 'node_modules/eslint-plugin-otel-context'), {
      recursive: true,
    });
    link(folder, 'eslint', eslint);
    for (const name of [...PARSERS, ...Object.keys(manifest.dependencies ?? {})]) link(folder, name, name);
  }
  project.provide('installed', base);
  return () => {
    rmSync(base, { recursive: true, force: true });
  };
}
