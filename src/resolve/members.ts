/** `object.property`, where the object's origin is known. */
import type { TSESTree } from '@typescript-eslint/utils';
import { plain } from '../syntax/bare.js';
import { isClass, thisOwner } from '../syntax/classes.js';
import { isFunction, returnedExpression } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';
import { membersOf, type Member } from './class-members.js';
import { eitherOf, unknownOrigin } from './either.js';
import { importOrigin } from './imports.js';
import type { ClassNode, Origin, Resolver } from './resolver.js';

const maximumAncestors = 5;

/** A member of a class of the file, its own or inherited from another class of the file. */
export const findMember = (node: ClassNode, name: string, at: Resolver): { readonly owner: ClassNode; readonly member: Member } | undefined => {
  let current: ClassNode | undefined = node;
  for (let level = 0; current !== undefined && level < maximumAncestors; level++) {
    const member = membersOf(current).get(name);
    if (member !== undefined) return { owner: current, member };
    current = superclassInFile(current, at);
  }
  return undefined;
};

export const superclassInFile = (node: ClassNode, at: Resolver): ClassNode | undefined => {
  const origin = node.superClass ? at.origin(node.superClass) : undefined;
  return origin?.kind === 'class' ? origin.class : undefined;
};

const fieldOf = (node: ClassNode, property: string, at: Resolver): Origin | undefined => {
  const found = findMember(node, property, at);
  if (found === undefined) return undefined;
  const { owner, member } = found;
  if (member.fn !== undefined) return { kind: 'function', fn: member.fn };
  return { kind: 'field', class: owner, property, declaration: member.declaration, value: member.value };
};

/** The class of the file that a value is an instance of. */
const instanceClass = (origin: Origin, at: Resolver): ClassNode | undefined => {
  switch (origin.kind) {
    case 'this':
      return origin.class;
    case 'new':
      return origin.callee.kind === 'class' ? origin.callee.class : undefined;
    case 'class':
      return origin.class;
    case 'field':
      return annotatedClass(origin.declaration, at) ?? (origin.value === undefined ? undefined : newClass(at.origin(origin.value)));
    case 'parameter':
      return annotatedClass(origin.node, at);
    default:
      return undefined;
  }
};

const newClass = (origin: Origin): ClassNode | undefined => (origin.kind === 'new' && origin.callee.kind === 'class' ? origin.callee.class : undefined);

const annotatedClass = (node: TSESTree.Node, at: Resolver): ClassNode | undefined => {
  const type = at.annotation(node)?.node;
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  const declared = at.variable(type.typeName)?.defs.find((definition) => isClass(definition.node))?.node;
  return isClass(declared) ? declared : undefined;
};

/** The object literal whose entries can be looked at. */
const literalOf = (origin: Origin, at: Resolver): TSESTree.Node | undefined => {
  switch (origin.kind) {
    case 'expression':
      return origin.node;
    case 'field':
      return origin.value === undefined ? undefined : at.constant(origin.value);
    case 'call':
      return frozen(origin) ?? returnedLiteral(origin, at) ?? origin.node;
    default:
      return undefined;
  }
};

/** `Object.freeze({…})`. */
const frozen = (origin: Extract<Origin, { kind: 'call' }>): TSESTree.Node | undefined => {
  const { callee } = origin;
  if (callee.kind !== 'member' || callee.object.kind !== 'global' || callee.object.name !== 'Object') return undefined;
  return callee.property === 'freeze' || callee.property === 'seal' ? origin.node.arguments[0] : undefined;
};

/** `const make = () => ({ db })`, `make().db`. */
const returnedLiteral = (origin: Extract<Origin, { kind: 'call' }>, at: Resolver): TSESTree.Node | undefined => {
  const found = origin.callee.kind === 'function' ? returnedExpression(origin.callee.fn) : undefined;
  const literal = found === undefined ? undefined : at.constant(found);
  return literal?.type === 'ObjectExpression' ? literal : undefined;
};

const entryOf = (literal: TSESTree.Node, property: string, at: Resolver): Origin | undefined => {
  const node = plain(literal);
  if (node.type === 'ObjectExpression') {
    const entry = at.object(node).entries.get(property);
    if (entry === undefined) return undefined;
    const got = entry.property.kind === 'get' && isFunction(entry.value) ? returnedExpression(entry.value) : entry.value;
    return got === undefined ? undefined : at.origin(got);
  }
  const elements = node.type === 'ArrayExpression' ? node.elements : promisedElements(node, at);
  const index = /^\d+$/.test(property) ? Number(property) : undefined;
  if (elements === undefined || index === undefined || elements.slice(0, index + 1).some((element) => element?.type === 'SpreadElement')) return undefined;
  const element = elements[index];
  return element ? at.origin(element) : undefined;
};

/** `Promise.all([a, b])` gives what `[a, b]` gives. */
const promisedElements = (node: TSESTree.Node, at: Resolver): TSESTree.ArrayExpression['elements'] | undefined => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || memberName(node.callee) !== 'all') return undefined;
  if (node.callee.object.type !== 'Identifier' || node.callee.object.name !== 'Promise') return undefined;
  const list = node.arguments[0] === undefined ? undefined : at.constant(node.arguments[0]);
  return list?.type === 'ArrayExpression' ? list.elements : undefined;
};

/** Where `object.property` comes from; `node` is the member expression or the destructured identifier. */
export const memberOf = (object: Origin, property: string, node: TSESTree.Node, at: Resolver): Origin => {
  if (object.kind === 'import' && object.name === '*') return importOrigin({ kind: 'import', module: object.module, name: property, node }, at);
  if (object.kind === 'either') return eitherOf(object.options.map((option) => memberOf(option, property, node, at)));
  if (object.kind === 'unknown') return unknownOrigin;
  const declared = instanceClass(object, at);
  const field = declared === undefined ? undefined : fieldOf(declared, property, at);
  if (field !== undefined) return field;
  const literal = literalOf(object, at);
  const entry = literal === undefined ? undefined : entryOf(literal, property, at);
  return entry ?? { kind: 'member', object, property, node };
};

/** `this.property` and `super.property`. */
export const thisMember = (object: TSESTree.ThisExpression | TSESTree.Super, property: string, node: TSESTree.Node, at: Resolver): Origin => {
  const owner = thisOwner(object);
  if (owner === undefined) return { kind: 'member', object: { kind: 'this', class: undefined }, property, node };
  if (!isClass(owner)) return entryOf(owner, property, at) ?? { kind: 'member', object: { kind: 'this', class: undefined }, property, node };
  const from = object.type === 'Super' ? superclassInFile(owner, at) : owner;
  const field = from === undefined ? undefined : fieldOf(from, property, at);
  return field ?? { kind: 'member', object: { kind: 'this', class: owner }, property, node };
};
