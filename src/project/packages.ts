/**
 * The packages of a workspace, by name: where the sources of `@scope/db` lie when it is a package of the same repository.
 *
 * Built output isn't there in a fresh clone, and isn't wanted: what `exports` and `main` name under `dist` is looked for under `src`, and where else sources are kept.
 */
import { dirname, join } from 'node:path/posix';
import { entriesOf, isFile } from './directory.js';
import { readJson } from './read-json.js';
import { whenChanged } from './world.js';

/** Folders below a workspace's root in which a package is looked for. */
const maximumDepth = 4;
const skipped = new Set(['node_modules', 'dist', 'build', 'coverage', 'src', 'test', 'tests', 'docs', 'public']);

/** The nearest folder at or above a folder that has a file of that name. */
export const nearestWith = (folder: string, name: string): string | undefined => {
  for (let current = folder; ; current = dirname(current)) {
    if (entriesOf(current).has(name)) return current;
    if (dirname(current) === current) return undefined;
  }
};

/** The outermost folder above a file that holds a workspace: `workspaces` in package.json, pnpm-workspace.yaml. */
export const workspaceRoot = (folder: string): string | undefined => {
  let found: string | undefined;
  for (let current = folder; ; current = dirname(current)) {
    const entries = entriesOf(current);
    if (entries.has('pnpm-workspace.yaml') || entries.has('lerna.json') || (entries.has('package.json') && readJson(join(current, 'package.json'))?.['workspaces'] !== undefined)) found = current;
    if (entries.has('.git') || dirname(current) === current) return found;
  }
};

const scanned = new Map<string, ReadonlyMap<string, string>>();

whenChanged(() => {
  scanned.clear();
});

const packagesUnder = (root: string): ReadonlyMap<string, string> => {
  const known = scanned.get(root);
  if (known) return known;
  const found = new Map<string, string>();
  const visit = (folder: string, depth: number): void => {
    const entries = entriesOf(folder);
    if (entries.has('package.json')) {
      const name = readJson(join(folder, 'package.json'))?.['name'];
      if (typeof name === 'string' && !found.has(name)) found.set(name, folder);
    }
    if (depth === maximumDepth) return;
    for (const [name, kind] of entries) if (kind === 'folder' && !name.startsWith('.') && !skipped.has(name)) visit(join(folder, name), depth + 1);
  };
  visit(root, 0);
  scanned.set(root, found);
  return found;
};

/** The folders of a workspace's packages. */
export const packagesOf = (root: string): readonly string[] => [...packagesUnder(root).values()];

/** What a package's `exports`, `source`, `main` and their like name for a subpath (`.`, `./server`), best first. */
const targetsOf = (json: Readonly<Record<string, unknown>>, subpath: string): readonly string[] => {
  const found: string[] = [];
  const collect = (value: unknown, star: string): void => {
    if (typeof value === 'string') found.push(value.replace('*', star));
    else if (Array.isArray(value)) for (const item of value) collect(item, star);
    else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) collect(item, star);
  };
  const { exports } = json;
  if (typeof exports === 'object' && exports !== null && !Array.isArray(exports) && Object.keys(exports).some((key) => key.startsWith('.'))) {
    for (const [key, value] of Object.entries(exports)) {
      const [before = '', after = ''] = key.split('*');
      if (key === subpath) collect(value, '');
      else if (key.includes('*') && subpath.startsWith(before) && subpath.endsWith(after)) collect(value, subpath.slice(before.length, subpath.length - after.length));
    }
  } else if (subpath === '.') collect(exports, '');
  if (subpath === '.') for (const key of ['source', 'types', 'typings', 'module', 'main']) collect(json[key], '');
  return found;
};

/** Where a package keeps its sources, likeliest first: below its own folder or in it. */
const sourceFolders = ['src', '.', 'lib', 'source'];

const built = /^(?:\.\/)?(?:dist|build|lib|out|es|esm|cjs)\/(?:(?:src|cjs|esm|mjs|types)\/)?/;

/**
 * The source file that a package's name, or a path into it, means within the workspace around a folder.
 * @param probe finds a file by a path that may lack its extension
 */
export const packageSource = (specifier: string, folder: string, probe: (path: string) => string | undefined): string | undefined => {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  const name = parts.slice(0, length).join('/');
  const root = workspaceRoot(folder);
  const home = root && packagesUnder(root).get(name);
  if (home === undefined) return undefined;
  const rest = parts.slice(length).join('/');
  const inFolders = (path: string): string | undefined => {
    for (const folder of sourceFolders) {
      const found = probe(join(home, folder, path));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const json = readJson(join(home, 'package.json')) ?? {};
  for (const target of targetsOf(json, rest === '' ? '.' : `./${rest}`)) {
    const inSource = target.replace(built, '');
    const found = (inSource === target ? undefined : inFolders(inSource)) ?? sourceAt(join(home, target), probe);
    if (found !== undefined) return found;
  }
  return (rest === '' ? undefined : probe(join(home, rest))) ?? inFolders(rest);
};

const sourceAt = (path: string, probe: (path: string) => string | undefined): string | undefined => (isFile(path) && !path.endsWith('.d.ts') ? path : probe(path));
