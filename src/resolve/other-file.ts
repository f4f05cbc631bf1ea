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
import type { TSESTree } from '@typescript-eslint/utils';
import { createResolver } from './create-resolver.js';
import { loadedModule, specifierOrigin } from './imports.js';
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

const modules: Modules = { open, mayExport: () => true, anything: (ask) => ask(), byClass: (ask) => ask(), implementation: () => undefined, made: () => undefined, operationsIn: () => [] };

/** Where a name that a file imports is declared; barrels are followed. */
export const declarationElsewhere = (module: string, name: string, at: Resolver): Place | undefined => {
  const file = open(module, resolve(at.project.cwd, at.filename));
  return file && exportOf(name, file);
};

/** Where a name that a file imports is declared, whichever module it comes from. @param name the exported name, or the local name of a default import */
export const importedDeclaration = (name: string, at: Resolver): Place | undefined => importedDeclarations((one) => one === name, at)[0];

/** The same for all names that are meant, in the order of the imports. */
export const importedDeclarations = (isMeant: (name: string) => boolean, at: Resolver): readonly Place[] =>
  importedNames(at).flatMap(({ module, imported, local }) => (isMeant(imported === 'default' || imported === '*' ? local : imported) ? (declarationElsewhere(module, imported === '*' ? 'default' : imported, at) ?? []) : []));

interface Imported {
  readonly module: string;
  readonly imported: string;
  readonly local: string;
}

/** `import { a }`, `import a`, `const a = require('a')`, `const { a } = require('a')`. */
const importedNames = (at: Resolver): readonly Imported[] =>
  at.sourceCode.ast.body.flatMap((statement): readonly Imported[] => {
    if (statement.type === 'VariableDeclaration') return statement.declarations.flatMap(({ id, init }) => (init ? requiredNames(id, init, at) : []));
    if (statement.type !== 'ImportDeclaration') return [];
    return statement.specifiers.flatMap((specifier) => {
      const origin = specifierOrigin(specifier);
      return origin === undefined || origin.name === '*' ? [] : [{ module: origin.module, imported: origin.name, local: specifier.local.name }];
    });
  });

const requiredNames = (id: TSESTree.Node, init: TSESTree.Node, at: Resolver): readonly Imported[] => {
  const module = loadedModule(init, at.variable);
  if (module !== undefined && id.type === 'Identifier') return [{ module, imported: '*', local: id.name }];
  const names = id.type === 'ObjectPattern' ? id.properties.flatMap((property) => (property.value?.type === 'Identifier' ? [property.value] : [])) : [id];
  return names.flatMap((name) => {
    const origin = name.type === 'Identifier' ? at.origin(name) : undefined;
    return name.type === 'Identifier' && origin?.kind === 'import' && origin.name !== '*' ? [{ module: origin.module, imported: origin.name, local: name.name }] : [];
  });
};

/** What the modules that a file takes whole (`import * as schema`, `require('./schema')`) export under a name. */
export const declarationInWhole = (name: string, at: Resolver): Place | undefined => {
  for (const [module, names] of at.imports) {
    const found = names.includes('*') ? declarationElsewhere(module, name, at) : undefined;
    if (found) return found;
  }
  return undefined;
};
