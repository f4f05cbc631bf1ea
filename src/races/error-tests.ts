/**
 * What an error handler asks of the error: which field, compared with what; also through variables, destructuring and predicate helpers of this file or
 * another.
 *
 * In: a body and the parameter that holds the error. Out: its tests, and whether the error goes where nothing can be seen. Never assumed: that a function
 * out of sight doesn't test the error.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { calleeElsewhere, calleeInFile } from '../model/callees.js';
import type { Resolver } from '../resolve/resolver.js';
import { childrenOf } from '../syntax/descendants.js';
import { parametersOf } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';
import { isCondition } from './conditions.js';

export interface ErrorTest {
  /** property names, from the error */
  readonly path: readonly string[];
  /** `absent`: asked for not being there */
  readonly how: 'equals' | 'contains' | 'class' | 'absent';
  /** what it is compared with, or the name of the class; undefined: nothing that is written down */
  readonly value: string | number | undefined;
  readonly node: TSESTree.Node;
  /** the file of `node` */
  readonly at: Resolver;
  /** the call in the handler by which a helper was asked; undefined: the handler asks itself */
  readonly call: TSESTree.CallExpression | undefined;
}

export interface ErrorTests {
  readonly tests: readonly ErrorTest[];
  /** a function that isn't in view is asked about the error */
  readonly opaque: boolean;
}

interface Search {
  readonly root: TSESLint.Scope.Variable | undefined;
  readonly prefix: readonly string[];
  readonly at: Resolver;
  readonly call: TSESTree.CallExpression | undefined;
  readonly depth: number;
  readonly found: ErrorTest[];
  readonly state: { opaque: boolean };
}

type Path = readonly string[];

const maxDepth = 3;

/** The tests of a handler's body, or a predicate's, on its parameter. */
export const errorTestsOf = (body: TSESTree.Node, parameter: TSESTree.Node | undefined, at: Resolver): ErrorTests => {
  const root = parameter?.type === 'Identifier' ? declaredBy(parameter, at) : undefined;
  const search: Search = { root, prefix: [], at, call: undefined, depth: 0, found: [], state: { opaque: parameter !== undefined && root === undefined } };
  visit(body, search);
  return { tests: search.found, opaque: search.state.opaque };
};

const declaredBy = (identifier: TSESTree.Identifier, at: Resolver): TSESLint.Scope.Variable | undefined => {
  const manager = at.sourceCode.scopeManager;
  let node: TSESTree.Node = identifier;
  while (manager && node.parent) {
    node = node.parent;
    const found = manager.getDeclaredVariables(node).find((variable) => variable.identifiers.includes(identifier));
    if (found) return found;
  }
  return undefined;
};

/** The ways from the error to a value; several where it is one of two (`error.cause ?? error`). */
const pathsOf = (node: TSESTree.Node, search: Search, depth = 0): readonly Path[] => {
  if (depth > 8) return [];
  const bare = search.at.bare(node);
  switch (bare.type) {
    case 'Identifier':
      return ofVariable(search.at.variable(bare), search, depth);
    case 'MemberExpression': {
      const name = memberName(bare);
      return name === undefined ? [] : pathsOf(bare.object, search, depth + 1).map((path) => [...path, name]);
    }
    case 'LogicalExpression':
      return bare.operator === '&&' ? pathsOf(bare.right, search, depth + 1) : oneOf(bare.left, bare.right, search, depth);
    case 'ConditionalExpression':
      return oneOf(bare.consequent, bare.alternate, search, depth);
    case 'CallExpression':
      return ofCall(bare, search, depth);
    default:
      return [];
  }
};

/** `error.cause ?? error`, `error.code ?? codeOf(error)`: what a function finds instead is a field of the same name, on another way. */
const oneOf = (first: TSESTree.Node, second: TSESTree.Node, search: Search, depth: number): readonly Path[] => {
  const [left, right] = [pathsOf(first, search, depth + 1), pathsOf(second, search, depth + 1)];
  if (right.length > 0) return [...left, ...right];
  const call = search.at.bare(second);
  const given = call.type === 'CallExpression' ? call.arguments.flatMap((argument) => (argument.type === 'SpreadElement' ? [] : pathsOf(argument, search, depth + 1))) : [];
  return [...left, ...given.flatMap((path) => left.map((other) => [...path, '()', ...other.slice(-1)]))];
};

/** `String(error.message)`, `error.message.toLowerCase()` */
const ofCall = (call: TSESTree.CallExpression, search: Search, depth: number): readonly Path[] => {
  if (call.callee.type === 'Identifier' && call.callee.name === 'String' && call.arguments[0]) return pathsOf(call.arguments[0], search, depth + 1);
  const name = call.callee.type === 'MemberExpression' ? memberName(call.callee) : undefined;
  return call.callee.type === 'MemberExpression' && name !== undefined && /^(?:toLowerCase|toUpperCase|toString|trim)$/.test(name) ? pathsOf(call.callee.object, search, depth + 1) : [];
};

const ofVariable = (variable: TSESLint.Scope.Variable | undefined, search: Search, depth: number): readonly Path[] => {
  if (variable === undefined) return [];
  if (variable === search.root) return [search.prefix];
  const [definition] = variable.defs;
  if (definition?.type !== 'Variable' || definition.node.init === null) return [];
  const { id, init } = definition.node;
  if (id.type === 'Identifier') return pathsOf(init, search, depth + 1);
  if (id.type !== 'ObjectPattern') return [];
  const taken = id.properties.find((property) => property.type === 'Property' && variable.identifiers.some((identifier) => property.value === identifier || (property.value.type === 'AssignmentPattern' && property.value.left === identifier)));
  const name = taken?.type === 'Property' && taken.key.type === 'Identifier' ? taken.key.name : undefined;
  return name === undefined ? [] : pathsOf(init, search, depth + 1).map((path) => [...path, name]);
};

const add = (search: Search, paths: readonly Path[], test: Pick<ErrorTest, 'how' | 'value' | 'node'>): void => {
  for (const path of paths) search.found.push({ ...test, path, at: search.at, call: search.call });
};

const valueOf = (node: TSESTree.Node, { at }: Search): string | number | undefined => {
  const bare = at.constant(node);
  if (bare.type === 'Literal' && typeof bare.value === 'number') return bare.value;
  if (bare.type === 'Literal' && 'regex' in bare) return bare.regex.pattern;
  return at.text(node);
};

const visit = (node: TSESTree.Node, search: Search): void => {
  if (node.type === 'UnaryExpression' && node.operator === '!') add(search, pathsOf(node.argument, search), { how: 'absent', value: undefined, node: node.argument });
  else if (node.type === 'BinaryExpression') comparison(node, search);
  else if (node.type === 'SwitchStatement') cases(node, search);
  else if (node.type === 'CallExpression') called(node, search);
  for (const child of childrenOf(node)) visit(child, search);
};

const comparison = (node: TSESTree.BinaryExpression, search: Search): void => {
  if (!/^(?:[!=]==?|instanceof)$/.test(node.operator)) return;
  const left = pathsOf(node.left, search);
  const right = node.operator === 'instanceof' ? [] : pathsOf(node.right, search);
  const [paths, subject, other] = left.length > 0 ? [left, node.left, node.right] : [right, node.right, node.left];
  if (node.operator === 'instanceof') add(search, paths, { how: 'class', value: className(node.right), node: subject });
  else add(search, paths, { how: isNothing(other) ? 'absent' : 'equals', value: valueOf(other, search), node: subject });
};

const isNothing = (node: TSESTree.Node): boolean => (node.type === 'Literal' && node.value === null) || (node.type === 'Identifier' && node.name === 'undefined');

const className = (node: TSESTree.Node): string | undefined => (node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? memberName(node) : undefined);

const cases = (node: TSESTree.SwitchStatement, search: Search): void => {
  const paths = pathsOf(node.discriminant, search);
  for (const { test } of node.cases) if (test) add(search, paths, { how: 'equals', value: valueOf(test, search), node: node.discriminant });
};

const containing = /^(?:includes|startsWith|endsWith|indexOf|match|search|test|has)$/;

const called = (call: TSESTree.CallExpression, search: Search): void => {
  const { callee } = call;
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  const [first] = call.arguments;
  if (callee.type === 'MemberExpression' && name !== undefined && containing.test(name) && first && first.type !== 'SpreadElement') {
    const own = pathsOf(callee.object, search);
    const given = pathsOf(first, search);
    add(search, own, { how: 'contains', value: valueOf(first, search), node: callee.object });
    if (given.length > 0) inCollection(callee.object, given, first, search);
    return;
  }
  // `String(error)` is the error in words, no question
  if (ofCall(call, search, 0).length > 0) return;
  const index = call.arguments.findIndex((argument) => argument.type !== 'SpreadElement' && pathsOf(argument, search).length > 0);
  if (index >= 0) follow(call, index, search);
};

/** `['23505', '23503'].includes(error.code)`, `/duplicate/.test(error.message)` */
const inCollection = (collection: TSESTree.Node, paths: readonly Path[], node: TSESTree.Node, search: Search): void => {
  const bare = search.at.constant(collection);
  if (bare.type === 'Literal' && 'regex' in bare) add(search, paths, { how: 'contains', value: bare.regex.pattern, node });
  const list = bare.type === 'NewExpression' && bare.arguments[0] ? search.at.constant(bare.arguments[0]) : bare;
  if (list.type !== 'ArrayExpression') return;
  for (const element of list.elements) if (element && element.type !== 'SpreadElement') add(search, paths, { how: 'equals', value: valueOf(element, search), node });
};

/** A helper that is given the error, or a part of it. */
const follow = (call: TSESTree.CallExpression, index: number, search: Search): void => {
  const inFile = calleeInFile(call, search.at);
  const callee = inFile ? { fn: inFile, at: search.at } : search.at.modules?.anything(() => calleeElsewhere(call, search.at));
  const argument = call.arguments[index];
  const parameter = callee && parametersOf(callee.fn)[index];
  if (!callee || search.depth >= maxDepth || parameter?.type !== 'Identifier' || !argument) {
    if (isCondition(call)) Object.assign(search.state, { opaque: true });
    return;
  }
  const root = declaredBy(parameter, callee.at);
  for (const prefix of pathsOf(argument, search)) visit(callee.fn.body, { ...search, root, prefix, at: callee.at, call: search.call ?? call, depth: search.depth + 1 });
};
