/**
 * Declarations in other files of the project: where an imported name is declared.
 *
 * The engine's own way to open files is asked first; what it doesn't open (a file without any query, like an entity's) is read here.
 */
import { plainProject } from '../project/project.js';
import { parseFile } from '../project/parse-file.js';
import { createReader, slashed } from '../project/disk.js';
import { resolveModule } from '../project/resolve-module.js';
import { createResolver } from './create-resolver.js';
import { exportOf, type Modules, type Place } from './modules.js';
import type { Resolver } from './resolver.js';

const readFile = createReader((text, path): Resolver | undefined => {
  const sourceCode = parseFile(text, path);
  return sourceCode && createResolver(sourceCode, path, plainProject, modules);
});

/** The resolver of a file by its path; undefined when it can't be read. Never throws. */
export const openFile = (path: string): Resolver | undefined => readFile(path);

const open = (specifier: string, from: string): Resolver | undefined => {
  const path = resolveModule(specifier, slashed(from));
  return path === undefined ? undefined : openFile(path);
};

const modules: Modules = { open, anything: (ask) => ask(), implementation: () => undefined };

/** Where a name that a file imports is declared; barrels are followed. */
export const declarationElsewhere = (module: string, name: string, at: Resolver): Place | undefined => {
  const file = at.modules?.open(module, at.filename) ?? open(module, at.filename);
  return file && exportOf(name, file);
};
