/** Strings that are known without running the code. */
import type { TSESTree } from '@typescript-eslint/utils';
import { literalKey, memberName } from '../syntax/property-name.js';
import { findMember } from './members.js';
import { isClass, thisOwner } from '../syntax/classes.js';
import type { Resolver } from './resolver.js';

const kinds: ReadonlySet<string> = new Set(['Literal', 'TemplateLiteral', 'BinaryExpression', 'MemberExpression']);

/** Whether a kind of expression may be known as a string at all. */
export const mayBeText = (node: TSESTree.Node): boolean => kinds.has(node.type);

/** The string that a followed expression (`Resolver.constant`) always is. */
export const textOf = (node: TSESTree.Node, at: Resolver): string | undefined => {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? node.value : undefined;
    case 'TemplateLiteral':
      return templateText(node, at);
    case 'BinaryExpression':
      return node.operator === '+' ? sumText(node, at) : undefined;
    case 'MemberExpression':
      return memberText(node, at);
    default:
      return undefined;
  }
};

const templateText = (node: TSESTree.TemplateLiteral, at: Resolver): string | undefined => {
  let whole = '';
  for (const [index, quasi] of node.quasis.entries()) {
    const cooked = quasi.value.cooked as string | null | undefined;
    const hole = node.expressions[index];
    const filled = hole === undefined ? '' : at.text(hole);
    if (cooked === null || cooked === undefined || filled === undefined) return undefined;
    whole += cooked + filled;
  }
  return whole;
};

/** `a + b + c` leans to the left and may be long: not by recursion. */
const sumText = (node: TSESTree.BinaryExpression, at: Resolver): string | undefined => {
  const parts: string[] = [];
  let current: TSESTree.Node = node;
  while (current.type === 'BinaryExpression' && current.operator === '+') {
    const right = at.text(current.right);
    if (right === undefined) return undefined;
    parts.push(right);
    current = at.bare(current.left);
  }
  const first = at.text(current);
  return first === undefined ? undefined : first + parts.reverse().join('');
};

/** `Enum.Member`, a member of a constant object, a field that only its initialiser sets. */
const memberText = (node: TSESTree.MemberExpression, at: Resolver): string | undefined => {
  const name = memberName(node);
  if (name === undefined) return undefined;
  const object = at.constant(node.object);
  if (object.type === 'MemberExpression') return nestedText(object, name, at);
  if (object.type === 'ThisExpression') return fieldText(thisOwner(object), name, at);
  if (object.type === 'ObjectExpression') return entryText(object, name, at);
  if (object.type === 'CallExpression') return frozenText(object, name, at);
  if (object.type !== 'Identifier') return undefined;
  const declaration = at.variable(object)?.defs[0]?.node;
  if (declaration?.type === 'TSEnumDeclaration') return enumText(declaration, name, at);
  return fieldText(declaration, name, at);
};

const entryText = (object: TSESTree.ObjectExpression, name: string, at: Resolver): string | undefined => at.text(entryOf(object, name, at));

/** The value that a literal's member keeps. */
const entryOf = (object: TSESTree.ObjectExpression, name: string, at: Resolver): TSESTree.Node | undefined => {
  const shape = at.object(object);
  return shape.open || shape.spreads.length > 0 ? undefined : shape.entries.get(name)?.value;
};

/** `Tables.users.name`. */
const nestedText = (node: TSESTree.MemberExpression, name: string, at: Resolver): string | undefined => {
  const names = [name];
  let current: TSESTree.Node = node;
  while (current.type === 'MemberExpression') {
    const inner = memberName(current);
    if (inner === undefined) return undefined;
    names.push(inner);
    current = at.constant(current.object);
  }
  for (let inner = names.pop(); current.type === 'ObjectExpression' && inner !== undefined; inner = names.pop()) {
    const value = entryOf(current, inner, at);
    if (value === undefined || names.length === 0) return at.text(value);
    current = at.constant(value);
  }
  return undefined;
};

/** `Object.freeze({…}).name`. */
const frozenText = (call: TSESTree.CallExpression, name: string, at: Resolver): string | undefined => {
  const [argument] = call.arguments;
  const { callee } = call;
  if (argument === undefined || callee.type !== 'MemberExpression' || memberName(callee) !== 'freeze') return undefined;
  const object = at.constant(argument);
  return callee.object.type === 'Identifier' && callee.object.name === 'Object' && object.type === 'ObjectExpression' ? entryText(object, name, at) : undefined;
};

const fieldText = (owner: TSESTree.Node | undefined, name: string, at: Resolver): string | undefined => {
  const member = isClass(owner) ? findMember(owner, name, at)?.member : undefined;
  return member?.constant === true ? at.text(member.value) : undefined;
};

const enumText = (declaration: TSESTree.TSEnumDeclaration, name: string, at: Resolver): string | undefined => {
  for (const member of enumMembers(declaration)) {
    const own = member.id.type === 'Identifier' ? member.id.name : literalKey(member.id);
    if (own === name) return member.initializer === undefined ? undefined : at.text(member.initializer);
  }
  return undefined;
};

/** Older versions of typescript-estree have no `body`. */
const enumMembers = (declaration: TSESTree.TSEnumDeclaration): readonly TSESTree.TSEnumMember[] => {
  const body = declaration.body as TSESTree.TSEnumBody | undefined;
  const members: unknown = Reflect.get(body ?? declaration, 'members');
  return Array.isArray(members) ? members.filter(isEnumMember) : [];
};

const isEnumMember = (value: unknown): value is TSESTree.TSEnumMember => typeof value === 'object' && value !== null && 'type' in value && value.type === 'TSEnumMember';
