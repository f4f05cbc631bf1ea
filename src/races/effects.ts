/**
 * Does it matter who comes first? What else happens with a write: other writes under its guard, calls that may act outside, uses of the
 * row that was read.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel, Guard } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { sourcesOf } from '../model/provenance.js';
import { isConstantLike, same, type Value } from '../model/values.js';
import type { Result } from '../operations/operation.js';
import { resolverAt } from '../resolve/modules.js';
import type { Resolver } from '../resolve/resolver.js';
import { anyWithin, childrenOf, contains } from '../syntax/descendants.js';
import { callsIn } from '../syntax/file-calls.js';
import { keyName, memberName } from '../syntax/property-name.js';
import { decisionOf, exitOf } from './branches.js';
import { hasCount, isTestedInVain } from './count-tests.js';
import { deduplicating, type EffectKind } from './effect-libraries.js';
import { equalities, sameTable } from './keys.js';
import { sentBy } from './sends.js';
import { effectsOf, type WriteEffect } from './write-effect.js';

/** The current time, as it is written down. */
export const isNow = (value: Value): boolean => {
  const [only] = value.kind === 'derived' && value.by === 'now' ? value.from : [];
  if (only?.kind === 'symbol' && only.symbol.kind === 'global' && only.symbol.name === 'Date') return true;
  const node = value.kind === 'object' ? value.node : value.kind === 'symbol' && value.symbol.kind === 'site' ? value.symbol.node : undefined;
  if (node?.type === 'NewExpression') return node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0;
  if (node?.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object, property } = node.callee;
  return object.type === 'Identifier' && object.name === 'Date' && property.type === 'Identifier' && property.name === 'now';
};

/** A time that the clock gives, as it is or moved by something: `new Date(Date.now() + day)`, `addDays(new Date(), 30)`. */
const isClock = (value: Value, depth = 4): boolean => {
  if (isNow(value)) return true;
  if (value.kind === 'derived') return depth > 0 && value.from.some((part) => isClock(part, depth - 1)) && value.from.every((part) => isConstantLike(part) || isClock(part, depth - 1));
  const node = value.kind === 'object' ? value.node : undefined;
  return node?.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 1 && anyWithin(node, isClockCall) && !anyWithin(node, (part) => part.type === 'MemberExpression' && !isClockCall(part.parent));
};

const isClockCall = (node: TSESTree.Node): boolean =>
  node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee.object.type === 'Identifier' && node.callee.object.name === 'Date' && memberName(node.callee) === 'now';

const isFixed = (value: Value): boolean =>
  isConstantLike(value) || isClock(value) || isFixedObject(value) || isSetOnce(value) || (value.kind === 'list' && (value.items?.every(isConstantLike) ?? false)) || (value.kind === 'phi' && value.options.every((option) => isConstantLike(option.value) || isClock(option.value)));

/** `{ kind: 'file', parts: [] }` */
const isFixedObject = (value: Value): boolean => value.kind === 'object' && value.node.type === 'ObjectExpression' && value.spreads.length === 0 && value.fields.size > 0 && [...value.fields.values()].every(isFixed);

/** `closedAt: row.closedAt ?? new Date()`: whoever comes first, the time is set. */
export const isSetOnce = (value: Value): boolean => value.kind === 'logical' && value.operator !== '&&' && isNow(value.right) && value.left.kind === 'field';

/** `seenAt: nowUtc()`: made where it is written, by nothing that was read, and nobody else in this run uses it. */
const isMadeThere = (value: Value, write: Instance): boolean => {
  const node = value.kind === 'symbol' && value.symbol.kind === 'site' ? value.symbol.node : undefined;
  return node?.type === 'CallExpression' && node.arguments.length === 0 && node.parent.type === 'Property' && isUnused(write.site);
};

/** Nothing is done with the result of a call: a statement of its own, or one of a batch. */
const isUnused = (node: TSESTree.Node): boolean => {
  const outer = node.parent?.type === 'AwaitExpression' ? node.parent.parent : node.parent;
  if (outer?.type === 'ExpressionStatement') return true;
  return outer?.type === 'ArrayExpression' && outer.parent.type === 'CallExpression' && isUnused(outer.parent);
};

/** A write that leaves the same rows however often it runs: constants or the time, by key; a delete. */
const isIdempotent = (effect: WriteEffect): boolean =>
  effect.kind === 'delete' || effect.kind === 'unlink' || (effect.kind === 'update' && effect.spreads.length === 0 && !effect.instance.operation.sets.open && effect.sets.every((set) => set.written === 'value' && isFixed(set.value)));

const together = (model: FunctionModel, a: Instance, b: Instance): boolean => a.block === b.block || model.reaches(a.block, b.block) || model.reaches(b.block, a.block);

const writesWith = (model: FunctionModel, guard: Guard, write: Instance): readonly Instance[] =>
  guard.node ? (writesUnder(model).get(guard.node) ?? []).filter((other) => other.site !== write.site && together(model, other, write)) : [];

const guarded = new WeakMap<FunctionModel, ReadonlyMap<TSESTree.Node, readonly Instance[]>>();

/** The writes of a function by the guards that they stand under. */
const writesUnder = (model: FunctionModel): ReadonlyMap<TSESTree.Node, readonly Instance[]> => {
  const known = guarded.get(model);
  if (known) return known;
  const found = new Map<TSESTree.Node, Instance[]>();
  for (const instance of model.instances) {
    if (instance.operation.kind === 'read' || instance.operation.kind === 'lock') continue;
    for (const node of new Set(model.guardsOfInstance(instance).map((guard) => guard.node))) {
      if (!node) continue;
      const under = found.get(node);
      if (under) under.push(instance);
      else found.set(node, [instance]);
    }
  }
  guarded.set(model, found);
  return found;
};

/** No other write that goes with this one depends on the guard. */
export const isOnlyEffect = (model: FunctionModel, guard: Guard, write: Instance): boolean => writesWith(model, guard, write).length === 0;

/**
 * `updateMany({ where: { id, state: 'OPEN' } })` whose count nobody looks at, or by a test that can't fail, while a number is changed or a message sent under the same
 * guard: who came too late changes no state, but the number, and his message is the second one.
 */
export const isCountIgnored = (model: FunctionModel, guard: Guard, write: Instance): boolean =>
  isUnanswered(write, model.resolver) && ((write.hops.length === 0 && writesWith(model, guard, write).some((other) => other.operation.kind === 'update' && other.sets.some((set) => set.written === 'atomic'))) || isSentWith(model, guard, write));

/** Nobody learns how many rows the write hit: the function that it stands in doesn't ask. */
const isUnanswered = ({ operation, hops, site }: Instance, fallback: Resolver): boolean => {
  const node = hops.length > 0 ? operation.node : site;
  return isUnused(node) ? hasCount(operation.result) || tellsNothing(operation.result) : tellsNothing(operation.result) || isTestedInVain(node, operation.result, resolverAt(node, fallback));
};

/** `{ data, error }` of a write that gives no rows. */
const tellsNothing = (result: Result): boolean => result.kind === 'object' && Object.values(result.members).every(({ kind }) => kind === 'nothing' || kind === 'error');

/** Something goes out under the guard of a write, by a call that leaves the database alone and isn't decided on by what was read after the write. */
const isSentWith = (model: FunctionModel, guard: Guard, write: Instance): boolean => {
  const at = model.resolver;
  return callsIn(at.sourceCode).some((call) => {
    if (call.type !== 'CallExpression' || call === write.site || !contains(model.fn, call) || model.instances.some(({ site, operation: { kind } }) => site === call && kind !== 'read')) return false;
    const block = model.blockOf(call);
    if (block === undefined || !(block === write.block || model.reaches(block, write.block) || model.reaches(write.block, block))) return false;
    const guards = model.guardsOf(block);
    if (!guards.some(({ node }) => node !== undefined && node === guard.node) || guards.some(({ literal }) => sourcesOf(literal.condition).some(({ read }) => read.order >= write.order))) return false;
    const effect = sentBy(call, at, { handles: new Set(), always: false });
    return effect !== undefined && doneOnce.has(effect.sends) && !isDeduplicated(effect.node);
  });
};

/** What it matters to send once; who listens to an event, or looks at a screen, can hear it twice. */
const doneOnce: ReadonlySet<EffectKind> = new Set<EffectKind>(['a job', 'a message', 'an e-mail', 'a request']);

const isDeduplicated = ({ arguments: given }: TSESTree.CallExpression): boolean => given.some((argument) => anyWithin(argument, (node) => node.type === 'Property' && deduplicating.has(keyName(node) ?? '')));

/** Calls that may act outside the database: awaited, of no operation, no function of this file that only reads, nothing on the console. */
const actsOutside = (model: FunctionModel, within: TSESTree.Node, write: Instance, after: number): boolean => {
  const known = sitesOf(model);
  const end = leavesAt(write.site, within);
  let found = false;
  const visit = (node: TSESTree.Node): void => {
    if (found || node.range[1] < after || node.range[0] >= end) return;
    if (node.type === 'AwaitExpression' && node.range[0] >= after && !contains(node, write.site)) {
      const call = callIn(node.argument);
      if (call && !known.has(call) && !joins(model, call)) {
        found = true;
        return;
      }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(within);
  return found;
};

const sites = new WeakMap<FunctionModel, ReadonlySet<TSESTree.Node>>();

/** The calls that are operations, or lead to them. */
const sitesOf = (model: FunctionModel): ReadonlySet<TSESTree.Node> => {
  let found = sites.get(model);
  if (!found) sites.set(model, (found = new Set(model.instances.flatMap(({ site, operation: { sentBy } }) => (sentBy ? [site, sentBy] : [site])))));
  return found;
};

/** Where the branch that a node stands in leaves the function: what is written behind it doesn't follow. */
const leavesAt = (of: TSESTree.Node, within: TSESTree.Node): number => {
  for (let node: TSESTree.Node | undefined = of; node && node !== within; node = node.parent) {
    const exit = node.type === 'BlockStatement' ? exitOf(node) : undefined;
    if (exit === 'return' || exit === 'throw') return node.range[1];
  }
  return Infinity;
};

/** A call that is given the transaction's handle works inside it. */
const joins = (model: FunctionModel, call: TSESTree.CallExpression): boolean =>
  call.arguments.some((argument) => {
    const variable = argument.type === 'Identifier' ? model.resolver.variable(argument) : undefined;
    return variable !== undefined && model.instances.some(({ operation: { handle } }) => handle.kind === 'transaction' && handle.node.type === 'Identifier' && model.resolver.variable(handle.node) === variable);
  });

const callIn = (node: TSESTree.Node): TSESTree.CallExpression | undefined => {
  switch (node.type) {
    case 'CallExpression':
      // `promise.catch(…)` waits for the promise
      return node.callee.type === 'MemberExpression' && /^(?:then|catch|finally)$/.test(memberName(node.callee) ?? '') ? callIn(node.callee.object) : node;
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return callIn(node.expression);
    default:
      return undefined;
  }
};

/** The row that was read is given back, or to a call, after the write: somebody goes on with it as his own. */
const isUsedAfter = (model: FunctionModel, read: Instance, write: Instance): boolean =>
  model.graph.returns.some(({ block, value }) => value !== undefined && (block === write.block || model.reaches(write.block, block)) && !contains(value, write.site) && sourcesOf(model.valueOf(value)).some((source) => source.read === read)) ||
  model.instances.some((other) => other.order > write.order && other.operation.kind !== 'read' && together(model, other, write) && [...other.sets.map((set) => set.value), ...other.setsSpreads].some((value) => sourcesOf(value).some((source) => source.read === read)));

/**
 * An absorbing write: it brings the row into one and the same state whoever comes first, and nothing that should happen once goes with it.
 * Under `if (!flag) { … }` the other side goes on as if nothing were; after an early `return` nothing may follow but the like. A `throw` tells
 * the loser that he lost, so it matters who that is; so does a state that others leave for another one.
 * @param tested `unset`: the column was found (or looked for) empty or false; `state`: any other test
 */
export const isAbsorbing = (model: FunctionModel, guard: Guard, effect: WriteEffect, read: Instance, tested: 'unset' | 'state'): boolean => {
  const write = effect.instance;
  if (write.hops.length > 0 && !isAllOfCall(model, write)) return isOwnDecision(effect, read);
  const isOfKey = (value: Value): boolean => equalities(write).some((key) => key.op === 'eq' && !key.disjunct && same(key.value, value));
  const fixed = effect.sets.length > 0 && effect.spreads.length === 0 && [...effect.sets, ...write.updates].every((set) => set.written === 'value' && (isFixed(set.value) || isOfKey(set.value) || isMadeThere(set.value, write)));
  // `await ensureVerified(user)`, whose own `if` it is: nobody asks what became of it
  if (guard.node === undefined && write.inner.includes(guard.literal)) return fixed && tested === 'unset' && isUnused(write.site);
  const others = writesWith(model, guard, write).flatMap((other) => effectsOf(model, other));
  if (!others.every(isIdempotent)) return false;
  const decision = decisionOf(guard.node);
  if (decision?.type === 'IfStatement' && !decision.alternate && contains(decision.consequent, write.site) && exitOf(decision.consequent) === undefined) {
    const own = effect.sets.every((set) => set.written === 'value' && (isFixed(set.value) || isGiven(set.value) || isMadeThere(set.value, write)));
    return own && !actsOutside(model, decision.consequent, write, decision.consequent.range[0]);
  }
  if (!fixed || tested !== 'unset' || model.fn.type === 'Program') return false;
  const exits = decision?.type === 'IfStatement' && !contains(decision, write.site) && exitOf(decision.consequent) === 'throw';
  const byPredicate = read.where.some((condition) => effect.sets.some((set) => set.column === condition.column));
  if (exits && !byPredicate) return false;
  return !isUsedAfter(model, read, write) && !actsOutside(model, model.fn.body, write, read.site.range[1]);
};

/** A switch that a helper sets, or a value that it removes, because of other rows that it asked for: it is the same whoever does it, and the check before the call isn't why. */
const isOwnDecision = ({ instance, kind, sets, spreads }: WriteEffect, read: Instance): boolean =>
  kind === 'update' && sets.length > 0 && spreads.length === 0 &&
  sets.every(({ value, written }) => written === 'value' && value.kind === 'constant' && (typeof value.value === 'boolean' || value.value === null)) &&
  instance.inner.some(({ condition }) => sourcesOf(condition).some((source) => source.read.hops.length > 0 && !sameTable(source.read, read)));

/** The call that leads to a write does nothing else, but for reads, and doesn't refuse. */
const isAllOfCall = ({ instances }: FunctionModel, { hops, operation, site }: Instance): boolean => {
  const within = instances.filter((other) => other.site === site);
  if (within.some((other) => other.operation !== operation && other.operation.kind !== 'read')) return false;
  const known = new Set<TSESTree.Node>(within.flatMap((other) => [other.operation.node, ...(other.operation.sentBy ? [other.operation.sentBy] : []), ...other.hops.map(({ node }) => node)]));
  const isOther = (node: TSESTree.Node): boolean => {
    if (node.type === 'ThrowStatement') return true;
    const call = (node.type === 'AwaitExpression' || node.type === 'ReturnStatement') && node.argument ? callIn(node.argument) : undefined;
    return call !== undefined && !known.has(call);
  };
  return hops.every(({ callee }) => !anyWithin(callee.body, isOther));
};

/** A value that the caller gave: the same request gives it again. */
export const isGiven = (value: Value): boolean => (value.kind === 'field' ? isGiven(value.of) : value.kind === 'symbol' && value.symbol.kind === 'parameter');
