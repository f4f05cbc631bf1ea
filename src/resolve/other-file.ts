/**
 * Declarations in other files of the project: where an imported name is declared.
 *
 * Beside the engine's own way to open files, which follows calls within a budget: a schema is read whole or not at all.
 */
import { plainProject } from '../project/project.js';
import { resolve } from 'node:path';
import { parseFile } from '../project/parse-file.js';
import { createReader, slashed } from '../project/disk.js';
import { resolveModule } from '../project/resolve-module.js';
import { createResolver } from './create-resolver.js';
import { exportOf, type Modules, type Place } from './modules.js';
import type { Resolver } from './resolver.js';

const readFile = createReader((text, path): Resolver | undefined => {
  const sourceCode = parseFile(text, path);
  return sourceCode && createResolver(sourceCode, path, plainProject, modules);
}, 200);

/** The resolver of a file by its path; undefined when it can't be read. Never throws. */
export const openFile = (path: string): Resolver | undefined => readFile(path);

const open = (specifier: string, from: string): Resolver | undefined => {
  const path = resolveModule(specifier, slashed(from));
  return path === undefined ? undefined : openFile(path);
};

const modules: Modules = { open, mayExport: () => true, anything: (ask) => ask(), implementation: () => undefined };

/** Where a name that a file imports is declared; barrels are followed. */
export const declarationElsewhere = (module: string, name: string, at: Resolver): Place | undefined => {
  const file = open(module, resolve(at.project.cwd, at.filename));
  return file && exportOf(name, file);
};
