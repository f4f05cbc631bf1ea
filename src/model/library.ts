/**
 * What the methods of the language's own collections, promises and objects do with values.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import { current, dictionaryOf, fromPairs, holdsPairs, isFilled, keyedBy, keyField, lookupIn, membershipIn, pairsOf, rootField } from './dictionaries.js';
import { keys } from './environment.js';
import { memberName } from '../syntax/property-name.js';
import type { Interpreter } from './interpreter.js';
import { copyOf } from './objects.js';
import { evaluateTagged } from './tagged.js';
import { evaluateValidated } from './validators.js';
import { choose, constant, derive, undefinedValue, type Option, type Value } from './values.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** The value of a call of a built-in; undefined when it is none. */
export const evaluateLibraryCall = (at: Interpreter, node: Call): Value | undefined => {
  if (node.type === 'NewExpression') return construct(at, node);
  const { callee } = node;
  if (callee.type === 'FunctionExpression' || callee.type === 'ArrowFunctionExpression') return at.callbackResult(callee);
  if (callee.type === 'Identifier') return conversion(at, node, callee) ?? evaluateTagged(at, node, callee.name) ?? utility(at, node, callee, callee.name);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = memberName(callee);
  if (name === undefined) return undefined;
  if (callee.object.type === 'Identifier' && !at.facts.resolver.variable(callee.object)) {
    const found = namespace(at, node, callee.object.name, name);
    if (found) return found;
  }
  return evaluateTagged(at, node, name) ?? evaluateValidated(at, node, name) ?? utility(at, node, callee, name) ?? promise(at, node, callee, name) ?? collection(at, node, callee, name);
};

const argument = (at: Interpreter, node: Call, index: number): Value => {
  const found = node.arguments[index];
  return found ? at.evaluate(found.type === 'SpreadElement' ? found.argument : found) : undefinedValue;
};

const construct = (at: Interpreter, node: TSESTree.NewExpression): Value | undefined => {
  if (node.callee.type !== 'Identifier' || at.facts.resolver.variable(node.callee)) return undefined;
  const isMap = node.callee.name === 'Map' || node.callee.name === 'WeakMap';
  if (!isMap && node.callee.name !== 'Set' && node.callee.name !== 'WeakSet') return undefined;
  if (node.arguments.length === 0) return at.allocate(node, { kind: 'list', node, items: undefined, element: undefined, key: undefined });
  const from = argument(at, node, 0);
  if (isMap) return fromPairs(at, node, from);
  const element = at.element(from);
  return at.allocate(node, { kind: 'list', node, items: undefined, element, key: element });
};

const conversion = (at: Interpreter, node: TSESTree.CallExpression, callee: TSESTree.Identifier): Value | undefined => {
  if (at.facts.resolver.variable(callee)) return undefined;
  const first = argument(at, node, 0);
  if (callee.name === 'structuredClone') return copyOf(at, node, first);
  if (callee.name === 'Boolean') return { kind: 'not', of: { kind: 'not', of: first } };
  if (callee.name === 'String' || callee.name === 'Number' || callee.name === 'BigInt' || callee.name === 'parseInt' || callee.name === 'parseFloat') return derive([first], callee.name);
  return undefined;
};

const utilityModule = /^(?:lodash|lodash-es|underscore|ramda|remeda|radash|es-toolkit)(?:[/.]|$)/;

/** Predicates and selectors of the utility libraries, by the module that they come from. */
const utility = (at: Interpreter, node: TSESTree.CallExpression, callee: TSESTree.Node, name: string): Value | undefined => {
  const selector = selectors.has(name);
  if (!selector && !keyings.has(name) && !absences.has(name) && !differences.has(name) && !wrappers.has(name) && !copies.has(name)) return undefined;
  const origin = at.facts.resolver.origin(callee);
  const root = origin.kind === 'member' ? origin.object : origin;
  if (root.kind !== 'import') return undefined;
  const first = argument(at, node, 0);
  // the promise in a Result is the promise
  if (wrappers.has(name)) return root.module === 'neverthrow' ? first : undefined;
  if (!utilityModule.test(root.module)) return undefined;
  if (copies.has(name)) return copyOf(at, node, first);
  if (differences.has(name)) return difference(at, node, first);
  if (keyings.has(name)) return keyedBy(at, node, first, node.arguments[1]);
  return selector ? { kind: 'lookup', of: first, key: undefined, by: undefined } : { kind: 'not', of: first };
};

const absences = new Set(['isEmpty', 'isNil', 'isNull', 'isUndefined', 'empty', 'nil']);
const selectors = new Set(['first', 'head', 'last', 'maxBy', 'minBy']);

const differences = new Set(['difference', 'without']);
const copies = new Set(['clone', 'cloneDeep']);
const keyings = new Set(['keyBy', 'indexBy']);
const wrappers = new Set(['fromPromise', 'fromSafePromise']);

/** `difference(wanted, known)`: the elements of the one that aren't in the other. */
const difference = (at: Interpreter, node: TSESTree.CallExpression, of: Value): Value => {
  const known = argument(at, node, 1);
  const element = at.element(of);
  const condition: Value = { kind: 'membership', of: current(at, known), key: element, by: keyField(at, known) };
  return at.allocate(node, { kind: 'list', node, items: undefined, element: choose([{ value: element, block: undefined, when: [{ condition, holds: false }] }]), key: undefined });
};

const namespace = (at: Interpreter, node: TSESTree.CallExpression, object: string, name: string): Value | undefined => {
  const first = (): Value => argument(at, node, 0);
  switch (`${object}.${name}`) {
    case 'Promise.all':
    case 'Promise.resolve':
    case 'Object.freeze':
    case 'Array.from':
      return first();
    case 'Object.values': {
      const of = first();
      return dictionaryOf(at, of) ?? of;
    }
    case 'Promise.allSettled':
    case 'Promise.race':
    case 'Promise.any':
    case 'Object.keys':
    case 'JSON.parse':
    case 'JSON.stringify':
      return derive([first()], name);
    case 'Object.entries': {
      const of = first();
      return pairsOf(at, node, of) ?? derive([of], name);
    }
    case 'Object.hasOwn':
      return membershipIn(at, first(), argument(at, node, 1));
    case 'Object.fromEntries': {
      const of = first();
      return holdsPairs(at, of) ? fromPairs(at, node, of) : derive([of], name);
    }
    case 'Object.assign': {
      const target = first();
      at.assignAll(target, node.arguments.slice(1).map((part) => at.evaluate(part.type === 'SpreadElement' ? part.argument : part)));
      return target;
    }
    case 'Array.isArray':
      return derive([first()], name);
    default:
      return undefined;
  }
};

const promise = (at: Interpreter, node: TSESTree.CallExpression, callee: TSESTree.MemberExpression, name: string): Value | undefined => {
  // a Result's `andThen` is its `then`
  if (name !== 'then' && name !== 'andThen' && name !== 'catch' && name !== 'finally') return undefined;
  const receiver = at.evaluate(callee.object);
  if (name === 'finally') return receiver;
  const [first, second] = node.arguments;
  const result = first && isFunction(first) ? at.callbackResult(first) : undefined;
  if (name === 'then' || name === 'andThen') {
    const failed = second && isFunction(second) ? at.callbackResult(second) : undefined;
    const fulfilled = result ?? derive([receiver]);
    return failed ? either([fulfilled, failed]) : fulfilled;
  }
  return result ? either([receiver, result]) : receiver;
};

const isFunction = (node: TSESTree.Node): node is FunctionNode => node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';

const either = (values: readonly Value[]): Value => choose(values.map((value) => ({ value, block: undefined, when: [] })));

/** The field of the element that a predicate compares with something outside: `(row) => row.email === email`. */
const comparedBy = (element: Value, condition: Value | undefined): { readonly by: string | undefined; readonly key: Value | undefined } => {
  if (condition?.kind === 'logical') {
    const left = comparedBy(element, condition.left);
    return left.key ? left : comparedBy(element, condition.right);
  }
  if (condition?.kind === 'phi' && condition.options.length === 1) return comparedBy(element, condition.options[0]?.value);
  if (condition?.kind !== 'test' || (condition.operator !== '===' && condition.operator !== '==')) return { by: undefined, key: undefined };
  for (const [own, other] of [[condition.left, condition.right], [condition.right, condition.left]] as const) {
    if (own === element) return { by: undefined, key: other };
    const root = rootField(own);
    if (root?.of === element) return { by: root.name, key: other };
  }
  return { by: undefined, key: undefined };
};

const collection = (at: Interpreter, node: TSESTree.CallExpression, callee: TSESTree.MemberExpression, name: string): Value | undefined => {
  const [first] = node.arguments;
  const callback = first && isFunction(first) ? first : undefined;
  const receiver = (): Value => at.evaluate(callee.object);
  const list = (element: Value | undefined, length?: Value): Value => at.allocate(node, { kind: 'list', node, items: undefined, element, key: undefined, length });
  switch (name) {
    case 'map': {
      const of = receiver();
      const length = of.kind === 'rows' || (of.kind === 'list' && of.length) ? at.fieldOf(of, 'length') : undefined;
      // `rows.map(toDomain)`
      const result = callback ? at.callbackResult(callback) : first && length ? derive([at.element(of)], name) : undefined;
      if (!result) return callback ? derive([of], name) : undefined;
      return list(emptyGuard(at.element(of), result), length);
    }
    case 'flatMap': {
      const result = callback && at.callbackResult(callback);
      if (!result) return callback ? derive([receiver()], name) : undefined;
      return list(at.element(emptyGuard(at.element(receiver()), result)));
    }
    case 'filter': {
      if (!callback) return receiver();
      const condition = at.callbackResult(callback);
      const element = at.element(receiver());
      return list(condition ? choose([{ value: element, block: undefined, when: [{ condition, holds: true }] }]) : element);
    }
    case 'find':
    case 'findLast':
    case 'findIndex':
    case 'some': {
      if (!callback) return undefined;
      const of = receiver();
      const { by, key } = comparedBy(at.element(of), at.callbackResult(callback));
      return name === 'some' ? { kind: 'membership', of, key, by } : { kind: 'lookup', of, key, by };
    }
    case 'every':
      return callback ? derive([receiver(), at.callbackResult(callback) ?? undefinedValue], name) : undefined;
    case 'includes':
    case 'has':
    case 'hasOwnProperty':
      return first ? membershipIn(at, receiver(), argument(at, node, 0)) : undefined;
    case 'indexOf':
    case 'at': {
      const of = receiver();
      return first && of.kind !== 'symbol' && of.kind !== 'field' ? lookupIn(at, of, argument(at, node, 0)) : undefined;
    }
    case 'get':
      return first ? lookupIn(at, receiver(), argument(at, node, 0)) : undefined;
    case 'pop':
    case 'shift':
      return first ? undefined : lookupIn(at, receiver(), constant(0));
    case 'first': {
      // no array has it: a query that a helper built is run for its first row
      const of = receiver();
      return isRows(of) ? lookupIn(at, of, constant(0)) : undefined;
    }
    case 'splice': {
      const of = receiver();
      at.addElement(of, derive([of, ...node.arguments.map((_, index) => argument(at, node, index))], name));
      return derive([of], name);
    }
    case 'push':
    case 'unshift':
    case 'add':
      return add(at, node, receiver());
    case 'set': {
      const of = receiver();
      if (of.kind !== 'list') return undefined;
      at.environment.setField(of, keys, argument(at, node, 0), at.block);
      at.addElement(of, argument(at, node, 1));
      return of;
    }
    case 'slice':
    case 'sort':
    case 'reverse':
    case 'toSorted':
    case 'toReversed':
    case 'flat':
    case 'values': {
      const of = receiver();
      return of.kind === 'list' || of.kind === 'rows' || of.kind === 'phi' ? of : undefined;
    }
    case 'entries':
      return first ? undefined : pairsOf(at, node, receiver());
    case 'concat': {
      const parts = [receiver(), ...node.arguments.map((_, index) => argument(at, node, index))];
      return parts.some((part) => part.kind === 'list' || part.kind === 'rows') ? list(either(parts.map((part) => at.element(part)))) : undefined;
    }
    case 'reduce':
    case 'reduceRight': {
      if (!callback) return undefined;
      const result = at.callbackResult(callback);
      // an object that is filled, and handed on
      return result !== undefined && isFilled(result) && result === argument(at, node, 1) ? result : derive([receiver(), result ?? undefinedValue], name);
    }
    case 'equals': {
      const [, other] = node.arguments;
      return first && !other ? { kind: 'test', operator: '===', left: receiver(), right: argument(at, node, 0) } : undefined;
    }
    case 'forEach':
      return callback ? undefinedValue : undefined;
    default:
      return undefined;
  }
};

/** What guards the element of the receiver guards what is made of it. */
const emptyGuard = (element: Value, result: Value): Value => {
  if (element.kind !== 'phi') return result;
  const when = element.options.flatMap((option): Option[] => (option.block || option.when.length > 0 ? [{ value: result, block: option.block, when: option.when }] : []));
  return when.length === 0 ? result : choose(when);
};

/** Rows of a read, on every path. */
const isRows = (value: Value): boolean => (value.kind === 'phi' ? value.options.every((option) => isRows(option.value)) : value.kind === 'rows');

const add = (at: Interpreter, node: TSESTree.CallExpression, of: Value): Value | undefined => {
  if (of.kind !== 'list' && of.kind !== 'rows' && of.kind !== 'phi' && of.kind !== 'field' && of.kind !== 'logical') return undefined;
  for (const part of node.arguments) {
    const value = at.evaluate(part.type === 'SpreadElement' ? part.argument : part);
    at.addElement(of, part.type === 'SpreadElement' ? at.element(value) : value);
  }
  return of;
};
