/**
 * Collections that are asked by a key: Maps, Sets, lists, and objects whose members are assigned by computed names (`byId[row.id] = row`).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { elements, keys } from './environment.js';
import type { Interpreter } from './interpreter.js';
import { derive, optionsOf, type ListValue, type Value } from './values.js';

const isCollection = (value: Value): boolean => value.kind === 'list' || value.kind === 'rows' || value.kind === 'phi' || value.kind === 'derived' || value.kind === 'field' || value.kind === 'logical' || value.kind === 'lookup' || value.kind === 'symbol';

/** The field of a collection's element that its key is: `new Set(rows.map((row) => row.email))` is asked by `email`. */
export const keyField = (at: Interpreter, of: Value): string | undefined => {
  const key = of.kind === 'list' ? (at.environment.field(of, keys) ?? of.key ?? at.element(of)) : of.kind === 'object' ? at.environment.field(of, keys) : undefined;
  const [option] = key?.kind === 'phi' ? key.options : [];
  const value = option?.value ?? key;
  return value && rootField(value)?.name;
};

/** The member of a value that a value is, or is computed from alone, and the value that has it. */
export const rootField = (value: Value): { readonly of: Value; readonly name: string } | undefined => {
  if (value.kind === 'derived' && value.from.length === 1 && value.from[0]) return rootField(value.from[0]);
  if (value.kind !== 'field') return undefined;
  return rootField(value.of) ?? { of: value.of, name: value.name };
};

/** A list with what was added to it so far: later additions are not a part of this answer. */
export const current = (at: Interpreter, of: Value): Value => {
  if (of.kind !== 'list' || !at.environment.field(of, elements)) return of;
  return { kind: 'list', node: of.node, items: undefined, element: at.element(of), key: at.environment.field(of, keys) ?? of.key };
};

/** An object whose members have computed names, as a list with keys; undefined where it has none. */
export const dictionaryOf = (at: Interpreter, of: Value): ListValue | undefined => {
  const element = of.kind === 'object' ? at.environment.field(of, elements) : undefined;
  const key = element && at.environment.field(of, keys);
  return of.kind === 'object' && key ? { kind: 'list', node: of.node, items: undefined, element, key } : undefined;
};

/** What can be asked by a key, as it stands here. */
const collectionOf = (at: Interpreter, of: Value): Value | undefined => dictionaryOf(at, of) ?? (isCollection(of) ? current(at, of) : undefined);

/** Whether a collection has an element with a key; undefined where it is none. */
export const membershipIn = (at: Interpreter, of: Value, key: Value): Value | undefined => {
  const asked = collectionOf(at, of);
  return asked && { kind: 'membership', of: asked, key, by: keyField(at, of) };
};

/** The element of a collection with a key; undefined where it is none. */
export const lookupIn = (at: Interpreter, of: Value, key: Value): Value | undefined => {
  const asked = collectionOf(at, of);
  if (!asked) return undefined;
  const by = keyField(at, of);
  return { kind: 'lookup', of: by === undefined ? asked : rowsKept(asked), key, by };
};

/** The rows that a list holds just as they were read: `new Map(rows.map((row) => [row.id, row]))` is asked for one of the rows. */
const rowsKept = (list: Value): Value => (list.kind === 'list' && list.element?.kind === 'element' && list.element.of.kind === 'rows' ? list.element.of : list);

/** A collection of pairs `[key, value]` becomes one that is asked by the key: `new Map(pairs)`, `Object.fromEntries(pairs)`. */
export const fromPairs = (at: Interpreter, node: TSESTree.CallExpression | TSESTree.NewExpression, pairs: Value): Value => {
  const pair = at.element(pairs);
  return at.allocate(node, { kind: 'list', node, items: undefined, element: at.fieldOf(pair, '1'), key: at.fieldOf(pair, '0') });
};

/** Whether the elements of a list are pairs that were written down: `rows.map((row) => [row.id, row])`, not the entries of some object. */
export const holdsPairs = (at: Interpreter, of: Value): boolean => optionsOf(at.element(of)).every(({ value }) => value.kind === 'list' && value.items?.length === 2);

/** The pairs of a key and an element (`map.entries()`, `Object.entries(byId)`); undefined where the keys aren't known. */
export const pairsOf = (at: Interpreter, node: TSESTree.Node, of: Value): Value | undefined => {
  const asked = dictionaryOf(at, of) ?? current(at, of);
  if (asked.kind !== 'list' || asked.key === undefined || asked.element === undefined) return undefined;
  return { kind: 'list', node, items: undefined, element: { kind: 'list', node, items: [asked.key, asked.element], element: undefined, key: undefined }, key: undefined };
};

/** `target[key] = value` */
export const assignKeyed = (at: Interpreter, target: Value, key: Value, value: Value): void => {
  for (const { value: option } of target.kind === 'phi' ? target.options : [{ value: target }]) {
    if (option.kind === 'object') at.environment.setField(option, keys, key, at.block);
    at.addElement(option, value);
  }
};

/** What a callback of `reduce` is given first: the object that it fills, or a value made of the elements. */
export const accumulatorOf = (at: Interpreter, call: TSESTree.CallExpression | TSESTree.NewExpression, receiver: Value): Value => {
  const initial = call.arguments.slice(1).map((node) => at.evaluate(node));
  const [filled] = initial;
  return filled !== undefined && isFilled(filled) ? filled : derive([receiver, ...initial]);
};

/** Whether a value is an object or a collection that was made here: who is given it can fill it. */
export const isFilled = (value: Value): boolean => value.kind === 'object' || value.kind === 'list';

/** `keyBy(rows, 'id')`, `keyBy(rows, (row) => row.id)`: undefined where the selector is no name of a member. */
export const keyedBy = (at: Interpreter, node: TSESTree.CallExpression, rows: Value, selector: TSESTree.Node | undefined): Value | undefined => {
  const name = selector && selectedName(selector);
  if (name === undefined) return undefined;
  const element = at.element(rows);
  return at.allocate(node, { kind: 'list', node, items: undefined, element, key: at.fieldOf(element, name) });
};

const selectedName = (selector: TSESTree.Node): string | undefined => {
  if (selector.type === 'Literal') return typeof selector.value === 'string' ? selector.value : undefined;
  if (selector.type !== 'ArrowFunctionExpression' || selector.body.type !== 'MemberExpression' || selector.body.computed) return undefined;
  const [parameter] = selector.params;
  const { object, property } = selector.body;
  return parameter?.type === 'Identifier' && object.type === 'Identifier' && object.name === parameter.name && property.type === 'Identifier' ? property.name : undefined;
};
