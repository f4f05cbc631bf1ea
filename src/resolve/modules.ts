/**
 * The other files of the project, as a resolver sees them: which file a specifier means, and what a file exports under a name.
 *
 * Re-exports and barrels are followed. Bounded in depth; what can't be found is undefined.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../operations/operation.js';
import { plain } from '../syntax/bare.js';
import { isClass } from '../syntax/classes.js';
import { isFunction } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';
import { loadedModule } from './imports.js';
import type { Resolver } from './resolver.js';

/** How the files of the project are opened. */
export interface Modules {
  /** The file that a specifier means in another one; undefined: none of the project's, not worth reading, or over the budget. */
  readonly open: (specifier: string, from: string) => Resolver | undefined;
  /** Whether the file that a specifier means can export a name, by a look at its text. */
  readonly mayExport: (name: string, specifier: string, from: string) => boolean;
  /** Lets files be opened meanwhile behind which no operation lies: a function may decide by what it is given. */
  readonly anything: <T>(ask: () => T) => T;
  /** Meanwhile an interface is no class: which class is meant is decided by its operations, and they can't be recognised while one is. */
  readonly byClass: <T>(ask: () => T) => T;
  /** The one class of the project that implements an interface or extends an abstract class; of several, the one that asks the database; undefined: none, or it can't be said which. */
  readonly implementation: (name: string, from: string) => Place | undefined;
  /** The one object literal of the project that is said to be of an interface's type: given by a function, or a constant; of several, the one that asks the database; undefined: none, or it can't be said which. */
  readonly made: (name: string, from: string) => Place | undefined;
  /** All operations of a file of the project, by its path; none where it isn't read. */
  readonly operationsIn: (path: string) => readonly Operation[];
}

/** A declaration or an expression, and the file that it stands in. */
export interface Place {
  readonly node: TSESTree.Node;
  readonly at: Resolver;
}

type Exported = { readonly node: TSESTree.Node } | { readonly module: string; readonly name: string };

interface Table {
  readonly named: ReadonlyMap<string, Exported>;
  /** modules of `export * from` */
  readonly stars: readonly string[];
}

const maximumDepth = 8;
const tables = new WeakMap<TSESTree.Program, Table>();

const tableOf = (program: TSESTree.Program, at: Resolver): Table => {
  let table = tables.get(program);
  if (!table) tables.set(program, (table = collect(program, at)));
  return table;
};

const nameOf = (node: TSESTree.Identifier | TSESTree.StringLiteral): string => (node.type === 'Identifier' ? node.name : node.value);

const collect = (program: TSESTree.Program, at: Resolver): Table => {
  const named = new Map<string, Exported>();
  const stars: string[] = [];
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ExportAllDeclaration':
        if (statement.exported) named.set(nameOf(statement.exported), { module: statement.source.value, name: '*' });
        else stars.push(statement.source.value);
        break;
      case 'ExportDefaultDeclaration':
        named.set('default', { node: statement.declaration });
        break;
      case 'TSExportAssignment':
        exportAssignment(statement.expression, named, at);
        break;
      case 'ExportNamedDeclaration':
        for (const { local, exported } of statement.specifiers) named.set(nameOf(exported), statement.source ? { module: statement.source.value, name: nameOf(local) } : { node: local });
        if (statement.declaration) for (const [name, node] of declaredNames(statement.declaration)) named.set(name, { node });
        break;
      case 'ExpressionStatement':
        commonJs(statement.expression, named, at, stars);
        break;
      default:
    }
  }
  return { named, stars };
};

const declaredNames = (node: TSESTree.Node): readonly (readonly [string, TSESTree.Node])[] => {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [[id.name, id] as const] : id.type === 'ObjectPattern' ? id.properties.flatMap((property) => (property.value?.type === 'Identifier' ? [[property.value.name, property.value] as const] : [])) : []));
  return 'id' in node && node.id?.type === 'Identifier' ? [[node.id.name, node]] : [];
};

/** `export = x`, `module.exports = x`: the default, and by its fields the names. */
const exportAssignment = (expression: TSESTree.Node, named: Map<string, Exported>, at: Resolver): void => {
  named.set('default', { node: expression });
  const value = at.constant(expression);
  if (value.type !== 'ObjectExpression') return;
  for (const [name, { value: entry }] of at.object(value).entries) if (!named.has(name)) named.set(name, { node: entry });
};

/** `module.exports = …`, `exports.x = …`, `module.exports.x = …`. */
const commonJs = (expression: TSESTree.Node, named: Map<string, Exported>, at: Resolver, stars: string[]): void => {
  if (expression.type !== 'AssignmentExpression' || expression.left.type !== 'MemberExpression') return;
  const { left, right } = expression;
  const object = plain(left.object);
  const name = memberName(left);
  if (object.type === 'Identifier' && object.name === 'module' && name === 'exports') {
    const module = loadedModule(right, at.variable);
    if (module !== undefined) stars.push(module);
    // `module.exports = exports = {…}`
    exportAssignment(right.type === 'AssignmentExpression' ? right.right : right, named, at);
    return;
  }
  const isExports = (object.type === 'Identifier' && object.name === 'exports') || (object.type === 'MemberExpression' && object.object.type === 'Identifier' && object.object.name === 'module' && memberName(object) === 'exports');
  if (isExports && name !== undefined) named.set(name, { node: right });
};

/** What a file exports under a name: a declaration, or an expression. `*` has none. */
export const exportOf = (name: string, at: Resolver, depth = 0): Place | undefined => {
  if (depth > maximumDepth) return undefined;
  const { named, stars } = tableOf(at.sourceCode.ast, at);
  const own = named.get(name);
  if (own) return 'node' in own ? declarationOf(own.node, at, depth + 1) : importedPlace(own.module, own.name, at, depth + 1);
  if (name === 'default') return undefined;
  for (const module of stars) {
    if (at.modules?.mayExport(name, module, at.filename) !== true) continue;
    const found = importedPlace(module, name, at, depth + 1);
    if (found) return found;
  }
  return undefined;
};

/** How a file of the project exports a name itself, before that is followed: an expression, or a name of another module. */
export const exportedName = (module: string, name: string, at: Resolver): (Exported & { readonly at: Resolver }) | undefined => {
  const other = at.modules?.open(module, at.filename);
  const exported = other && tableOf(other.sourceCode.ast, other).named.get(name);
  return exported && { ...exported, at: other };
};

/** What a file imports from a module under a name. */
export const importedPlace = (module: string, name: string, at: Resolver, depth = 0): Place | undefined => {
  if (name === '*') return undefined;
  const other = at.modules?.open(module, at.filename);
  return other && exportOf(name, other, depth);
};

/** The declaration that an exported name means; an import that is exported again is followed. */
const declarationOf = (node: TSESTree.Node, at: Resolver, depth: number): Place | undefined => {
  const bare = plain(node);
  if (bare.type !== 'Identifier') return { node: bare, at };
  const variable = at.variable(bare);
  for (const definition of variable?.defs ?? []) {
    if (definition.type === 'ImportBinding') {
      const origin = at.origin(bare);
      return origin.kind === 'import' ? importedPlace(origin.module, origin.name, at, depth) : undefined;
    }
    if (definition.type === 'Variable') continue;
    if (isFunction(definition.node) || isClass(definition.node) || definition.node.type === 'TSInterfaceDeclaration' || definition.node.type === 'TSTypeAliasDeclaration') return { node: definition.node, at };
  }
  return { node: bare, at };
};

/** The declaration of the type that a type's name means, in this file or another. */
export const typeDeclarationOf = (node: TSESTree.TypeNode, at: Resolver, depth = 0): Place | undefined => {
  if (depth > maximumDepth || node.type !== 'TSTypeReference') return undefined;
  const { typeName } = node;
  if (typeName.type === 'TSQualifiedName') {
    const origin = typeName.left.type === 'Identifier' ? at.origin(typeName.left) : undefined;
    return origin?.kind === 'import' && origin.name === '*' ? importedPlace(origin.module, typeName.right.name, at) : undefined;
  }
  if (typeName.type !== 'Identifier') return undefined;
  const variable = at.variable(typeName);
  const declared = variable?.defs.find((definition) => definition.type === 'Type' || definition.type === 'ClassName')?.node;
  const place = declared ? { node: declared as TSESTree.Node, at } : importedType(variable?.identifiers[0], at);
  if (place?.node.type !== 'TSTypeAliasDeclaration') return place;
  return typeDeclarationOf(place.node.typeAnnotation, place.at, depth + 1) ?? place;
};

const importedType = (identifier: TSESTree.Node | undefined, at: Resolver): Place | undefined => {
  if (identifier?.type !== 'Identifier') return undefined;
  const origin = at.origin(identifier);
  return origin.kind === 'import' ? importedPlace(origin.module, origin.name, at) : undefined;
};

/** by the file's program, the node without a parent */
const owners = new WeakMap<TSESTree.Node, Resolver>();

/** Notes whose file a program is. */
export const own = (at: Resolver): void => {
  owners.set(at.sourceCode.ast, at);
};

/** The resolver of the file that a node stands in; undefined: none was made for it. */
export const ownerOf = (node: TSESTree.Node): Resolver | undefined => {
  let current = node;
  while (current.parent) current = current.parent;
  return owners.get(current);
};

/** The resolver of the file that a node stands in. @param fallback where no resolver was made for it */
export const resolverAt = (node: TSESTree.Node, fallback: Resolver): Resolver => ownerOf(node) ?? fallback;
