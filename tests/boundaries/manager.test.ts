import * as fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DISTRIBUTIONS } from '../../src/boundaries/distributions.js';
import { DOM_FRAMEWORKS, FULL_STACK_FRAMEWORKS } from '../../src/boundaries/frameworks.js';
import { getContextManager } from '../../src/boundaries/manager.js';
import { DEFAULT_SETTINGS } from '../../src/settings.js';
import { plantRepository } from './tree.js';

const ALS = 'async-local-storage';
const NODE_SDK = { '@opentelemetry/sdk-node': '^0.200.0' };
const WEB_SDK = { '@opentelemetry/sdk-trace-web': '^2.0.0' };
const ZONE = { '@opentelemetry/context-zone': '^2.0.0' };
const NODE_TYPES = { '@types/node': '^20.0.0' };

/** The manager of `src/file.ts` in a repository with this package.json at its root. */
function detectFor(manifest: unknown): string {
  return detectIn(plantRepository({ 'package.json': manifest }), 'src/file.ts');
}

function detectIn(root: string, path: string): string {
  return getContextManager(join(root, path), DEFAULT_SETTINGS, []);
}

/** Replaces Node's file system by one that holds these files; returns the paths that were read. */
function mountFiles(files: Readonly<Record<string, string>>): string[] {
  const reads: string[] = [];
  const mounted = {
    ...fs,
    existsSync: (path: fs.PathLike) => Object.hasOwn(files, String(path)),
    readFileSync(path: fs.PathOrFileDescriptor) {
      reads.push(String(path));
      const content = files[String(path)];
      if (content === undefined) throw new Error(`ENOENT: ${String(path)}`);
      return content;
    },
  };
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(mounted);
  return reads;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('getContextManager', () => {
  it.each(['zone', 'stack', ALS, 'unknown'] as const)(
    'takes %s from the settings, whatever is installed',
    (manager) => {
      const file = join(plantRepository({ 'package.json': { dependencies: NODE_SDK } }), 'file.ts');
      expect(getContextManager(file, { ...DEFAULT_SETTINGS, contextManager: manager }, [])).toBe(manager);
    },
  );

  it.each(DISTRIBUTIONS)('reads $manager off a dependency on $name', ({ name, manager }) => {
    expect(detectFor({ dependencies: { [name]: '1.0.0' } })).toBe(manager);
  });

  it.each(['dependencies', 'optionalDependencies', 'peerDependencies'])('counts an SDK among the %s', (field) => {
    expect(detectFor({ [field]: WEB_SDK })).toBe('stack');
  });

  it('does not count an SDK among the devDependencies', () => {
    expect(detectFor({ devDependencies: WEB_SDK })).toBe('unknown');
    expect(detectFor({ devDependencies: WEB_SDK, engines: { node: '>=20' } })).toBe(ALS);
  });

  it.each(DISTRIBUTIONS)(
    'judges the code of $name itself under $manager, whatever it depends on',
    ({ name, manager }) => {
      expect(detectFor({ name, dependencies: { ...WEB_SDK, ...NODE_SDK } })).toBe(manager);
    },
  );

  it.each([
    ['zone', '@opentelemetry/context-zone'],
    ['zone', '@opentelemetry/context-zone-peer-dep'],
    [ALS, '@opentelemetry/context-async-hooks'],
  ])('takes %s from a file that imports %s, whatever is installed', (manager, module) => {
    const file = join(plantRepository({ 'package.json': { dependencies: WEB_SDK } }), 'file.ts');
    expect(getContextManager(file, DEFAULT_SETTINGS, ['react', module])).toBe(manager);
    expect(getContextManager(file, { ...DEFAULT_SETTINGS, contextManager: 'stack' }, [module])).toBe('stack');
  });

  it.each([
    [ALS, 'npm:@opentelemetry/api@1.9.0'],
    [ALS, 'jsr:@std/http'],
    ['zone', 'npm:@opentelemetry/context-zone@2'],
    ['unknown', 'https://esm.sh/@opentelemetry/api'],
    ['unknown', 'npm'],
  ])('takes %s from a file of no package that imports %s', (manager, source) => {
    expect(getContextManager('file.ts', DEFAULT_SETTINGS, ['./app.ts', source])).toBe(manager);
  });

  it('takes the manager of its package for a file that imports as Deno does', () => {
    const file = join(plantRepository({ 'package.json': { dependencies: WEB_SDK } }), 'file.ts');
    expect(getContextManager(file, DEFAULT_SETTINGS, ['npm:@opentelemetry/api'])).toBe('stack');
  });

  it('does not choose between two managers that a file imports', () => {
    const file = join(plantRepository({ 'package.json': { dependencies: NODE_SDK } }), 'file.ts');
    const imports = ['@opentelemetry/context-zone', '@opentelemetry/context-async-hooks'];
    expect(getContextManager(file, DEFAULT_SETTINGS, imports)).toBe('unknown');
    expect(getContextManager(file, DEFAULT_SETTINGS, ['@opentelemetry/sdk-trace-web'])).toBe(ALS);
  });

  it('takes zone for a web SDK with a zone manager', () => {
    expect(detectFor({ dependencies: { ...WEB_SDK, ...ZONE } })).toBe('zone');
  });

  it('does not choose between an SDK for Node.js and one for the web', () => {
    expect(detectFor({ dependencies: { ...NODE_SDK, ...WEB_SDK } })).toBe('unknown');
    expect(detectFor({ dependencies: { ...NODE_SDK, ...ZONE } })).toBe('unknown');
  });

  it('trusts an SDK over any other sign', () => {
    expect(detectFor({ dependencies: { ...NODE_SDK, 'react-dom': '^19.0.0' }, browserslist: 'defaults' })).toBe(ALS);
    expect(detectFor({ dependencies: WEB_SDK, devDependencies: NODE_TYPES, engines: { node: '>=20' } })).toBe('stack');
  });

  it.each([
    ['engines.node', { engines: { node: '>=20' } }],
    ['@types/node in devDependencies', { devDependencies: NODE_TYPES }],
    ['@types/node in dependencies', { dependencies: NODE_TYPES }],
  ])('takes a package with %s for one of Node.js', (_, manifest) => {
    expect(detectFor(manifest)).toBe(ALS);
  });

  it.each([
    { sign: 'a browser field', manifest: { browser: './browser.js' } },
    { sign: 'browserslist', manifest: { browserslist: ['defaults'] } },
    ...[...DOM_FRAMEWORKS, ...FULL_STACK_FRAMEWORKS].map((name) => ({
      sign: name,
      manifest: { devDependencies: { [name]: '*' } },
    })),
  ])('does not take a package with $sign for one of Node.js', ({ manifest }) => {
    expect(detectFor({ engines: { node: '>=20' }, ...manifest })).toBe('unknown');
  });

  it('knows nothing where nothing is said', () => {
    expect(detectFor({ name: 'plain', dependencies: { lodash: '^4.0.0' } })).toBe('unknown');
    expect(detectIn(plantRepository({}), 'file.ts')).toBe('unknown');
  });
});

describe('the package.json that decides', () => {
  it('is the nearest with evidence', () => {
    const root = plantRepository({
      'package.json': { dependencies: NODE_SDK },
      'apps/web/package.json': { dependencies: { ...WEB_SDK, ...ZONE } },
      'apps/web/src/package.json': { type: 'module' },
      'apps/service/package.json': { name: 'service' },
    });
    expect(detectIn(root, 'apps/web/src/main.ts')).toBe('zone');
    expect(detectIn(root, 'apps/service/src/main.ts')).toBe(ALS);
    expect(detectIn(root, 'tools.ts')).toBe(ALS);
  });

  it('decides even when its evidence is contradictory, or for the browser alone', () => {
    const root = plantRepository({
      'package.json': { dependencies: NODE_SDK },
      'both/package.json': { dependencies: { ...NODE_SDK, ...WEB_SDK } },
      'web/package.json': { dependencies: { 'react-dom': '^19.0.0' } },
    });
    expect(detectIn(root, 'both/file.ts')).toBe('unknown');
    expect(detectIn(root, 'web/file.ts')).toBe('unknown');
  });

  it('is not looked for above the folder with .git', () => {
    const root = plantRepository({
      'package.json': { dependencies: NODE_SDK },
      'vendor/.git': 'gitdir: ../.git/modules/vendor',
      'vendor/src/file.ts': '',
    });
    expect(detectIn(root, 'vendor/src/file.ts')).toBe('unknown');
  });

  it.each(['{', '', 'null', '[]', '"text"', '1', '{"dependencies":null}', '{"dependencies":[],"engines":"node"}'])(
    'is passed over when it holds %j',
    (content) => {
      const root = plantRepository({ 'package.json': { dependencies: NODE_SDK }, 'lib/package.json': content });
      expect(detectIn(root, 'lib/file.ts')).toBe(ALS);
    },
  );

  it('may begin with a byte order mark', () => {
    expect(detectFor(`\uFEFF${JSON.stringify({ dependencies: NODE_SDK })}`)).toBe(ALS);
  });

  it('is passed over when it is a folder', () => {
    const root = plantRepository({ 'package.json': { dependencies: NODE_SDK }, 'lib/package.json/readme.md': '' });
    expect(detectIn(root, 'lib/file.ts')).toBe(ALS);
  });

  it('is found for a code block that a processor took out of a file', () => {
    const root = plantRepository({ 'package.json': { dependencies: NODE_SDK }, 'README.md': '# Usage' });
    expect(detectIn(root, 'README.md/0_0.js')).toBe(ALS);
  });

  it('is read once for all files below it', () => {
    const reads = mountFiles({ '/once/package.json': JSON.stringify({ dependencies: NODE_SDK }), '/once/.git': '' });
    for (const file of ['/once/a/x.ts', '/once/a/y.ts', '/once/b/z.ts', '/once/w.ts']) {
      expect(getContextManager(file, DEFAULT_SETTINGS, [])).toBe(ALS);
    }
    expect(reads.sort()).toEqual(['/once/a/package.json', '/once/b/package.json', '/once/package.json']);
  });

  it('is found on Windows, behind a drive letter and on a share', () => {
    const content = JSON.stringify({ dependencies: NODE_SDK });
    mountFiles({
      'C:\\repo/package.json': content,
      'D:\\package.json': content,
      '\\\\host\\share/package.json': content,
    });
    expect(getContextManager('C:\\repo\\src\\file.ts', DEFAULT_SETTINGS, [])).toBe(ALS);
    expect(getContextManager('D:\\src\\file.ts', DEFAULT_SETTINGS, [])).toBe(ALS);
    expect(getContextManager('\\\\host\\share\\src\\file.ts', DEFAULT_SETTINGS, [])).toBe(ALS);
  });
});

describe('a file without a place', () => {
  it.each(['<input>', '<text>', '/repo/<text>', 'C:\\repo\\<input>', 'file.ts', './src/file.ts', '', '/', 'C:\\'])(
    'has no manager that could be detected: %j',
    (filename) => {
      const content = JSON.stringify({ dependencies: NODE_SDK });
      mountFiles({ '/repo/package.json': content, 'C:\\repo/package.json': content, './src/package.json': content });
      expect(getContextManager(filename, DEFAULT_SETTINGS, [])).toBe('unknown');
    },
  );

  it('has none in a browser either, with or without a stand-in for process', () => {
    const file = join(plantRepository({ 'package.json': { dependencies: NODE_SDK } }), 'file.ts');
    vi.stubGlobal('process', undefined);
    expect(getContextManager(file, DEFAULT_SETTINGS, [])).toBe('unknown');
    vi.stubGlobal('process', { env: {} });
    expect(getContextManager(file, DEFAULT_SETTINGS, [])).toBe('unknown');
    vi.unstubAllGlobals();
    expect(getContextManager(file, DEFAULT_SETTINGS, [])).toBe(ALS);
  });

  it('never makes detection throw, nor does any content of a package.json', () => {
    const name = fc.constantFrom('dependencies', 'devDependencies', 'engines', 'browser', '__proto__', 'constructor');
    const manifest = fc.oneof(
      fc.json(),
      fc.string(),
      fc.dictionary(name, fc.jsonValue()).map((value) => JSON.stringify(value)),
    );
    let folders = 0;
    fc.assert(
      fc.property(fc.string(), manifest, (path, content) => {
        const folder = `/any/${(folders += 1)}`;
        mountFiles({ [`${folder}/package.json`]: content });
        expect(['unknown', ALS]).toContain(getContextManager(`${folder}/file.ts`, DEFAULT_SETTINGS, []));
        expect(() => getContextManager(path, DEFAULT_SETTINGS, [])).not.toThrow();
      }),
    );
  });
});
