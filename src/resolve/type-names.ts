/**
 * Type annotations by their parts: names, qualifiers, type arguments, and the module that they are imported from.
 *
 * Aliases of the file are followed where they lead to one named type. Never assumed: that the type exists, or what it is.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { typeArguments } from '../syntax/type-arguments.js';
import { specifierOrigin } from './imports.js';
import type { Resolver, TypeName } from './resolver.js';

const maximumDepth = 8;

/** What the type parameters of an alias stand for. */
type Given = ReadonlyMap<string, TypeName>;

const nothingGiven: Given = new Map();

/** The name of a type; undefined where no single name says it. */
export const typeNameOf = (node: TSESTree.TypeNode | undefined, at: Resolver, given: Given = nothingGiven, depth = 0): TypeName | undefined => {
  if (node === undefined || depth > maximumDepth) return undefined;
  switch (node.type) {
    case 'TSTypeReference':
      return referenceName(node, at, given, depth);
    case 'TSUnionType':
      return soleName(node, at, given, depth);
    case 'TSIntersectionType':
      return node.types.map((part) => typeNameOf(part, at, given, depth + 1)).find((part) => part !== undefined);
    case 'TSArrayType':
      return { ...own('Array', node), arguments: [argumentName(node.elementType, at, given, depth)] };
    case 'TSTypeOperator':
      return node.operator === 'readonly' ? typeNameOf(node.typeAnnotation, at, given, depth + 1) : undefined;
    case 'TSTypeQuery':
      return node.exprName.type === 'TSImportType' ? importedName(node.exprName, at, given, depth) : entityName(node.exprName, node, at);
    case 'TSImportType':
      return importedName(node, at, given, depth);
    default:
      return keywords.has(node.type) ? own(node.type.slice('TS'.length, -'Keyword'.length).toLowerCase(), node) : undefined;
  }
};

const keywords: ReadonlySet<string> = new Set(['TSStringKeyword', 'TSNumberKeyword', 'TSBooleanKeyword', 'TSBigIntKeyword', 'TSObjectKeyword', 'TSSymbolKeyword', 'TSVoidKeyword', 'TSNeverKeyword']);

const own = (name: string, node: TSESTree.TypeNode): TypeName => ({ name, qualifier: [], module: undefined, imported: undefined, arguments: [], node });

/** An argument always has a name, so that the arguments keep their places; empty where none says it. */
const argumentName = (node: TSESTree.TypeNode, at: Resolver, given: Given, depth: number): TypeName => typeNameOf(node, at, given, depth + 1) ?? own('', node);

/** The parts of a union that are not null or undefined. */
export const presentParts = (node: TSESTree.TSUnionType): readonly TSESTree.TypeNode[] =>
  node.types.filter((part) => part.type !== 'TSNullKeyword' && part.type !== 'TSUndefinedKeyword' && part.type !== 'TSVoidKeyword');

const soleName = (node: TSESTree.TSUnionType, at: Resolver, given: Given, depth: number): TypeName | undefined => {
  const [part, other] = presentParts(node);
  return part !== undefined && other === undefined ? typeNameOf(part, at, given, depth + 1) : undefined;
};

const referenceName = (node: TSESTree.TSTypeReference, at: Resolver, given: Given, depth: number): TypeName | undefined => {
  const args = typeArguments(node).map((argument) => argumentName(argument, at, given, depth));
  if (node.typeName.type === 'Identifier') {
    const substituted = given.get(node.typeName.name);
    if (substituted !== undefined) return substituted;
    const alias = typeDeclaration(node.typeName, at);
    const followed = alias === undefined ? undefined : aliasedName(alias, args, at, depth);
    if (followed !== undefined) return followed;
  }
  const found = entityName(node.typeName, node, at);
  return found === undefined ? undefined : { ...found, arguments: args };
};

/** The declaration in the file that a type's name means. */
export const typeDeclaration = (name: TSESTree.Identifier, at: Resolver): TSESTree.Node | undefined =>
  at.variable(name)?.defs.find((definition) => definition.type === 'Type' || definition.type === 'ClassName')?.node;

/** What an alias or a type parameter's constraint leads to. */
const aliasedName = (declaration: TSESTree.Node, args: readonly TypeName[], at: Resolver, depth: number): TypeName | undefined => {
  if (declaration.type === 'TSTypeParameter') return typeNameOf(declaration.constraint, at, nothingGiven, depth + 1);
  if (declaration.type !== 'TSTypeAliasDeclaration') return undefined;
  const given = new Map<string, TypeName>();
  declaration.typeParameters?.params.forEach((parameter, index) => {
    const argument = args[index];
    if (argument !== undefined) given.set(parameter.name.name, argument);
  });
  return typeNameOf(declaration.typeAnnotation, at, given, depth + 1);
};

/** `A.B.C` → its identifiers. */
const identifiersOf = (node: TSESTree.Node): readonly TSESTree.Identifier[] => {
  if (node.type === 'Identifier') return [node];
  if (node.type === 'TSQualifiedName') return [...identifiersOf(node.left), node.right];
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier' && !node.computed) return [...identifiersOf(node.object), node.property];
  return [];
};

const entityName = (entity: TSESTree.Node, node: TSESTree.TypeNode, at: Resolver): TypeName | undefined => {
  const identifiers = identifiersOf(entity);
  const leftmost = identifiers[0];
  const last = identifiers.at(-1);
  if (leftmost === undefined || last === undefined) return undefined;
  const variable = at.variable(leftmost);
  const standIn = standInType(variable, identifiers, at);
  if (standIn) return { ...standIn, node };
  const from = importOf(variable, at);
  return { name: last.name, qualifier: identifiers.slice(0, -1).map((part) => part.name), module: from?.module, imported: from?.name, arguments: [], node };
};

/** What the settings say of the export that a type's name means. */
const standInType = (variable: TSESLint.Scope.Variable | undefined, identifiers: readonly TSESTree.Identifier[], at: Resolver): TypeName | undefined => {
  if (at.project.exports.length === 0 || identifiers.length > 2) return undefined;
  const clause = variable?.defs.find((definition) => definition.type === 'ImportBinding')?.node;
  const imported = clause && clause.type !== 'TSImportEqualsDeclaration' ? specifierOrigin(clause) : undefined;
  const member = identifiers[1]?.name;
  if (!imported || (member !== undefined && imported.name !== '*')) return undefined;
  return at.standIn(imported.module, member ?? imported.name)?.type;
};

/** Types and values are imported by the same declarations. */
const importOf = (variable: TSESLint.Scope.Variable | undefined, at: Resolver): { readonly module: string; readonly name: string } | undefined => {
  const identifier = variable?.identifiers[0];
  if (variable === undefined || identifier?.type !== 'Identifier') return undefined;
  if (variable.defs.every((definition) => definition.type !== 'ImportBinding' && definition.type !== 'Variable')) return undefined;
  const origin = at.origin(identifier);
  return origin.kind === 'import' ? { module: origin.module, name: origin.name } : undefined;
};

/** `import('x').A.B<C>`. */
const importedName = (node: TSESTree.TSImportType, at: Resolver, given: Given, depth: number): TypeName | undefined => {
  const identifiers = node.qualifier === null ? [] : identifiersOf(node.qualifier);
  const last = identifiers.at(-1);
  const module = importTypeModule(node);
  if (last === undefined || module === undefined) return undefined;
  return {
    name: last.name,
    qualifier: identifiers.slice(0, -1).map((part) => part.name),
    module,
    imported: identifiers[0]?.name,
    arguments: typeArguments(node).map((argument) => argumentName(argument, at, given, depth)),
    node,
  };
};

/** The versions of typescript-estree hold the specifier as a literal (`source`), or as a literal type (`argument`). */
const importTypeModule = (node: TSESTree.TSImportType): string | undefined => {
  const source = part(node, 'source') ?? part(part(node, 'argument'), 'literal');
  const value = part(source, 'value');
  return typeof value === 'string' ? value : undefined;
};

const part = (node: unknown, key: string): unknown => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined);
