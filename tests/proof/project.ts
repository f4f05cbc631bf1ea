/**
 * A folder with a project of one data layer on one database: what the layer brings, the scenarios, and for each scenario the texts that the
 * plugin made of it, beside each other.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Database } from './databases.js';
import type { Layer } from './layers/layer.js';

export type Run = (handle: unknown, ...args: readonly unknown[]) => Promise<unknown>;

export interface Project extends Sources {
  readonly layer: Layer;
  readonly database: Database;
}

const modules = new URL('../../node_modules', import.meta.url).pathname;

/** A temporary folder for a project, and how its modules are written. */
export interface Sources {
  readonly folder: string;
  /** writes a module, and gives its path */
  readonly write: (name: string, text: string) => string;
  readonly remove: () => void;
}

/**
 * Makes an empty project in a temporary folder that sees the packages of this repository.
 * @param instead packages that stand for others: by the name under which they are imported, the name under which they are installed
 */
export const createSources = (name: string, instead: Readonly<Record<string, string>> = {}): Sources => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `db-race-${name}-`)));
  const own = join(folder, 'node_modules');
  if (Object.keys(instead).length === 0) symlinkSync(modules, own);
  else linkPackages(own, instead);
  const write = (module: string, text: string): string => {
    const path = join(folder, 'src', `${module}.ts`);
    writeFileSync(path, text);
    return path;
  };
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

const linkPackages = (into: string, instead: Readonly<Record<string, string>>): void => {
  mkdirSync(into);
  const scopes = new Set(Object.keys(instead).flatMap((name) => (name.includes('/') ? [dirname(name)] : [])));
  const names = readdirSync(modules).flatMap((name) => (scopes.has(name) ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name]));
  for (const scope of scopes) mkdirSync(join(into, scope));
  for (const name of names) symlinkSync(join(modules, instead[name] ?? name), join(into, name));
};

/** Makes a project of a data layer in a temporary folder. */
export const createProject = async (layer: Layer, database: Database): Promise<Project> => {
  const sources = createSources(`${layer.id}-${database.kind}`);
  await layer.prepare(database, sources.folder);
  return { ...sources, layer, database };
};

/** The `run` of a module. */
export const load = async (path: string): Promise<Run> => {
  const { run } = (await import(/* @vite-ignore */ path)) as { readonly run?: Run };
  if (typeof run !== 'function') throw new TypeError(`no run in\n${readFileSync(path, 'utf8')}`);
  return run;
};
