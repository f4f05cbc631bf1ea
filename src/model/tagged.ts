/**
 * Options and results of fp-ts: what its constructors make, and what its guards ask. An object is tagged as the library's own are
 * (`_tag`, and `value`, `left` or `right`; fp-ts 2, modules Option and Either).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Interpreter } from './interpreter.js';
import { constant, undefinedValue, type Value } from './values.js';

const moduleName = /^fp-ts(?:\/(?:lib|es6))?\/(?:Option|Either)$/;

/** by constructor: its tag, and the field that holds what it is given */
const constructors: Readonly<Record<string, readonly [tag: string, field: string]>> = { some: ['Some', 'value'], right: ['Right', 'right'], left: ['Left', 'left'] };
const guards: Readonly<Record<string, string>> = { isSome: 'Some', isNone: 'None', isRight: 'Right', isLeft: 'Left' };

/** The function of fp-ts that an expression is, by its name there. */
const functionOf = (at: Interpreter, node: TSESTree.Node): string | undefined => {
  const origin = at.facts.resolver.origin(node);
  const root = origin.kind === 'member' ? origin.object : origin;
  if (root.kind !== 'import' || !moduleName.test(root.module)) return undefined;
  return origin.kind === 'member' ? origin.property : root.name;
};

/** `O.some(row)`, `E.isLeft(result)`; undefined: another call. */
export const evaluateTagged = (at: Interpreter, node: TSESTree.CallExpression, name: string): Value | undefined => {
  if (!Object.hasOwn(constructors, name) && !Object.hasOwn(guards, name)) return undefined;
  if (functionOf(at, node.callee) !== name) return undefined;
  const [argument] = node.arguments;
  const given = argument && argument.type !== 'SpreadElement' ? at.evaluate(argument) : undefinedValue;
  const asked = guards[name];
  if (asked !== undefined) return { kind: 'test', left: at.fieldOf(given, '_tag'), operator: '===', right: constant(asked) };
  const [tag, field] = constructors[name] ?? [];
  return tag === undefined || field === undefined ? undefined : at.allocate(node, { kind: 'object', node, fields: new Map([['_tag', constant(tag)], [field, given]]), spreads: [], block: at.block, when: [] });
};

/** `O.none` */
export const evaluateNone = (at: Interpreter, node: TSESTree.MemberExpression, name: string): Value | undefined =>
  name === 'none' && functionOf(at, node) === 'none' ? { kind: 'object', node, fields: new Map([['_tag', constant('None')]]), spreads: [], block: undefined, when: [] } : undefined;
