/** What the file imports, in every spelling: `import`, `import x = require()`, `require()`, `import()`. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { literalKey, memberName, keyName } from '../syntax/property-name.js';
import type { Bindings } from './bindings.js';
import type { Origin, Resolver } from './resolver.js';

type Imported = Extract<Origin, { kind: 'import' }>;

const nameOf = (node: TSESTree.Identifier | TSESTree.StringLiteral): string => (node.type === 'Identifier' ? node.name : node.value);

/** The origin that an import declaration's specifier gives its local name. */
export const specifierOrigin = (node: TSESTree.ImportClause): Imported | undefined => {
  const declaration = node.parent;
  if (declaration.type !== 'ImportDeclaration') return undefined;
  const name = node.type === 'ImportSpecifier' ? nameOf(node.imported) : node.type === 'ImportDefaultSpecifier' ? 'default' : '*';
  return { kind: 'import', module: declaration.source.value, name, node };
};

/** Where an imported value comes from: its module, or what the settings say that the module exports. */
export const importOrigin = (imported: Imported, at: Resolver): Origin => at.standIn(imported.module, imported.name)?.origin ?? imported;

/** The module of `import x = require('x')`. */
export const importEqualsModule = (node: TSESTree.TSImportEqualsDeclaration): string | undefined =>
  node.moduleReference.type === 'TSExternalModuleReference' ? literalKey(node.moduleReference.expression) : undefined;

/** The module of `import('x')`, and of `require('x')` where the file declares no `require`. */
export const loadedModule = (node: TSESTree.Node, variable: Bindings['variable']): string | undefined => {
  if (node.type === 'ImportExpression') return literalKey(node.source);
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require') return undefined;
  const [specifier] = node.arguments;
  return specifier === undefined || variable(node.callee) !== undefined ? undefined : literalKey(specifier);
};

/** The exported names that a `require` call picks: `const { A } = require('x')`, `require('x').A`; `*` otherwise. */
const pickedNames = (call: TSESTree.Node): readonly string[] => {
  const parent = call.parent;
  if (parent?.type === 'MemberExpression' && parent.object === call) return [memberName(parent) ?? '*'];
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'ObjectPattern') return ['*'];
  return parent.id.properties.map((property) => (property.type === 'Property' ? (keyName(property) ?? '*') : '*'));
};

const dynamicImport = /\bimport\s*\(\s*(['"`])([^'"`]+)\1/g;

/** `import('x')` by the text: nothing else of the tree has to be looked at. */
const dynamicModules = (sourceCode: Readonly<TSESLint.SourceCode>): readonly string[] => {
  const found: string[] = [];
  for (const match of sourceCode.text.matchAll(dynamicImport)) {
    const [, , module] = match;
    if (module !== undefined && sourceCode.getTokenByRangeStart(match.index)?.value === 'import') found.push(module);
  }
  return found;
};

/** Modules with the exported names that the file takes from them; `*` for the whole. */
export const collectImports = (sourceCode: Readonly<TSESLint.SourceCode>, bindings: Bindings): ReadonlyMap<string, readonly string[]> => {
  const imports = new Map<string, string[]>();
  const add = (module: string, names: readonly string[]): void => {
    const known = imports.get(module) ?? [];
    imports.set(module, [...known, ...names.filter((name) => !known.includes(name))]);
  };
  for (const statement of sourceCode.ast.body) {
    if (statement.type === 'ImportDeclaration') {
      add(statement.source.value, statement.specifiers.map((specifier) => specifierOrigin(specifier)?.name ?? '*'));
    } else if (statement.type === 'TSImportEqualsDeclaration') {
      const module = importEqualsModule(statement);
      if (module !== undefined) add(module, ['*']);
    }
  }
  for (const { identifier } of bindings.unresolved('require')) {
    const call = identifier.parent;
    const module = call.type === 'CallExpression' && call.callee === identifier ? loadedModule(call, bindings.variable) : undefined;
    if (module !== undefined) add(module, pickedNames(call));
  }
  for (const module of dynamicModules(sourceCode)) add(module, ['*']);
  return imports;
};
