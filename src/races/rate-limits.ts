/**
 * Rate limits that let one request in: whoever is refused doesn't get to the writes, and the window is longer than what lies between them.
 *
 * In: a candidate. Out: the limit that was asked before, where its key is made of what the read looks for alone: two runs that conflict ask for one key. Decided by the
 * import that the limiter is made of, through factories of the project. Never assumed: how many a limiter lets in that isn't written down.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { calleeAnywhere } from '../model/callees.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { isConstantLike, type Value } from '../model/values.js';
import { importedPlace } from '../resolve/modules.js';
import type { Origin, Resolver } from '../resolve/resolver.js';
import { parameterPattern, returnedExpression, statementsOf, type FunctionNode } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';
import type { Candidate, Closure } from './candidate.js';
import { involves } from './keys.js';

interface Library {
  readonly modules: readonly string[];
  readonly exports: readonly string[];
  /** the method that asks, and the field of its answer that says whether one may go on; without one it throws */
  readonly asks: string;
  readonly answer?: string;
  /** the option that says how many; or a method of the class that makes it, with the number at this place among its arguments */
  readonly option: string;
  readonly made?: Readonly<Record<string, number>>;
}

const algorithms = { fixedWindow: 0, slidingWindow: 0, cachedFixedWindow: 0, tokenBucket: 2 };

const libraries: readonly Library[] = [
  { modules: ['@upstash/ratelimit'], exports: ['Ratelimit', 'MultiRegionRatelimit'], asks: 'limit', answer: 'success', option: 'limiter', made: algorithms },
  { modules: ['@unkey/ratelimit'], exports: ['Ratelimit'], asks: 'limit', answer: 'success', option: 'limit' },
  { modules: ['rate-limiter-flexible'], exports: ['RateLimiterRedis', 'RateLimiterMongo', 'RateLimiterMySQL', 'RateLimiterPostgres', 'RateLimiterPrisma', 'RateLimiterDrizzle', 'RateLimiterDynamo', 'RateLimiterValkey'], asks: 'consume', option: 'points' },
];

/** The limit of one that both stand behind. */
export const limitedToOne = (candidate: Candidate): Closure | undefined => {
  const { model, read, underlying } = candidate;
  if (underlying !== 'replace-all') return undefined;
  const call = [...answered(model, read), ...awaitedBefore(model, read)].find((asked) => isOfKey(model, asked, read));
  return call && { reason: 'limited-to-one', node: call };
};

/** `const { success } = await limiter.limit(key); if (!success) return …`: the calls whose answer let this happen. */
const answered = (model: FunctionModel, instance: Instance): readonly TSESTree.CallExpression[] =>
  model.guardsOf(instance.block).flatMap(({ literal, node }) => {
    const origin = node && isTrue(literal.condition, literal.holds) ? model.resolver.origin(withoutNot(node)) : undefined;
    if (origin?.kind !== 'member' || origin.object.kind !== 'call') return [];
    return askedOf(origin.object.node, model.resolver)?.answer === origin.property ? [origin.object.node] : [];
  });

const isTrue = (value: Value, holds: boolean): boolean => (value.kind === 'not' ? isTrue(value.of, !holds) : holds);

const withoutNot = (node: TSESTree.Node): TSESTree.Node => (node.type === 'UnaryExpression' && node.operator === '!' ? withoutNot(node.argument) : node);

/** `await limiter.consume(key)`, a statement in a block around: it throws where it refuses. */
const awaitedBefore = (model: FunctionModel, { site }: Instance): readonly TSESTree.CallExpression[] => {
  const found: TSESTree.CallExpression[] = [];
  for (let node: TSESTree.Node | undefined = site; node && node !== model.fn; node = node.parent) {
    if (node.type !== 'BlockStatement') continue;
    for (const statement of node.body) {
      if (statement.range[1] > site.range[0]) break;
      const call = statement.type === 'ExpressionStatement' && statement.expression.type === 'AwaitExpression' ? statement.expression.argument : undefined;
      const library = call?.type === 'CallExpression' ? askedOf(call, model.resolver) : undefined;
      if (library && library.answer === undefined && call?.type === 'CallExpression') found.push(call);
    }
  }
  return found;
};

/** The key is a constant, or made of nothing but what the instance looks for. */
const isOfKey = (model: FunctionModel, { arguments: [key] }: TSESTree.CallExpression, { where }: Instance): boolean =>
  key !== undefined && partsOf(model.valueOf(key)).every((part) => isConstantLike(part) || where.some(({ disjunct, op, value }) => !disjunct && op === 'eq' && value !== undefined && involves(value, part)));

const partsOf = (value: Value): readonly Value[] => (value.kind === 'derived' ? value.from.flatMap(partsOf) : [value]);

/** The library whose limiter of one a call asks. */
const askedOf = (call: TSESTree.CallExpression, at: Resolver): Library | undefined => {
  const callee = at.bare(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const asks = memberName(callee);
  return libraries.some((library) => library.asks === asks) ? limiterOf(at.origin(callee.object), { at, given: new Map() }) : undefined;
};

/** Where an expression stands, and what the parameters around it are given. */
interface Scope {
  readonly at: Resolver;
  readonly given: ReadonlyMap<object, { readonly node: TSESTree.Node; readonly scope: Scope }>;
}

const limiterOf = (origin: Origin, scope: Scope, depth = 0): Library | undefined => {
  if (depth > 4) return undefined;
  const { at } = scope;
  switch (origin.kind) {
    case 'new':
      return constructed(origin, scope);
    case 'call':
      return made(origin.node, scope, depth);
    case 'field':
      return origin.value && limiterOf(at.origin(origin.value), scope, depth + 1);
    case 'import': {
      const place = at.modules && importedPlace(origin.module, origin.name, at);
      return place && limiterOf(place.at.origin(place.node), { at: place.at, given: new Map() }, depth + 1);
    }
    default:
      return undefined;
  }
};

const constructed = ({ callee, node }: Extract<Origin, { kind: 'new' }>, scope: Scope): Library | undefined => {
  if (callee.kind !== 'import') return undefined;
  const library = libraries.find(({ exports, modules }) => modules.includes(callee.module) && exports.includes(callee.name));
  const size = library && scope.at.object(node.arguments[0]).entries.get(library.option)?.value;
  return size && isOne(library.made ? sizeIn(size, library, scope.at) : size, scope) ? library : undefined;
};

/** `Ratelimit.slidingWindow(1, '30 s')`: the argument that says how many. */
const sizeIn = (node: TSESTree.Node, { made: places, modules }: Library, at: Resolver): TSESTree.Node | undefined => {
  const call = at.constant(node);
  const callee = call.type === 'CallExpression' ? at.bare(call.callee) : undefined;
  if (call.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined;
  const of = at.origin(callee.object);
  const place = of.kind === 'import' && modules.includes(of.module) ? places?.[memberName(callee) ?? ''] : undefined;
  return place === undefined ? undefined : call.arguments[place];
};

/** `limiter(1, '30 s')`, a function of the project that gives one. */
const made = (call: TSESTree.CallExpression, scope: Scope, depth: number): Library | undefined => {
  const callee = calleeAnywhere(call, scope.at);
  const result = callee && resultOf(callee.fn);
  if (!callee || !result) return undefined;
  const given = callee.fn.params.flatMap((parameter, index) => {
    const name = parameterPattern(parameter);
    const variable = name.type === 'Identifier' ? callee.at.variable(name) : undefined;
    const argument = call.arguments[index];
    return variable && argument ? [[variable, { node: argument, scope }] as const] : [];
  });
  return limiterOf(callee.at.origin(result), { at: callee.at, given: new Map(given) }, depth + 1);
};

/** What a function gives, where nothing decides on it. */
const resultOf = (fn: FunctionNode): TSESTree.Node | undefined => (statementsOf(fn).slice(0, -1).every(({ type }) => type === 'VariableDeclaration') ? returnedExpression(fn) : undefined);

const isOne = (node: TSESTree.Node | undefined, { at, given }: Scope): boolean => {
  const value = node && at.constant(node);
  if (value?.type === 'Literal') return value.value === 1;
  const variable = value?.type === 'Identifier' ? at.variable(value) : undefined;
  const argument = variable && given.get(variable);
  return argument !== undefined && isOne(argument.node, argument.scope);
};
