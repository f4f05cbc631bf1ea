/**
 * Is `x.from('t')` a table of Supabase? By where `x` comes from, through files; else by a chain on it that no other library has.
 *
 * Never assumed: that a name means anything. `supabase.storage.from('bucket')` is no table.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { methodCall } from '../../resolve/builder-calls.js';
import { followers } from '../../resolve/builder-use.js';
import { declarationElsewhere } from '../../resolve/other-file.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { callsIn } from '../../syntax/file-calls.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import { keyName, memberName } from '../../syntax/property-name.js';
import { distinctive, isBuilding, isKind, isOwnModule, settling } from './names.js';

const maximumDepth = 6;

/** Whether a call begins a query of a table: `x.from('t')`, with a client or something proven to be one before the dot. */
export const isTable = (node: TSESTree.CallExpression, at: Resolver): boolean => {
  const call = methodCall(node);
  if (call?.name !== 'from' || call.args.length !== 1) return false;
  const receiver = clientNode(call.receiver, at);
  return receiver !== undefined && (isDistinctive(node, at) || isClient(receiver, at, 0) || provenKeys(at).has(keyOf(receiver, at) ?? ''));
};

/** The client of `supabase.schema('s')`; undefined for `supabase.storage`, arrays, buffers. */
const clientNode = (node: TSESTree.Node, at: Resolver): TSESTree.Node | undefined => {
  const bare = at.bare(node);
  const call = methodCall(bare);
  if (call?.name === 'schema') return clientNode(call.receiver, at);
  if (bare.type === 'MemberExpression' && memberName(bare) === 'storage') return undefined;
  if (bare.type === 'CallExpression' && call !== undefined && isBuilding(call.name)) return undefined;
  // `Array.from(…)`: what nothing in the file declares
  return bare.type === 'Identifier' && at.variable(bare) === undefined ? undefined : bare;
};

/** Whether an expression is a client: by its type, by what made it, in this file or another one. */
const isClient = (node: TSESTree.Node, at: Resolver, depth: number): boolean => {
  if (depth > maximumDepth) return false;
  const type = at.annotation(node);
  if (type !== undefined) return isOwnModule(type.module) && /^(?:SupabaseClient|PostgrestClient)$/.test(type.imported ?? type.name);
  return isClientOrigin(at.origin(node), at, depth + 1);
};

const isClientOrigin = (origin: Origin, at: Resolver, depth: number): boolean => {
  if (depth > maximumDepth) return false;
  switch (origin.kind) {
    case 'import': {
      const place = declarationElsewhere(origin.module, origin.name, at);
      return place !== undefined && isClientOrigin(place.at.origin(place.node), place.at, depth + 1);
    }
    case 'call':
    case 'new':
      return origin.callee.kind === 'import' && isOwnModule(origin.callee.module) ? true : origin.kind === 'call' && givesClient(origin.callee, at, depth + 1);
    case 'field':
      return origin.value !== undefined && isClient(origin.value, at, depth + 1);
    case 'either':
      return origin.options.some((option) => isClientOrigin(option, at, depth + 1));
    default:
      return false;
  }
};

/** A function of the project that gives a client: `await createClient()` of `utils/supabase/server`. */
const givesClient = (callee: Origin, at: Resolver, depth: number): boolean => {
  const place = callee.kind === 'import' ? declarationElsewhere(callee.module, callee.name, at) : undefined;
  const fn = callee.kind === 'function' ? callee.fn : place?.node;
  const value = isFunction(fn) ? returnedExpression(fn) : undefined;
  return value !== undefined && isClient(value, place?.at ?? at, depth + 1);
};

/** A chain that no other library has: a table's name, one of the five verbs, then a filter of its own or a result taken apart into `data` or `error`. */
const isDistinctive = (node: TSESTree.CallExpression, at: Resolver): boolean => {
  const [first, ...rest] = followers(node);
  if (first === undefined || !isKind(first) || at.text(node.arguments[0]) === undefined) return false;
  const end = rest.findIndex((name) => settling.has(name));
  const own = end === -1 ? rest : rest.slice(0, end);
  if (!own.every(isBuilding)) return false;
  return own.some((name) => distinctive.has(name)) || isTakenApart(node);
};

/** `const { data, error } = await …` */
const isTakenApart = (node: TSESTree.CallExpression): boolean => {
  let outer: TSESTree.Node = node;
  for (let parent = node.parent as TSESTree.Node | undefined; parent?.type === 'MemberExpression' && parent.object === outer && parent.parent.type === 'CallExpression'; { parent } = outer) outer = parent.parent;
  const holder = awaitOf(outer)?.parent;
  const pattern = holder?.type === 'VariableDeclarator' ? holder.id : holder?.type === 'AssignmentExpression' ? holder.left : undefined;
  return pattern?.type === 'ObjectPattern' && pattern.properties.length > 0 && pattern.properties.every((property) => property.type === 'Property' && /^(?:data|error|count|status|statusText)$/.test(keyName(property) ?? ''));
};

const caches = new WeakMap<Resolver, ReadonlySet<string>>();

/** Receivers of distinctive chains of a file. */
const provenKeys = (at: Resolver): ReadonlySet<string> => {
  let found = caches.get(at);
  if (found === undefined) caches.set(at, (found = collect(at)));
  return found;
};

const collect = (at: Resolver): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const node of callsIn(at.sourceCode)) {
    const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
    if (node.type !== 'CallExpression' || call?.name !== 'from' || !isDistinctive(node, at)) continue;
    const receiver = clientNode(call.receiver, at);
    const key = receiver && keyOf(receiver, at);
    if (key !== undefined) found.add(key);
  }
  return found;
};

/** What two mentions of one client share: the variable, or the text of the path to it. */
const keyOf = (node: TSESTree.Node, at: Resolver): string | undefined => {
  if (node.type === 'Identifier') return `${node.name}:${String(at.variable(node)?.identifiers[0]?.range[0] ?? 'global')}`;
  return node.type === 'MemberExpression' && !node.computed ? at.sourceCode.getText(node) : undefined;
};
