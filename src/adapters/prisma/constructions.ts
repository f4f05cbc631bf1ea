/**
 * Is the client behind a handle constructed with a driver adapter?
 *
 * In: the expression of a handle. Out: what the construction says that it leads to, through variables, imports, factories, `$extends`, injected services
 * (`extends PrismaClient`, `super({ adapter })`) and the callback of `$transaction`; undefined where that is out of sight.
 * Never assumed: what options hold that aren't written down.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { constructorOf, superCallOf } from '../../resolve/constructed.js';
import { followed, inherited, instanceOf, superclassOf, type ClassPlace } from '../../resolve/instances.js';
import { ownerOf } from '../../resolve/modules.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { isFunction, returnedExpression, type FunctionNode } from '../../syntax/functions.js';
import { isTransactionCallback } from './handles.js';

export type Construction = 'adapter' | 'none' | undefined;

const maxDepth = 10;

/** How the client of a handle is constructed. */
export const constructionOf = (handle: TSESTree.Node): Construction => {
  const at = ownerOf(handle);
  const ask = (): Construction => at && ofOrigin(at.origin(handle), at, 0);
  // the file that makes the client has no operations of its own, as a rule
  return at?.modules ? at.modules.anything(ask) : ask();
};

const ofNode = (node: TSESTree.Node | undefined, at: Resolver, depth: number): Construction => node && ofOrigin(at.origin(node), at, depth + 1);

const ofOrigin = (origin: Origin, at: Resolver, depth: number): Construction => {
  if (depth > maxDepth) return undefined;
  switch (origin.kind) {
    case 'import': {
      const place = followed(origin, at);
      return place && ofOrigin(place.origin, place.at, depth + 1);
    }
    case 'new':
      return isClient(origin.callee) ? ofOptions(origin.node.arguments[0], at) : ofClass(instanceOf(origin, at));
    case 'call':
      return ofCall(origin, at, depth);
    case 'parameter':
      return origin.index === 0 && isTransactionCallback(origin.fn) ? ofTransaction(origin.fn, at, depth) : ofClass(instanceOf(origin, at));
    case 'field':
      return ofClass(instanceOf(origin, at)) ?? ofNode(origin.value, at, depth);
    case 'member':
      return ofClass(instanceOf(origin, at)) ?? ofMember(origin, at, depth);
    case 'this':
      return ofClass(instanceOf(origin, at));
    case 'either':
      return ofSeveral(origin.options.map((option) => ofOrigin(option, at, depth + 1)));
    default:
      return undefined;
  }
};

const isClient = (callee: Origin): boolean => (callee.kind === 'import' && callee.name === 'PrismaClient') || (callee.kind === 'member' && callee.property === 'PrismaClient');

/** `globalThis.prisma ?? new PrismaClient()`: what is kept elsewhere says nothing. */
const ofSeveral = (found: readonly Construction[]): Construction => {
  const [first, ...others] = new Set(found.filter((one) => one !== undefined));
  return others.length > 0 ? undefined : first;
};

/** `{ adapter }`; options that are put together elsewhere say nothing. */
const ofOptions = (options: TSESTree.CallExpressionArgument | undefined, at: Resolver): Construction => {
  if (options === undefined) return 'none';
  if (options.type === 'SpreadElement') return undefined;
  const { entries, spreads, open, node } = at.object(options);
  const adapter = entries.get('adapter');
  if (!adapter) return open || spreads.length > 0 || !node ? undefined : 'none';
  const { type } = at.constant(adapter.value);
  return type === 'LogicalExpression' || type === 'ConditionalExpression' ? undefined : 'adapter';
};

/** `class PrismaService extends PrismaClient`, by what its constructor hands to `super`. */
const ofClass = (place: ClassPlace | undefined, depth = 0): Construction => {
  if (!place || depth > maxDepth) return undefined;
  const { at } = place;
  const parent = at.superclass(place.class)?.origin;
  if (!parent || !isClient(parent)) return ofClass(superclassOf(place), depth + 1);
  const constructor = constructorOf(place);
  if (!constructor) return 'none';
  const call = superCallOf(constructor);
  return call && ofOptions(call.arguments[0], at);
};

/** `prisma.$transaction(async (tx) => …)` */
const ofTransaction = (fn: FunctionNode, at: Resolver, depth: number): Construction => (fn.parent.type === 'CallExpression' && fn.parent.callee.type === 'MemberExpression' ? ofNode(fn.parent.callee.object, at, depth) : undefined);

/** `client.$extends(…)`, `createClient()` */
const ofCall = ({ callee, node }: Extract<Origin, { kind: 'call' }>, at: Resolver, depth: number): Construction => {
  if (callee.kind === 'member' && callee.property.startsWith('$')) return ofOrigin(callee.object, at, depth + 1);
  const made = callee.kind === 'import' ? followed(callee, at) : { origin: callee, at };
  if (made?.origin.kind === 'function') return ofNode(returnedExpression(made.origin.fn), made.at, depth);
  return ofClass(instanceOf({ kind: 'call', callee, node }, at));
};

/** `this.prisma.client`: a field of a class of another file. */
const ofMember = ({ object, property }: Extract<Origin, { kind: 'member' }>, at: Resolver, depth: number): Construction => {
  const owner = instanceOf(object, at);
  const found = owner && inherited(owner, property);
  return found && !isFunction(found.member.value) ? ofNode(found.member.value, found.at, depth) : undefined;
};
