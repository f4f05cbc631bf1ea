/**
 * Object literals as their reader sees them: entries by static key, spreads, and whether more may be in them.
 *
 * An entry in front of a spread may be overwritten by it; the shape doesn't say so. Never assumed: that a call leaves an
 * object that it is given alone, except that it isn't looked at (`Object.assign` is).
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { bare, unwrapped } from '../syntax/bare.js';
import { keyName, memberName } from '../syntax/property-name.js';
import type { ObjectShape, Resolver } from './resolver.js';
import { staticKey } from './static-names.js';

type Entry = { readonly value: TSESTree.Node; readonly property: TSESTree.Property };

const empty: ObjectShape = { entries: new Map(), spreads: [], open: false, filled: [], node: undefined };

/** What is said of a literal that its own spreads lead back to. */
export const openShape: ObjectShape = { ...empty, open: true };

/** The shape of an expression; literals are left to `ofLiteral`, which remembers them. */
export const objectShape = (node: TSESTree.Node | undefined, at: Resolver, ofLiteral: (literal: TSESTree.ObjectExpression) => ObjectShape): ObjectShape => {
  if (node === undefined) return empty;
  const found = literalOf(node, at);
  if (found.type === 'ObjectExpression') return ofLiteral(found);
  return isNothing(found) ? empty : { ...empty, spreads: [node] };
};

/** Also through `Object.freeze({…})`. */
const literalOf = (node: TSESTree.Node, at: Resolver): TSESTree.Node => {
  const found = at.constant(node);
  const [argument] = found.type === 'CallExpression' ? found.arguments : [];
  if (found.type !== 'CallExpression' || argument === undefined || argument.type === 'SpreadElement') return found;
  const { callee } = found;
  const isFreeze = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Object' && memberName(callee) === 'freeze';
  return isFreeze ? at.constant(argument) : found;
};

const isNothing = (node: TSESTree.Node): boolean =>
  (node.type === 'Identifier' && node.name === 'undefined') || (node.type === 'Literal' && (node.value === false || (node.value === null && node.raw === 'null')));

/** The shape of a literal. */
export const literalShape = (node: TSESTree.ObjectExpression, at: Resolver): ObjectShape => {
  const entries = new Map<string, Entry>();
  const spreads: TSESTree.Node[] = [];
  const filled = isExtended(node, at) ? [node] : [];
  let open = filled.length > 0;
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const inner = at.object(property.argument);
      for (const [name, entry] of inner.entries) put(entries, name, entry);
      spreads.push(...inner.spreads);
      filled.push(...inner.filled);
      open ||= inner.open;
      continue;
    }
    const name = staticKey(property, at);
    if (name === undefined) open = true;
    else put(entries, name, { value: property.value, property });
  }
  return { entries, spreads, open, filled, node };
};

/** The expressions whose fields an object takes over, with the literals that are filled after they were made. */
export const wholesIn = ({ spreads, filled }: ObjectShape): readonly TSESTree.Node[] => (filled.length === 0 ? spreads : [...spreads, ...filled]);

/** Later wins, and comes later. */
const put = (entries: Map<string, Entry>, name: string, entry: Entry): void => {
  entries.delete(name);
  entries.set(name, entry);
};

/** Whether a variable holds the literal (or an object around it) and something is put into it there. */
const isExtended = (node: TSESTree.ObjectExpression, at: Resolver): boolean => {
  const held = holderOf(node);
  const variable = held === undefined ? undefined : at.variable(held.name);
  if (held === undefined || variable === undefined) return false;
  const { exact, wild } = extensionsOf(variable, at);
  return exact.has(keyOf(held.path)) || wild.some((path) => path.length > held.path.length && held.path.every((name, index) => path[index] === undefined || path[index] === name));
};

type Path = readonly (string | undefined)[];

const keyOf = (path: Path): string => JSON.stringify(path);

interface Extensions {
  /** keys of the paths in a variable at which something is put */
  readonly exact: ReadonlySet<string>;
  /** written paths with an unknown name before the last */
  readonly wild: readonly Path[];
}

const cache = new WeakMap<TSESLint.Scope.Variable, Extensions>();

const extensionsOf = (variable: TSESLint.Scope.Variable, at: Resolver): Extensions => {
  let found = cache.get(variable);
  if (found === undefined) cache.set(variable, (found = collect(at.references(variable))));
  return found;
};

const collect = (references: readonly TSESLint.Scope.Reference[]): Extensions => {
  const exact = new Set<string>();
  const wild = new Map<string, Path>();
  for (const reference of references) {
    const path = writtenPath(reference.identifier) ?? [];
    if (path.slice(0, -1).includes(undefined)) wild.set(keyOf(path), path);
    else for (let length = 0; length < path.length; length++) exact.add(keyOf(path.slice(0, length)));
  }
  return { exact, wild: [...wild.values()] };
};

/** `const where = { a: { b } }`: the literal `{ b }` is held by `where` at `a`. */
const holderOf = (node: TSESTree.ObjectExpression): { readonly name: TSESTree.Identifier; readonly path: readonly string[] } | undefined => {
  const path: string[] = [];
  let current: TSESTree.Node = node;
  for (;;) {
    const parent: TSESTree.Node | undefined = current.parent;
    if (!parent) return undefined;
    if (parent.type === 'VariableDeclarator') return parent.id.type === 'Identifier' ? { name: parent.id, path } : undefined;
    if (parent.type === 'Property' && parent.value === current && parent.parent.type === 'ObjectExpression') {
      const name = keyName(parent);
      if (name === undefined) return undefined;
      path.unshift(name);
      current = parent.parent;
    } else if (unwrapped(parent) === current) current = parent;
    else return undefined;
  }
};

const mutators: ReadonlySet<string> = new Set(['push', 'unshift', 'splice', 'pop', 'shift']);

/**
 * The path that a mention of a variable writes to: `where.a.b = x` → a, b; `Object.assign(where.a, x)` → a and any name
 * (undefined); `where.or.push(x)` → or. Undefined where nothing is written.
 */
const writtenPath = (identifier: TSESTree.Node): Path | undefined => {
  const path: (string | undefined)[] = [];
  let current = identifier;
  for (;;) {
    const parent: TSESTree.Node | undefined = current.parent;
    if (!parent) return undefined;
    if (parent.type === 'MemberExpression' && parent.object === current) {
      path.push(memberName(parent));
      current = parent;
    } else if (unwrapped(parent) === current) current = parent;
    else return isTarget(current, parent) ? path : isMutated(current, parent) ? path.slice(0, -1) : isAssigned(current, parent) ? [...path, undefined] : undefined;
  }
};

const isTarget = (node: TSESTree.Node, parent: TSESTree.Node): boolean => {
  if (parent.type === 'AssignmentExpression') return parent.left === node;
  if (parent.type === 'UpdateExpression') return true;
  return parent.type === 'UnaryExpression' && parent.operator === 'delete';
};

const isMutated = (node: TSESTree.Node, parent: TSESTree.Node): boolean =>
  parent.type === 'CallExpression' && parent.callee === node && node.type === 'MemberExpression' && mutators.has(memberName(node) ?? '');

const isAssigned = (node: TSESTree.Node, parent: TSESTree.Node): boolean => {
  if (parent.type !== 'CallExpression' || parent.arguments[0] !== node) return false;
  const callee = bare(parent.callee);
  return callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Object' && memberName(callee) === 'assign';
};
