/**
 * Functions of the project that hand SQL on to a driver: `query(text, values)`, `db.query(…)`, `run(client, text)`.
 *
 * In: a call. Out: which of its arguments are text, values and connection, and which part of the driver's result it gives. Never assumed: a
 * function that hands on something else than what it is given.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { callsIn } from '../../syntax/file-calls.js';
import type { FunctionNode } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { patternPath } from '../../resolve/patterns.js';
import type { Driver } from './drivers.js';
import type { FunctionPlace } from './functions.js';
import { evidenceOf } from './handles.js';
import { sending } from './names.js';

export interface Wrapper {
  readonly driver: Driver;
  /** the driver's method that is called */
  readonly method: string;
  /** the parameter that is the text, and the one that stands for placeholders */
  readonly text: number;
  readonly values: number | undefined;
  /** the parameter that is the connection; undefined: the function's own */
  readonly handle: number | undefined;
  /** from the driver's result to what the function gives; undefined: it can't be told */
  readonly path: readonly string[] | undefined;
}

const known = new WeakMap<FunctionNode, Wrapper | undefined>();

/** How a function hands SQL on; undefined: not at all. */
export const wrapperOf = (place: FunctionPlace): Wrapper | undefined => {
  if (!known.has(place.fn)) {
    known.set(place.fn, undefined);
    known.set(place.fn, find(place));
  }
  return known.get(place.fn);
};

const parameterIndex = (node: TSESTree.Node | undefined, fn: FunctionNode, at: Resolver): number | undefined => {
  const origin = node === undefined ? undefined : at.origin(node);
  const found = origin?.kind === 'either' ? origin.options.find((option) => option.kind === 'parameter' && option.fn === fn) : origin;
  return found?.kind === 'parameter' && found.fn === fn && found.path.length === 0 ? found.index : undefined;
};

/** `db.query(format(text, values))`: what a text is made of by a call. */
const formatted = (args: readonly TSESTree.CallExpressionArgument[]): readonly TSESTree.CallExpressionArgument[] => {
  const [first] = args;
  return args.length === 1 && first?.type === 'CallExpression' ? first.arguments : args;
};

const find = ({ fn, at }: FunctionPlace): Wrapper | undefined => {
  for (const node of callsIn(at.sourceCode)) {
    if (node.type !== 'CallExpression' || node.range[0] < fn.range[0] || node.range[1] > fn.range[1]) continue;
    const call = methodCall(node);
    if (call === undefined || !sending.has(call.name)) continue;
    const [first, second] = formatted(call.args);
    const text = parameterIndex(first, fn, at);
    const evidence = text === undefined ? undefined : evidenceOf(call.receiver, at);
    if (text === undefined || evidence === undefined) continue;
    const handle = parameterIndex(call.receiver, fn, at);
    return { driver: evidence.driver, method: call.name, text, values: parameterIndex(second, fn, at), handle, path: returnedPath(call, fn, at) };
  }
  return undefined;
};

/** The way from the result of a call to what the function returns. */
const returnedPath = (call: MethodCall, fn: FunctionNode, at: Resolver): readonly string[] | undefined => {
  const returned: TSESTree.Node[] = [];
  if (fn.body.type !== 'BlockStatement') returned.push(fn.body);
  else
    anyInFunction(fn.body, (node) => {
      if (node.type === 'ReturnStatement' && node.argument !== null) returned.push(node.argument);
      return false;
    });
  for (const node of returned) {
    const path = pathTo(node, call.node, at);
    if (path !== undefined) return path;
  }
  return undefined;
};

const pathTo = (node: TSESTree.Node, call: TSESTree.Node, at: Resolver): readonly string[] | undefined => {
  let current = at.bare(node);
  const path: string[] = [];
  for (;;) {
    if (current === call) return path;
    // `rows[0] ?? null`
    if (current.type === 'LogicalExpression' && current.operator !== '&&') current = at.bare(current.left);
    else if (current.type === 'MemberExpression') {
      const name = memberName(current);
      if (name === undefined) return undefined;
      path.unshift(name);
      current = at.bare(current.object);
    } else if (current.type === 'Identifier') {
      const declared = at.variable(current)?.defs[0];
      const { steps, root } = patternPath(declared?.name ?? current);
      const names = steps.flatMap((step) => (step.kind === 'member' ? [step.name] : []));
      const init = declared?.type === 'Variable' && root.parent?.type === 'VariableDeclarator' ? root.parent.init : null;
      if (init === null || names.length < steps.length) return undefined;
      path.unshift(...names);
      current = at.bare(init);
    } else return undefined;
    if (path.length > 8) return undefined;
  }
};
