/** Strings that are known without running the code, in this file or where they are imported from. */
import type { TSESTree } from '@typescript-eslint/utils';
import { literalKey, memberName } from '../syntax/property-name.js';
import { loadedModule } from './imports.js';
import { findMember } from './members.js';
import { importedPlace, type Place } from './modules.js';
import { isClass, thisOwner } from '../syntax/classes.js';
import type { Resolver } from './resolver.js';

const kinds: ReadonlySet<string> = new Set(['Literal', 'TemplateLiteral', 'BinaryExpression', 'MemberExpression', 'Identifier']);

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
    case 'Identifier': {
      const found = importedValue(node, at);
      return found?.at.text(found.node);
    }
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

/** `Enum.Member`, `Tables.users.name`, a field that only its initialiser sets; what is imported is looked up in its file. */
const memberText = (node: TSESTree.MemberExpression, at: Resolver): string | undefined => {
  const found = importedValue(node, at) ?? memberValue(node, at, 0);
  return found?.at.text(found.node);
};

const maximumDepth = 8;

/** The expression that a member of a constant object, an enum or a class keeps. */
const memberValue = (node: TSESTree.MemberExpression, at: Resolver, depth: number): Place | undefined => {
  const name = memberName(node);
  const owner = name === undefined || depth > maximumDepth ? undefined : followed(node.object, at, depth + 1);
  return owner === undefined || name === undefined ? undefined : memberOf(owner, name);
};

const followed = (node: TSESTree.Node, at: Resolver, depth: number): Place | undefined => {
  const value = at.constant(node);
  const imported = importedValue(value, at);
  if (imported !== undefined) return { node: imported.at.constant(imported.node), at: imported.at };
  if (value.type !== 'MemberExpression') return { node: value, at };
  const inner = memberValue(value, at, depth);
  return inner && followed(inner.node, inner.at, depth + 1);
};

const memberOf = ({ node, at }: Place, name: string): Place | undefined => {
  if (node.type === 'ObjectExpression' || node.type === 'CallExpression') return place(entryOf(node, name, at), at);
  if (node.type === 'ThisExpression') return fieldOf(thisOwner(node), name, at);
  const declaration = node.type === 'Identifier' ? at.variable(node)?.defs[0]?.node : node;
  return declaration?.type === 'TSEnumDeclaration' ? place(enumValue(declaration, name), at) : fieldOf(declaration, name, at);
};

const place = (node: TSESTree.Node | null | undefined, at: Resolver): Place | undefined => (node ? { node, at } : undefined);

/** What the literal behind `{…}` or `Object.freeze({…})` keeps under a name. */
const entryOf = (object: TSESTree.Node, name: string, at: Resolver): TSESTree.Node | undefined => {
  const shape = at.object(object);
  return shape.open || shape.spreads.length > 0 ? undefined : shape.entries.get(name)?.value;
};

const fieldOf = (owner: TSESTree.Node | undefined, name: string, at: Resolver): Place | undefined => {
  const member = isClass(owner) ? findMember(owner, name, at)?.member : undefined;
  return member?.constant === true ? place(member.value, at) : undefined;
};

const enumValue = (declaration: TSESTree.TSEnumDeclaration, name: string): TSESTree.Node | undefined =>
  enumMembers(declaration).find(({ id }) => (id.type === 'Identifier' ? id.name : literalKey(id)) === name)?.initializer;

/** What another file of the project exports under the name that is imported here. Nothing else is opened: a text is asked for where it is needed. */
const importedValue = (node: TSESTree.Node, at: Resolver): Place | undefined => {
  const { modules } = at;
  if (modules === undefined || !isImported(node, at)) return undefined;
  const origin = at.origin(node);
  return origin.kind === 'import' ? modules.anything(() => importedPlace(origin.module, origin.name, at)) : undefined;
};

/** Whether a name, or the first of a chain of members, is bound at the top of the file by an import or `require`. */
const isImported = (node: TSESTree.Node, at: Resolver): boolean => {
  let root = node;
  while (root.type === 'MemberExpression') root = at.bare(root.object);
  const definition = root.type === 'Identifier' ? at.variable(root)?.defs[0] : undefined;
  return definition?.type === 'ImportBinding' || (definition?.type === 'Variable' && definition.node.init !== null && loadedModule(at.bare(definition.node.init), at.variable) !== undefined);
};

/** Older versions of typescript-estree have no `body`. */
const enumMembers = (declaration: TSESTree.TSEnumDeclaration): readonly TSESTree.TSEnumMember[] => {
  const body = declaration.body as TSESTree.TSEnumBody | undefined;
  const members: unknown = Reflect.get(body ?? declaration, 'members');
  return Array.isArray(members) ? members.filter(isEnumMember) : [];
};

const isEnumMember = (value: unknown): value is TSESTree.TSEnumMember => typeof value === 'object' && value !== null && 'type' in value && value.type === 'TSEnumMember';
