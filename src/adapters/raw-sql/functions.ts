/** Functions of the project, in whatever file, that stand between a call and a driver. */
import type { TSESTree } from '@typescript-eslint/utils';
import { entryOf, followed, inherited, instanceOf } from '../../resolve/instances.js';
import { importedPlace, type Place } from '../../resolve/modules.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { isFunction, type FunctionNode } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';

export interface FunctionPlace {
  readonly fn: FunctionNode;
  readonly at: Resolver;
}

/** Opens files though no operation lies behind them: a module that only makes a pool has no SQL in it. */
export const openly = <T>(at: Resolver, ask: () => T): T => (at.modules === undefined ? ask() : at.modules.anything(ask));

/** Where an import of the project is declared. */
export const declaredPlace = (origin: Extract<Origin, { kind: 'import' }>, at: Resolver): Place | undefined => openly(at, () => importedPlace(origin.module, origin.name, at));

const functionIn = ({ node, at }: Place): FunctionPlace | undefined => {
  const value = at.constant(node);
  if (isFunction(value)) return { fn: value, at };
  const origin = at.origin(value);
  return origin.kind === 'function' ? { fn: origin.fn, at } : undefined;
};

/** The function of the project that a call runs; undefined where it can't be told. */
export const calledFunction = (call: TSESTree.CallExpression, at: Resolver): FunctionPlace | undefined => openly(at, () => find(call, at));

/** The function of the project that a name means; undefined where it can't be told. */
export const namedFunction = (name: TSESTree.Identifier, at: Resolver): FunctionPlace | undefined =>
  openly(at, () => {
    const origin = at.origin(name);
    const place = origin.kind === 'import' ? importedPlace(origin.module, origin.name, at) : { node: name, at };
    return place === undefined ? undefined : functionIn(place);
  });

const find = (call: TSESTree.CallExpression, at: Resolver): FunctionPlace | undefined => {
  const callee = at.bare(call.callee);
  const origin = at.origin(callee);
  if (origin.kind === 'function') return { fn: origin.fn, at };
  if (origin.kind === 'import') {
    const place = importedPlace(origin.module, origin.name, at);
    return place === undefined ? undefined : functionIn(place);
  }
  if (callee.type !== 'MemberExpression') return origin.kind === 'expression' || origin.kind === 'call' ? functionIn({ node: callee, at }) : undefined;
  const name = memberName(callee);
  return name === undefined ? undefined : methodOf(at.origin(callee.object), name, at);
};

/** The method of an instance, or the function in an object, that a member is. */
const methodOf = (object: Origin, name: string, at: Resolver): FunctionPlace | undefined => {
  const owner = instanceOf(object, at);
  const member = owner === undefined ? undefined : inherited(owner, name);
  if (member?.member.fn !== undefined) return { fn: member.member.fn, at: member.at };
  if (owner !== undefined) return undefined;
  const entry = entryOf(object, name, at);
  if (entry !== undefined) return functionIn(entry);
  // `import * as db from './db'`
  const place = object.kind === 'import' ? followed({ ...object, name }, at) : undefined;
  return place?.origin.kind === 'function' ? { fn: place.origin.fn, at: place.at } : undefined;
};
