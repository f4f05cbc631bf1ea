/**
 * What calls do to values: operations, what an ORM does in memory, built-ins, functions of the project, and calls that aren't known.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import type { Extent, MemoryEffect } from '../operations/dialect.js';
import { memberName } from '../syntax/property-name.js';
import { applySummary } from './apply-summary.js';
import { handedOn } from './callee-names.js';
import { isOfKnownClass, memberOfObject, methodOfRow } from './class-members.js';
import type { Context } from './context.js';
import { isPseudoField } from './environment.js';
import type { Instance } from './instance.js';
import { instantiate, resultOf } from './instantiate.js';
import type { Interpreter } from './interpreter.js';
import { evaluateLibraryCall } from './library.js';
import { constructed, factoryOf } from './objects.js';
import { carriesRead, tellsOfRead } from './provenance.js';
import type { Summary } from './summary.js';
import { derive, optionsOf, unknownValue, type Value } from './values.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** Characters up to which a function of the file is followed whatever it is given. */
const smallFunction = 1500;

export const evaluateCall = (at: Interpreter, node: Call): Value => {
  if (node.type === 'CallExpression') batch(at, node);
  const operation = evaluateOperations(at, node);
  if (operation) return operation;
  const extent = node.type === 'CallExpression' ? at.facts.extentOf(node) : undefined;
  if (extent?.form === 'begin') at.begun.add(extent.key);
  if (node.type === 'CallExpression') at.environment.transactions = at.environment.transactions.after(node, extent);
  if (node.type === 'CallExpression' && extent?.form === 'callback') handOn(at, node, extent);
  // a transaction gives what its callback gives
  if (extent?.form === 'callback' && (extent.callback.type === 'ArrowFunctionExpression' || extent.callback.type === 'FunctionExpression')) return at.callbackResult(extent.callback) ?? unknownCall(at, node);
  const effect = at.facts.effectOf(node);
  if (effect) return applyEffect(at, node, effect);
  const callee = at.facts.summaries.calleeOf(node) ?? decisive(at, node) ?? onObject(at, node) ?? (node.type === 'CallExpression' ? factoryOf(at, node) : undefined);
  const summary = callee && matters(at, node, callee) ? at.facts.summaries.of(callee) : undefined;
  if (summary) {
    const result = applyCallee(at, node, summary);
    if (!handedOn(node)) return result;
  }
  return (callee && !handedOn(node) ? undefined : evaluateLibraryCall(at, node)) ?? unknownCall(at, node);
};

/** A function of another file that is given something read may throw by it, or pass it on; one that is given a callback may run it. */
const decisive = (at: Interpreter, node: Call): FunctionNode | undefined => {
  if (node.type !== 'CallExpression') return undefined;
  for (const argument of node.arguments) {
    const runner = argument.type === 'ArrowFunctionExpression' || argument.type === 'FunctionExpression' ? at.facts.summaries.runnerOf(node, argument) : undefined;
    if (runner) return runner;
    if (argument.type !== 'SpreadElement' && tellsOfRead(at.evaluate(argument))) return at.facts.summaries.calleeOutside(node);
  }
  return undefined;
};

/** `account.withdraw(amount)`: the method of an entity's class, which may ask the row and change it; `result.getValue()`: that of an object that was made here. */
const onObject = (at: Interpreter, { callee }: Call): FunctionNode | undefined => {
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  if (callee.type !== 'MemberExpression' || name === undefined || callee.object.type === 'ThisExpression' || callee.object.type === 'Super') return undefined;
  const receiver = at.evaluate(callee.object);
  if (isOfKnownClass(receiver)) return at.facts.summaries.memberOf((resolver) => memberOfObject(receiver, name, 'method', resolver));
  return tellsOfRead(receiver) ? at.facts.summaries.memberOf((resolver) => methodOfRow(receiver, name, resolver)) : undefined;
};

/** A callee without operations is followed only if what it is given, or what it tells, can matter: something read, or a callback. */
const matters = (at: Interpreter, node: Call, callee: FunctionNode): boolean => {
  if (callee.range[1] - callee.range[0] < smallFunction || at.facts.summaries.reaches(callee)) return true;
  return node.arguments.some((argument) => carriesRead(at.evaluate(argument.type === 'SpreadElement' ? argument.argument : argument)));
};

/** `$transaction([a, b])`: what is around this call is around the operations whose promises it is given, wherever they were made. */
const batch = (at: Interpreter, node: TSESTree.CallExpression): void => {
  const extent = at.facts.extentOf(node);
  if (extent?.form !== 'batch') return;
  const list = at.evaluate(extent.list);
  const contexts = at.facts.contextsOf(node);
  for (const { value } of [...(list.kind === 'list' ? (list.items ?? []).map((value) => ({ value })) : []), ...optionsOf(at.element(list))]) {
    const read = value.kind === 'row' || value.kind === 'rows' ? value.read : value.kind === 'result' ? value.of : undefined;
    const instance = read && at.instances.find((other) => other === read);
    if (instance) Object.assign(instance, { contexts: [...instance.contexts, { kind: 'transaction', node, isolation: extent.isolation, form: 'batch' } satisfies Context, ...contexts] });
  }
};

/** A predicate that a function of the project makes (`where: ownedBy(user)`): what it gives, wherever it stands. */
const filterOf = (at: Interpreter, node: TSESTree.Node): Value => {
  const value = at.evaluate(node);
  const call = at.facts.resolver.bare(node);
  if (value.kind === 'object' || call.type !== 'CallExpression' || at.facts.summaries.calleeOf(call)) return value;
  const callee = at.facts.summaries.calleeOutside(call);
  const summary = callee && at.facts.summaries.of(callee);
  if (!summary || summary.instances.length > 0) return value;
  const made = applySummary(at, call, summary).result;
  return made.kind === 'object' ? made : value;
};

export const evaluateOperations = (at: Interpreter, node: TSESTree.Node): Value | undefined => {
  const operations = at.facts.operationsOf(node);
  if (operations.length === 0) return undefined;
  let result: Value | undefined;
  let parent: Instance | undefined;
  for (const operation of operations) {
    const instance = instantiate(at, operation, operation.nested ? parent : undefined, operation.where.spreads.map((filter) => filterOf(at, filter)));
    at.instances.push(instance);
    if (operation.nested) continue;
    parent ??= instance;
    result ??= resultOf(instance, operation.result);
    if (operation.refreshes) at.bind(at.facts.resolver.bare(operation.refreshes), result);
    if ((operation.result.kind === 'row' || operation.result.kind === 'written') && operation.result.absent === 'throws') at.barrier(node, [{ condition: { kind: 'row', read: instance }, holds: true }]);
  }
  return result ?? unknownValue;
};

/** What an operation gives to the callback that it is given: it happens before that runs. */
export const answerTo = (at: Interpreter, node: Call, fn: FunctionNode): { readonly parameter: number; readonly value: Value } | undefined => {
  const answer = at.facts.operationsOf(node).find((operation) => operation.answer?.callback === fn)?.answer;
  return answer && { parameter: answer.parameter, value: at.evaluate(node) };
};

const applyEffect = (at: Interpreter, node: Call, effect: MemoryEffect): Value => {
  if (effect.kind === 'takes') {
    const of = at.evaluate(effect.of);
    return effect.field === undefined ? of : at.fieldOf(of, effect.field);
  }
  if (effect.kind === 'sets') {
    const target = at.evaluate(effect.target);
    at.setField(target, effect.field, at.evaluate(effect.value));
    return target;
  }
  const from = effect.from.map((part) => at.evaluate(part));
  if (effect.kind === 'assigns') {
    const target = at.evaluate(effect.target);
    at.assignAll(target, from);
    return target;
  }
  const [only] = from;
  if (only?.kind === 'list' || only?.kind === 'rows') return only;
  return allocated(at, node, from);
};

/** A fresh object with the fields of others. */
const allocated = (at: Interpreter, node: Call, from: readonly Value[]): Value => {
  const fields = new Map<string, Value>();
  const spreads: Value[] = [];
  for (const value of from) {
    if (value.kind !== 'object') {
      spreads.push(value);
      continue;
    }
    for (const [name, field] of [...value.fields, ...at.environment.fields(value)]) if (!isPseudoField(name)) fields.set(name, field);
    spreads.push(...value.spreads.filter((spread) => spread.kind !== 'object'));
  }
  return at.allocate(node, { kind: 'object', node, fields, spreads, block: at.block, when: [] });
};

const applyCallee = (at: Interpreter, node: Call, summary: Summary): Value => {
  const applied = applySummary(at, node, summary);
  for (const instance of applied.instances) at.instances.push(instance);
  for (const invocation of applied.invocations) at.invocations.push(invocation);
  for (const { target, field, value } of applied.assigns) at.setField(target, field, value);
  at.barrier(node, applied.throwsWhen);
  return applied.result;
};

const unknownCall = (at: Interpreter, node: Call): Value => {
  const values = node.arguments.map((argument) => at.evaluate(argument.type === 'SpreadElement' ? argument.argument : argument));
  for (const value of values) at.escape(value);
  const { callee } = node;
  if (node.type === 'NewExpression') {
    const made = constructed(at, node, values);
    if (made) return made;
    const spreads = values.filter((value) => value.kind === 'object' || value.kind === 'symbol' || value.kind === 'field');
    // `new Date(row.until)`
    if (spreads.length < values.length && values.some((value) => carriesRead(value))) return derive(values, callee.type === 'Identifier' ? callee.name : 'new');
    return allocated(at, node, spreads);
  }
  if (callee.type === 'MemberExpression') {
    const receiver = at.evaluate(callee.object);
    if (receiver.kind === 'row' || receiver.kind === 'object' || receiver.kind === 'list') at.escape(receiver);
    const name = memberName(callee);
    const known = [receiver, ...values].filter((value) => value.kind !== 'function');
    const derived = derive(known, name ?? '()', name !== undefined && values.length === 0 ? receiver : undefined);
    return derived.kind === 'unknown' ? { kind: 'symbol', symbol: { kind: 'site', node } } : derived;
  }
  noteInvocation(at, node, values);
  const name = callee.type === 'Identifier' ? callee.name : '()';
  const known = values.filter((value) => value.kind !== 'function' && value.kind !== 'unknown');
  return known.length === 0 ? { kind: 'symbol', symbol: { kind: 'site', node } } : derive(known, name);
};

/** A call of one of this function's own parameters: what a wrapper does with its callback. */
const noteInvocation = (at: Interpreter, node: TSESTree.CallExpression, values: readonly Value[]): void => {
  const parameter = ownParameter(at, node.callee);
  if (parameter !== undefined) at.invocations.push({ parameter, arguments: values, contexts: [...at.environment.transactions.all(), ...at.facts.contextsOf(node)], order: at.order });
};

/** `db.transaction(callback)`: one of this function's own parameters is what runs in the transaction. */
const handOn = (at: Interpreter, node: TSESTree.CallExpression, { callback, isolation, on }: Extent & { form: 'callback' }): void => {
  const parameter = ownParameter(at, callback);
  if (parameter !== undefined) at.invocations.push({ parameter, arguments: [], contexts: [{ kind: 'transaction', node, isolation, form: 'callback', on }, ...at.facts.contextsOf(node)], order: at.order });
};

const ownParameter = (at: Interpreter, node: TSESTree.Node): number | undefined => {
  const value = at.evaluate(node);
  return value.kind === 'symbol' && value.symbol.kind === 'parameter' && value.symbol.fn === at.fn ? value.symbol.index : undefined;
};
