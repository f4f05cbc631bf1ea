/**
 * Which calls may lead into another file, by their form and by where their receiver comes from; nothing is opened for it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { ownerOf } from '../resolve/modules.js';
import type { Origin, Resolver, TypeName } from '../resolve/resolver.js';
import { anyWithin } from '../syntax/descendants.js';
import { isFunction, type FunctionNode } from '../syntax/functions.js';
import { isAwaitedOrReturned } from '../syntax/is-awaited.js';
import { handedOn, iterating } from './callee-names.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** Names of methods that belong to promises and collections. */
const builtIn = new Set(['then', 'catch', 'finally', 'all', 'allSettled', 'push', 'json', 'toString']);

/** Whether a call's form lets it run a function of another file. */
export const mayLeave = (call: Call): call is TSESTree.CallExpression => {
  if (call.type !== 'CallExpression') return false;
  const { callee } = call;
  if (callee.type === 'Identifier') return true;
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier' || (builtIn.has(callee.property.name) && !handedOn(call))) return false;
  return !iterating.has(callee.property.name) || call.arguments[0] === undefined || !isFunction(call.arguments[0]);
};

/** Whether a function waits for one of its parameters, which it calls, or gives what that gives. */
export const awaitsParameter = (fn: FunctionNode, index: number): boolean =>
  anyWithin(fn.body, (node) => node.type === 'CallExpression' && node.callee.type === 'Identifier' && isAwaitedOrReturned(node) && parameterOf(node.callee, fn) === index);

/** The parameter of a function that an expression inside it is, by its place. */
export const parameterOf = (node: TSESTree.Node, fn: FunctionNode): number | undefined => {
  const origin = ownerOf(fn)?.origin(node);
  return origin?.kind === 'parameter' && origin.fn === fn && origin.path.length === 0 ? origin.index : undefined;
};

export interface CameFrom {
  readonly module: string | undefined;
  /** the name of its written type in that module */
  readonly type?: string | undefined;
  /** the function of that module that gives it */
  readonly factory?: string;
  /** the name of the function, where it isn't the callee's */
  readonly name?: string;
}

/** The module that a receiver comes from: by its import, its written type, its construction; `undefined` inside: it can't be told yet. */
export const cameFrom = (origin: Origin, resolver: Resolver, depth = 0): CameFrom | undefined => {
  if (depth > 4) return undefined;
  switch (origin.kind) {
    case 'import':
      return { module: origin.module };
    case 'new':
      return cameFrom(origin.callee, resolver, depth + 1);
    case 'call':
      return made(origin.callee, resolver, depth);
    case 'member':
      return cameFrom(origin.object, resolver, depth + 1) ?? writtenModule(origin.node, resolver);
    case 'field':
      return writtenModule(origin.declaration, resolver) ?? (origin.value ? cameFrom(resolver.origin(origin.value), resolver, depth + 1) : undefined);
    case 'parameter':
      return writtenModule(origin.node, resolver);
    case 'class':
    case 'this':
      return origin.class?.superClass ? { module: undefined } : undefined;
    case 'either':
      return origin.options.map((option) => cameFrom(option, resolver, depth + 1)).find((from) => from !== undefined);
    default:
      return undefined;
  }
};

const made = (callee: Origin, resolver: Resolver, depth: number): CameFrom | undefined => {
  const from = cameFrom(callee, resolver, depth + 1);
  return from && callee.kind === 'import' ? { ...from, factory: callee.name } : from;
};

/** The module of the type that is written for an expression, also by a cast (`container.resolve('users') as UserService`). */
export const writtenModule = (node: TSESTree.Node, resolver: Resolver): CameFrom | undefined => {
  const type = resolver.annotation(node);
  if (type === undefined) return undefined;
  const factory = factoryOf(type);
  if (factory) return { module: factory.module, ...(factory.imported === undefined ? {} : { factory: factory.imported }) };
  return type.module === undefined ? (isBuiltInType(type.name) ? undefined : { module: undefined }) : { module: type.module, type: type.imported };
};

/** `ReturnType<typeof createUsers>`, also awaited: the function. */
const factoryOf = ({ name, arguments: [argument] }: TypeName): TypeName | undefined => (name === 'ReturnType' ? argument : name === 'Awaited' && argument ? factoryOf(argument) : undefined);

/** The module that a callee comes from by the types that are inferred: where its function is declared, or its receiver's class. @param resolver one that infers */
export const inferredModule = (callee: TSESTree.Node, resolver: Resolver): CameFrom | undefined => {
  const declared = resolver.types?.declarationOf(callee);
  if (declared) return { module: declared.module, name: declared.name };
  return callee.type === 'MemberExpression' ? writtenModule(callee.object, resolver) : undefined;
};

const isBuiltInType = (name: string): boolean => /^(?:string|number|boolean|bigint|object|symbol|Array|Map|Set|Record|Date|Promise|Request|Response|FormData|URL|Headers|Buffer)$/.test(name);

/** `this.find()`, where the class has a base class that isn't in view. */
export const inheritsElsewhere = (call: TSESTree.Node, resolver: Resolver): boolean => {
  let around = resolver.classOf(call);
  for (let level = 0; around && level < 5; level++) {
    if (!around.superClass) return false;
    const origin = resolver.origin(around.superClass);
    if (origin.kind !== 'class') return origin.kind === 'import';
    around = origin.class;
  }
  return false;
};
