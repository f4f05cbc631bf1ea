/**
 * Whose instance is this? The class, in whatever file of the project, that a value is an instance of, and its methods.
 *
 * By construction (`new X()`, factories), by written types (annotations, injected parameters), through imports and base classes.
 * An interface, or an abstract class, is the one class that implements it. Bounded in depth; what several classes may be is undefined.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isClass } from '../syntax/classes.js';
import { isFunction, returnedExpression, type FunctionNode } from '../syntax/functions.js';
import { typeArguments } from '../syntax/type-arguments.js';
import { membersOf } from './class-members.js';
import { exportedName, importedPlace, resolverAt, typeDeclarationOf, type Place } from './modules.js';
import type { ClassNode, Origin, Resolver } from './resolver.js';

export interface ClassPlace {
  readonly class: ClassNode;
  readonly at: Resolver;
}

export interface FunctionPlace {
  readonly fn: FunctionNode;
  readonly at: Resolver;
}

const maximumDepth = 8;

/** Where an imported value comes from in its own file; any other origin as it is. */
export const followed = (origin: Origin, at: Resolver): { readonly origin: Origin; readonly at: Resolver } | undefined => {
  if (origin.kind !== 'import') return { origin, at };
  const place = importedPlace(origin.module, origin.name, at);
  return place && { origin: place.at.origin(place.node), at: place.at };
};

/** The class that a class expression, or an imported name of one, is. */
const classOf = (origin: Origin, at: Resolver, depth: number): ClassPlace | undefined => {
  if (depth > maximumDepth) return undefined;
  if (origin.kind === 'class') return { class: origin.class, at };
  if (origin.kind !== 'import') return undefined;
  const place = followed(origin, at);
  return place && classOf(place.origin, place.at, depth + 1);
};

/** The class that a written type says. */
export const classOfType = (type: TSESTree.TypeNode | undefined, at: Resolver, depth = 0): ClassPlace | undefined => {
  if (type === undefined || depth > maximumDepth) return undefined;
  if (type.type === 'TSUnionType') {
    const parts = type.types.filter((part) => part.type !== 'TSNullKeyword' && part.type !== 'TSUndefinedKeyword');
    return parts.length === 1 ? classOfType(parts[0], at, depth + 1) : undefined;
  }
  if (type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && (type.typeName.name === 'Promise' || type.typeName.name === 'Readonly')) return classOfType(type.typeArguments?.params[0], at, depth + 1);
  const factory = factoryOfType(type, at, depth);
  if (factory) return madeBy(factory, depth);
  if (type.type === 'TSTypeQuery' && type.exprName.type === 'Identifier') return instanceOf(at.origin(type.exprName), at, depth + 1);
  const place = typeDeclarationOf(type, at);
  if (place) return classOfDeclaration(place, depth + 1);
  // an interface's own file says nothing of operations and isn't opened
  const name = at.typeName(type);
  const found = name?.module === undefined || name.imported === undefined ? undefined : at.modules?.implementation(name.imported, at.filename);
  return found && isClass(found.node) ? { class: found.node, at: found.at } : undefined;
};

const classOfDeclaration = ({ node, at }: Place, depth: number): ClassPlace | undefined => {
  if (node.type === 'TSTypeAliasDeclaration') return classOfType(node.typeAnnotation, at, depth + 1);
  if (node.type === 'TSInterfaceDeclaration' || (isClass(node) && node.abstract && node.id)) {
    const found = at.modules?.implementation(node.id?.name ?? '', at.filename);
    if (found && isClass(found.node)) return { class: found.node, at: found.at };
    if (!isClass(node)) return undefined;
  }
  return isClass(node) ? { class: node, at } : undefined;
};

/** The class that a value is an instance of (a class itself counts, for its static members). */
export const instanceOf = (origin: Origin, at: Resolver, depth = 0): ClassPlace | undefined => {
  if (depth > maximumDepth) return undefined;
  switch (origin.kind) {
    case 'this':
      return origin.class && { class: origin.class, at };
    case 'class':
      return { class: origin.class, at };
    case 'new':
      return classOf(origin.callee, at, depth + 1);
    case 'import': {
      const place = followed(origin, at);
      return place && instanceOf(place.origin, place.at, depth + 1);
    }
    case 'field':
      return writtenClass(origin.declaration, at, depth) ?? (origin.value ? instanceOf(at.origin(origin.value), at, depth + 1) : undefined);
    case 'parameter':
      return writtenClass(origin.node, at, depth);
    case 'member':
      return writtenClass(origin.node, at, depth) ?? fieldInstance(origin, at, depth);
    case 'call':
      return made(origin, at, depth);
    case 'either': {
      const found = origin.options.flatMap((option) => instanceOf(option, at, depth + 1) ?? []);
      const [only] = found;
      return only && found.every((other) => other.class === only.class) ? only : undefined;
    }
    default:
      return undefined;
  }
};

const writtenClass = (node: TSESTree.Node, at: Resolver, depth: number): ClassPlace | undefined => {
  const type = at.annotation(node)?.node;
  return type && classOfType(type, resolverAt(type, at), depth + 1);
};

/** `this.services.users`: the field of a class, or the entry of an object, of another file. */
const fieldInstance = ({ object, property }: Extract<Origin, { kind: 'member' }>, at: Resolver, depth: number): ClassPlace | undefined => {
  const owner = instanceOf(object, at, depth + 1);
  if (owner) {
    const member = inherited(owner, property);
    if (!member) return undefined;
    if (member.member.type) return classOfType(member.member.type, member.at, depth + 1);
    return writtenClass(member.member.declaration, member.at, depth) ?? (member.member.value ? instanceOf(member.at.origin(member.member.value), member.at, depth + 1) : undefined);
  }
  const entry = entryOf(object, property, at, depth);
  return entry && instanceOf(entry.at.origin(entry.node), entry.at, depth + 1);
};

/** An entry of an object literal that a value is, in whatever file. */
export const entryOf = (object: Origin, property: string, at: Resolver, depth = 0): Place | undefined => {
  if (depth > maximumDepth) return undefined;
  const whole = object.kind === 'import' || object.kind === 'member' ? namespaceOf(object, at, depth + 1) : undefined;
  if (whole) return importedPlace(whole.module, property, whole.at);
  const place = followed(object, at);
  if (!place) return undefined;
  const literal = literalOf(place.origin, place.at, depth);
  const entry = literal?.at.object(literal.node).entries.get(property);
  return entry && literal && { node: entry.value, at: literal.at };
};

/** A module as a whole: which file names it, and how. */
interface Namespace {
  readonly module: string;
  readonly at: Resolver;
}

/** The module that a value is as a whole, by way of other files (`export * as users from './users'`, `module.exports = { users: require('./users') }`). */
const namespaceOf = (origin: Origin, at: Resolver, depth: number): Namespace | undefined => {
  if (depth > maximumDepth) return undefined;
  if (origin.kind === 'import') {
    if (origin.name === '*') return { module: origin.module, at };
    const exported = exportedName(origin.module, origin.name, at);
    if (exported === undefined) return undefined;
    return namespaceOf('node' in exported ? exported.at.origin(exported.node) : { kind: 'import', module: exported.module, name: exported.name, node: origin.node }, exported.at, depth + 1);
  }
  const entry = origin.kind === 'member' ? entryOf(origin.object, origin.property, at, depth + 1) : undefined;
  return entry && namespaceOf(entry.at.origin(entry.node), entry.at, depth + 1);
};

const literalOf = (origin: Origin, at: Resolver, depth: number): Place | undefined => {
  if (depth > maximumDepth) return undefined;
  switch (origin.kind) {
    case 'expression':
      return origin.node.type === 'ObjectExpression' ? { node: origin.node, at } : undefined;
    case 'field':
      return literalOfWritten(origin.declaration, at, depth) ?? (origin.value ? literalOf(at.origin(origin.value), at, depth + 1) : undefined);
    case 'parameter':
    case 'member':
      return literalOfWritten(origin.node, at, depth);
    case 'call': {
      const fn = functionOf(origin.callee, at, depth + 1);
      return fn ? literalMade(fn, depth) : wrappedLiteral(origin, at, depth);
    }
    default:
      return undefined;
  }
};

/** `withContext({ find, add }, { db })` of a library: the functions keep their names. */
const wrappedLiteral = ({ callee, node }: Extract<Origin, { kind: 'call' }>, at: Resolver, depth: number): Place | undefined => {
  const [first] = node.arguments;
  if (callee.kind !== 'import' || first?.type !== 'ObjectExpression' || !first.properties.every((property) => property.type === 'Property' && (property.shorthand || isFunction(property.value)))) return undefined;
  return importedPlace(callee.module, callee.name, at) ? undefined : literalOf({ kind: 'expression', node: first }, at, depth + 1);
};

/** The object literal that a factory gives. */
const literalMade = ({ fn, at }: FunctionPlace, depth: number): Place | undefined => {
  const value = returnedExpression(fn);
  return value && literalOf(at.origin(value), at, depth + 1);
};

/** The object literal of the factory that a value's written type names. */
const literalOfWritten = (node: TSESTree.Node, at: Resolver, depth: number): Place | undefined => {
  const type = at.annotation(node)?.node;
  if (!type) return undefined;
  const where = resolverAt(type, at);
  const factory = factoryOfType(type, where, depth + 1);
  if (factory) return literalMade(factory, depth + 1);
  const name = where.typeName(type);
  return name && /^[A-Z]/.test(name.name) ? where.modules?.made(name.imported ?? name.name, where.filename) : undefined;
};

/** `ReturnType<typeof createUsers>`, also awaited, or by an alias: the function. */
const factoryOfType = (type: TSESTree.TypeNode, at: Resolver, depth: number): FunctionPlace | undefined => {
  if (depth > maximumDepth || type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  const [argument] = typeArguments(type);
  if (type.typeName.name === 'ReturnType') return argument?.type === 'TSTypeQuery' && argument.exprName.type === 'Identifier' ? functionOf(at.origin(argument.exprName), at, depth + 1) : undefined;
  if (argument) return type.typeName.name === 'Awaited' ? factoryOfType(argument, at, depth + 1) : undefined;
  const alias = typeDeclarationOf(type, at);
  return alias?.node.type === 'TSTypeAliasDeclaration' ? factoryOfType(alias.node.typeAnnotation, alias.at, depth + 1) : undefined;
};

/** What a factory gives: by its written type, or by what it returns. */
const made = (origin: Extract<Origin, { kind: 'call' }>, at: Resolver, depth: number): ClassPlace | undefined => {
  const fn = functionOf(origin.callee, at, depth + 1);
  return fn && madeBy(fn, depth);
};

const madeBy = (fn: FunctionPlace, depth: number): ClassPlace | undefined => {
  const type = fn.fn.returnType?.typeAnnotation;
  const written = type && classOfType(type, fn.at, depth + 1);
  if (written) return written;
  const value = returnedExpression(fn.fn);
  return value && instanceOf(fn.at.origin(value), fn.at, depth + 1);
};

/** The function that a value is, in whatever file of the project: one by its name, a method of an instance, an entry of an object. */
export const functionBehind = (origin: Origin, at: Resolver): FunctionPlace | undefined => functionOf(origin, at, 0);

/** The same while an operation is recognised: an interface is no class then, as it is decided by its operations which class is meant. */
export const functionByClass = (origin: Origin, at: Resolver): FunctionPlace | undefined => (at.modules ? at.modules.byClass(() => functionOf(origin, at, 0)) : functionOf(origin, at, 0));

/** The function that an expression's origin is. */
const functionOf = (origin: Origin, at: Resolver, depth: number): FunctionPlace | undefined => {
  if (depth > maximumDepth) return undefined;
  if (origin.kind === 'function') return { fn: origin.fn, at };
  if (origin.kind === 'import') {
    const place = followed(origin, at);
    return place && functionOf(place.origin, place.at, depth + 1);
  }
  if (origin.kind !== 'member') return undefined;
  const owner = instanceOf(origin.object, at, depth + 1);
  const member = owner && inherited(owner, origin.property);
  if (member?.member.fn) return { fn: member.member.fn, at: member.at };
  const entry = owner ? undefined : entryOf(origin.object, origin.property, at, depth + 1);
  return entry && isFunction(entry.node) ? { fn: entry.node, at: entry.at } : undefined;
};

type Member = NonNullable<ReturnType<ReturnType<typeof membersOf>['get']>>;

/** A member of a class, its own or inherited, through files. */
export const inherited = (of: ClassPlace, name: string, depth = 0): { readonly member: Member; readonly at: Resolver } | undefined => {
  const member = membersOf(of.class).get(name);
  if (member) return { member, at: of.at };
  const parent = depth < maximumDepth ? superclassOf(of) : undefined;
  return parent && inherited(parent, name, depth + 1);
};

/** The class that a class extends, when it is one of the project. */
export const superclassOf = ({ class: node, at }: ClassPlace): ClassPlace | undefined => {
  const parent = node.superClass ? at.superclass(node) : undefined;
  return parent && classOf(parent.origin, at, 0);
};

/**
 * A class and those that it extends, the farthest first; up to eight.
 * @param isLibrary whether a module is the data layer's own: its base classes declare nothing
 * @returns `isWhole`: no base class is out of sight
 */
export const lineageOf = (place: ClassPlace, isLibrary: (module: string) => boolean): { readonly classes: readonly ClassPlace[]; readonly isWhole: boolean } => {
  const classes: ClassPlace[] = [];
  for (let current: ClassPlace | undefined = place; current && classes.length < maximumDepth; current = superclassOf(current)) {
    classes.unshift(current);
    const { class: node, at }: ClassPlace = current;
    if (!node.superClass) return { classes, isWhole: true };
    const origin = at.superclass(node)?.origin;
    if (origin?.kind === 'import' && isLibrary(origin.module)) return { classes, isWhole: true };
  }
  return { classes, isWhole: false };
};
