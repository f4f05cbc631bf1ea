/**
 * Packages: those that a file is in, and those of its workspace.
 *
 * In: a path. Out: manifests and their folders. Never assumed: a package manager; that a manifest is well-formed.
 */
import { join } from 'node:path/posix';
import { Minimatch } from 'minimatch';
import { entriesOf } from './directory.js';
import { createReader, foldersAbove } from './disk.js';
import { readJson } from './read-json.js';

/** A folder with a package.json. */
export interface Package {
  readonly folder: string;
  readonly name: string | undefined;
  /** all kinds of dependencies, by name */
  readonly dependencies: ReadonlySet<string>;
  readonly json: Json;
}

export type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object under a key; empty when there is none. */
export const objectIn = (of: Json, key: string): Json => {
  const value = of[key];
  return isObject(value) ? value : {};
};

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** The package in a folder. */
export const packageIn = (folder: string): Package | undefined => {
  const json = entriesOf(folder).has('package.json') ? readJson(join(folder, 'package.json')) : undefined;
  if (!json) return undefined;
  const { name } = json;
  return { folder, name: typeof name === 'string' ? name : undefined, dependencies: new Set(kinds.flatMap((kind) => Object.keys(objectIn(json, kind)))), json };
};

/** The packages that a file is in, innermost first. */
export const packagesAround = (file: string): readonly Package[] => foldersAbove(file).flatMap((folder) => packageIn(folder) ?? []);

/** `packages:` of a pnpm-workspace.yaml: a list of quoted or plain globs. */
const pnpmGlobs = createReader((text): readonly string[] => {
  const globs: string[] = [];
  let isInside = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^[^\s#-]/.test(line)) isInside = /^packages\s*:/.test(line);
    const item = isInside ? /^\s*-\s*(?:'([^']*)'|"([^"]*)"|([^#]*?))\s*(?:#.*)?$/.exec(line) : null;
    const glob = item?.[1] ?? item?.[2] ?? item?.[3];
    if (glob) globs.push(glob);
  }
  return globs;
});

const globsIn = (folder: string): readonly string[] => {
  const pnpm = pnpmGlobs(join(folder, 'pnpm-workspace.yaml'));
  if (pnpm && pnpm.length > 0) return pnpm;
  const workspaces = packageIn(folder)?.json['workspaces'];
  return texts(isObject(workspaces) ? workspaces['packages'] : workspaces);
};

/** The packages of the nearest workspace above a file, without its root; empty where there is none. */
export const workspaceAround = (file: string): readonly Package[] => {
  for (const root of foldersAbove(file)) {
    const globs = globsIn(root);
    if (globs.length > 0) return foldersNamed(root, globs).flatMap((folder) => packageIn(folder) ?? []);
  }
  return [];
};

/** Folders under a root that globs name (`packages/*`, `apps/**`, `!apps/old`). */
const foldersNamed = (root: string, globs: readonly string[]): readonly string[] => {
  const clean = (glob: string): Minimatch => new Minimatch(glob.replace(/^!?(?:\.\/)?/, '').replace(/\/$/, ''));
  const wanted = globs.filter((glob) => !glob.startsWith('!')).map(clean);
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map(clean);
  const found: string[] = [];
  const pending: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let current = pending.pop(); current && found.length < 1000; current = pending.pop()) {
    for (const [name, kind] of entriesOf(join(root, current.path))) {
      if (kind !== 'folder' || name === 'node_modules' || name.startsWith('.')) continue;
      const path = join(current.path, name);
      if (unwanted.some((glob) => glob.match(path))) continue;
      if (wanted.some((glob) => glob.match(path))) found.push(join(root, path));
      if (current.depth < 6 && wanted.some((glob) => glob.match(path, true))) pending.push({ path, depth: current.depth + 1 });
    }
  }
  return found.sort();
};
