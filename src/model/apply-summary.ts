/**
 * Carries a callee's summary to a call: parameters become arguments, operations become instances of the caller.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../operations/known.js';
import { instanceOf } from '../resolve/instances.js';
import type { Origin } from '../resolve/resolver.js';
import { applyHandle } from './apply-handle.js';
import { handedOn } from './callee-names.js';
import { isOfKnownClass, memberOfObject } from './class-members.js';
import { changesIn, entitiesIn, filtersIn } from './instantiate.js';
import { asCalled, type Context } from './context.js';
import type { Condition, Instance, SetColumn } from './instance.js';
import type { Interpreter } from './interpreter.js';
import { current, keyField } from './dictionaries.js';
import { maxInstances, type Invocation, type Summary } from './summary.js';
import { choose, constant, derive, elementOf, negated, undefinedValue, unknownValue, type Literal, type Option, type Value } from './values.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** What a call brings into its caller. */
export interface Applied {
  readonly result: Value;
  readonly instances: readonly Instance[];
  readonly throwsWhen: readonly Literal[];
  readonly invocations: readonly Invocation[];
  readonly assigns: readonly { readonly target: Value; readonly field: string; readonly value: Value }[];
}

/** Without those that hold whatever happens. */
const telling = (list: readonly Literal[]): Literal[] => list.filter(({ condition, holds }) => condition.kind !== 'constant' || Boolean(condition.value) !== holds);

/** `value ?? null`, where the value is known by now. */
const settled = (of: Value & { kind: 'logical' }): Value => {
  const { left, operator, right } = of;
  if (left.kind === 'object') return operator === '&&' ? right : left;
  // whether an object or nothing: it stays so
  if (left.kind !== 'constant') return operator === '??' && right.kind === 'constant' && (right.value === null || right.value === undefined) && isOfKnownClass(left) ? left : of;
  const isLeft = operator === '??' ? left.value !== null && left.value !== undefined : Boolean(left.value) === (operator === '||');
  return isLeft ? left : right;
};

/** Values for a function's parameters, and what it is called on, where the call itself doesn't say so. */
interface Given {
  readonly values: readonly Value[];
  readonly on: Value | undefined;
}

class Substitution {
  private readonly values = new Map<Value, Value>();
  private readonly instances = new Map<Instance, Instance>();
  private readonly at: Interpreter;
  private readonly node: Call;
  private readonly summary: Summary;
  private readonly given: Given | undefined;
  private depth = 0;

  constructor(at: Interpreter, node: Call, summary: Summary, given?: Given) {
    this.at = at;
    this.node = node;
    this.summary = summary;
    this.given = given;
  }

  value(of: Value): Value {
    const known = this.values.get(of);
    if (known) return known;
    if (this.depth > 40) return unknownValue;
    this.depth++;
    // values of loops may contain themselves
    this.values.set(of, unknownValue);
    const value = this.compute(of);
    this.depth--;
    this.values.set(of, value);
    return value;
  }

  private compute(of: Value): Value {
    switch (of.kind) {
      case 'constant':
      case 'unknown':
      case 'function':
        return of;
      case 'symbol':
        return this.symbol(of);
      case 'field':
        return this.at.fieldOf(this.value(of.of), of.name);
      case 'element':
        return of.of.kind === 'rows' ? elementOf(this.value(of.of)) : this.at.element(this.value(of.of));
      case 'row':
      case 'rows':
      case 'exists':
        return { kind: of.kind, read: this.instance(of.read) };
      case 'aggregate':
        return { ...of, read: this.instance(of.read) };
      case 'affected':
        return { kind: 'affected', write: this.instance(of.write) };
      case 'result':
        return { ...of, of: this.instance(of.of) };
      case 'lookup':
      case 'membership':
        return this.asked(of);
      case 'object':
        return { ...of, fields: new Map([...of.fields].map(([name, field]) => [name, this.value(field)])), spreads: of.spreads.map((spread) => this.value(spread)), block: this.at.block, when: this.literals(of.when) };
      case 'list':
        return { ...of, items: of.items?.map((item) => this.value(item)), element: of.element && this.value(of.element), key: of.key && this.value(of.key), length: of.length && this.value(of.length) };
      case 'derived':
        return this.derived(of);
      case 'test':
        return { ...of, left: this.value(of.left), right: this.value(of.right) };
      case 'not':
        return negated(this.value(of.of));
      case 'logical':
        return settled({ ...of, left: this.value(of.left), right: this.value(of.right), block: this.at.block });
      case 'phi':
        return choose(this.options(of.options));
    }
  }

  /** A method without arguments, or a field, of what is an object of a known class by now. */
  private derived({ from, by, on }: Value & { kind: 'derived' }): Value {
    const object = on && this.value(on);
    const [whole] = from;
    if (whole && by?.startsWith('.') && from.length === 1) return this.at.fieldOf(this.value(whole), by.slice(1));
    return (object && by !== undefined ? memberValue(this.at, this.node, object, by, 'method') : undefined) ?? derive(from.map((part) => this.value(part)), by, object);
  }

  /** A collection that was a parameter is asked as it stands at the call. */
  private asked(of: Extract<Value, { kind: 'lookup' | 'membership' }>): Value {
    const collection = this.value(of.of);
    return { ...of, of: current(this.at, collection), key: of.key && this.value(of.key), by: of.by ?? keyField(this.at, collection) };
  }

  /** Those that can be, with what is given here. */
  options(list: readonly Option[]): readonly Option[] {
    return list.flatMap(({ value, when }) => {
      const literals = when.map(({ condition, holds }) => ({ condition: this.value(condition), holds }));
      // each of several decides on some way only
      return literals.length > 0 && literals.every(({ condition, holds }) => condition.kind === 'constant' && Boolean(condition.value) !== holds) ? [] : [{ value: this.value(value), block: undefined, when: telling(literals) }];
    });
  }

  literals(list: readonly Literal[]): Literal[] {
    return telling(list.map(({ condition, holds }) => ({ condition: this.value(condition), holds })));
  }

  private symbol(of: Value & { kind: 'symbol' }): Value {
    const { symbol } = of;
    if (symbol.kind === 'parameter' && symbol.fn === this.summary.fn) {
      if (this.given) return this.given.values[symbol.index] ?? undefinedValue;
      const argument = this.node.arguments[symbol.index];
      if (!argument) return defaultOf(symbol.fn.params[symbol.index]);
      if (argument.type === 'SpreadElement') return derive([this.at.evaluate(argument.argument)]);
      return this.at.evaluate(argument);
    }
    if (symbol.kind === 'this') return this.receiver(of);
    // a variable that the callee captured from this function
    if (symbol.kind === 'free') return this.at.captured(symbol.variable) ?? of;
    return of;
  }

  /** The callee's `this` is the caller's, or what the method is called on. */
  private receiver(of: Value): Value {
    const { callee } = this.node;
    if (this.given) return this.given.on ?? of;
    return callee.type === 'MemberExpression' && callee.object.type !== 'ThisExpression' && callee.object.type !== 'Super' ? this.at.evaluate(callee.object) : of;
  }

  /** A transaction that the callee opens is opened on what the caller gave it. */
  private context(of: Context): Context {
    const called = asCalled(of, this.node, this.summary.fn);
    return called.kind === 'transaction' && called.on ? { ...called, on: applyHandle(called.on, this.node, this.summary.fn, this.at) } : called;
  }

  /** A table that is the receiver's: of the class whose instance the method is called on. */
  private table(of: Instance): Pick<Instance, 'table' | 'ofThis'> {
    const { table, ofThis } = of;
    if (!ofThis || this.node.callee.type !== 'MemberExpression') return { table, ofThis: false };
    const { resolver } = this.at.facts;
    const { object } = this.node.callee;
    const isOwn = object.type === 'ThisExpression' || object.type === 'Super';
    const origin = isOwn ? undefined : resolver.origin(object);
    const heir = origin ? instanceOf(origin, resolver)?.class : resolver.classOf(this.node);
    const generic = of.operation.table;
    const name = heir?.typeParameters ? origin && nameOfStore(origin, object) : heir?.id?.name;
    if (name === undefined || !isKnown(generic)) return { table, ofThis: isOwn };
    return { table: { id: `${generic.id}@${name}`, name }, ofThis: isOwn };
  }

  /** What a predicate became: a filter that the callee was given is its conditions. */
  private predicate(of: Instance): Pick<Instance, 'where' | 'whereOpen' | 'whereSpreads'> {
    const { where, whereSpreads } = filtersIn(of.operation, of.whereSpreads.map((spread) => this.value(spread)));
    return { where: [...this.conditions(of.where), ...where], whereOpen: of.whereOpen, whereSpreads };
  }

  private conditions(list: readonly Condition[]): Condition[] {
    return list.map((condition) => ({ ...condition, value: condition.value && this.value(condition.value) }));
  }

  private sets(list: readonly SetColumn[]): SetColumn[] {
    return list.map((set) => ({ ...set, value: this.value(set.value) }));
  }

  instance(of: Instance): Instance {
    const known = this.instances.get(of);
    if (known) return known;
    const index = this.summary.instances.indexOf(of);
    // an instance that the callee itself doesn't own (a row that was captured) stays what it is
    if (index < 0) return of;
    const key = `call:${String(this.node.range[0])}:${String(this.node.range[1])}:${String(index)}`;
    const shell = this.at.reuse(key, () => ({ ...of }));
    this.instances.set(of, shell);
    const entity = of.entity && this.value(of.entity);
    const handle = applyHandle(of.handle, this.node, this.summary.fn, this.at);
    const fields = new Map<Value, ReadonlyMap<string, Value>>();
    for (const [own, inner] of of.entityFields) {
      const target = this.value(own);
      for (const value of entitiesIn(target)) fields.set(value, new Map([...this.at.entityFields(value), ...[...inner].map(([name, field]) => [name, this.value(field)] as const)]));
    }
    const given = changesIn(of.operation, of.setsSpreads.map((value) => this.value(value)));
    return Object.assign(shell, {
      operation: of.operation,
      ...this.table(of),
      handle,
      site: this.node,
      hops: [{ node: this.node, callee: this.summary.fn }, ...of.hops],
      block: this.at.block,
      order: this.at.order + index / 1000,
      ...this.predicate(of),
      sets: [...this.sets(of.sets), ...given.sets],
      setsSpreads: given.rest,
      updates: [...this.sets(of.updates), ...given.sets],
      entity,
      entityFields: fields,
      lockKey: of.lockKey.map((value) => this.value(value)),
      parent: of.parent && this.instance(of.parent),
      inner: this.literals(this.summary.guards.get(of) ?? []),
      contexts: [...of.contexts.map((context) => this.context(context)), ...this.at.environment.transactions.on(handle.id), ...this.at.facts.contextsOf(this.node)],
    });
  }
}

/** `insert = false`: what a parameter is that the caller leaves out. */
const defaultOf = (parameter: TSESTree.Parameter | undefined): Value => {
  const inner = parameter?.type === 'TSParameterProperty' ? parameter.parameter : parameter;
  if (inner?.type !== 'AssignmentPattern') return undefinedValue;
  return inner.right.type === 'Literal' && (typeof inner.right.value !== 'object' || inner.right.value === null) ? constant(inner.right.value) : unknownValue;
};

/** `export const users = new Store<User>('users')`: the name by which an instance of a generic class is known. */
const nameOfStore = (origin: Origin, object: TSESTree.Node): string | undefined => (origin.kind === 'import' && origin.name !== 'default' ? origin.name : (origin.kind === 'import' || origin.kind === 'new') && object.type === 'Identifier' ? object.name : undefined);

/** What a function that is handed on gets: an element of the list, or what was awaited. */
const one = (of: Value, at: Interpreter): Value => (of.kind === 'rows' || of.kind === 'list' ? at.element(of) : of);

/** Applies a summary at a call of the function that is being interpreted. */
export const applySummary = (at: Interpreter, node: Call, summary: Summary): Applied => {
  const substitution = new Substitution(at, node, summary, handedOn(node) && node.callee.type === 'MemberExpression' ? { values: [one(at.evaluate(node.callee.object), at)], on: undefined } : undefined);
  const instances = summary.instances.slice(0, maxInstances).map((instance) => substitution.instance(instance));
  const callbacks = summary.invocations.flatMap(({ parameter }) => {
    const argument = node.arguments[parameter];
    return argument && (argument.type === 'ArrowFunctionExpression' || argument.type === 'FunctionExpression') ? [argument] : [];
  });
  const [callback] = callbacks;
  const returned = choose(substitution.options(summary.returns));
  return {
    // a wrapper gives what its callback gives
    result: callback ? (at.callbackResult(callback) ?? returned) : returned,
    instances,
    throwsWhen: substitution.literals(summary.throwsWhen),
    invocations: summary.invocations.flatMap((invocation) => {
      const argument = node.arguments[invocation.parameter];
      const value = argument && argument.type !== 'SpreadElement' ? at.evaluate(argument) : undefined;
      if (value?.kind !== 'symbol' || value.symbol.kind !== 'parameter') return [];
      return [{ parameter: value.symbol.index, arguments: invocation.arguments.map((part) => substitution.value(part)), contexts: [...invocation.contexts.map((context) => asCalled(context, node, summary.fn)), ...at.facts.contextsOf(node)], order: at.order }];
    }),
    assigns: summary.assigns.map(({ target, field, value }) => ({ target: substitution.value(target), field, value: substitution.value(value) })),
  };
};

/** What a constructor assigns to the fields of its object. */
export const assignsOn = (at: Interpreter, node: Call, summary: Summary, values: readonly Value[]): readonly { readonly field: string; readonly value: Value }[] => {
  const substitution = new Substitution(at, node, summary, { values, on: undefined });
  return summary.assigns.flatMap(({ target, field, value }) => (target.kind === 'symbol' && target.symbol.kind === 'this' ? [{ field, value: substitution.value(value) }] : []));
};

const maxNesting = 6;

/** What a getter, or a method without arguments, gives of an object of a known class; undefined where it does more than that. */
export const memberValue = (at: Interpreter, node: Call, on: Value, name: string, kind: 'method' | 'get'): Value | undefined => {
  if (at.nesting >= maxNesting || !isOfKnownClass(on)) return undefined;
  const fn = at.facts.summaries.memberOf((resolver) => memberOfObject(on, name, kind, resolver));
  const summary = fn && at.facts.summaries.of(fn);
  if (!summary || summary.instances.length > 0 || summary.assigns.length > 0 || summary.returns.length === 0) return undefined;
  at.nesting++;
  const substitution = new Substitution(at, node, summary, { values: [], on });
  const value = choose(substitution.options(summary.returns));
  at.nesting--;
  return value;
};
