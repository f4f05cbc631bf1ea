/**
 * A folder with a project of one data layer on one database: what the layer brings, the scenarios, and for each scenario the texts that the
 * plugin made of it, beside each other.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from './databases.js';
import type { Layer } from './layers/layer.js';

export type Run = (handle: unknown, ...args: readonly unknown[]) => Promise<unknown>;

export interface Project {
  readonly folder: string;
  readonly layer: Layer;
  readonly database: Database;
  /** writes a module, and gives its path */
  readonly write: (name: string, text: string) => string;
  readonly remove: () => void;
}

const modules = new URL('../../node_modules', import.meta.url).pathname;

/** Makes a project in a temporary folder that sees the packages of this repository. */
export const createProject = async (layer: Layer, database: Database): Promise<Project> => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `db-race-${layer.id}-${database.kind}-`)));
  symlinkSync(modules, join(folder, 'node_modules'));
  await layer.prepare(database, folder);
  const write = (name: string, text: string): string => {
    const path = join(folder, 'src', `${name}.ts`);
    writeFileSync(path, text);
    return path;
  };
  return { folder, layer, database, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** The `run` of a module. */
export const load = async (path: string): Promise<Run> => {
  const { run } = (await import(/* @vite-ignore */ path)) as { readonly run?: Run };
  if (typeof run !== 'function') throw new TypeError(`no run in\n${readFileSync(path, 'utf8')}`);
  return run;
};
