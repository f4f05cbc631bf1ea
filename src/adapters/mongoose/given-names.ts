/**
 * The collection that a function gives, where it's the caller who says which: `getCollection('users')`, `new Store('users').collection()`.
 *
 * In: what the function returns, and the call. Out: the collection's table. A name that can't be read is the receiver's: one store is one collection.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Table } from '../../operations/operation.js';
import { constructorArgument, constructorParameter } from '../../resolve/constructed.js';
import { followed, type FunctionPlace } from '../../resolve/instances.js';
import type { Resolver } from '../../resolve/resolver.js';
import { argument, methodCall } from './facts.js';
import { tableNamed } from './tables.js';

/** The table by what the caller gives; undefined where the function itself says the name. */
export const givenName = (returned: TSESTree.Node, { fn, at: home }: FunctionPlace, call: TSESTree.CallExpression, at: Resolver): Table | undefined => {
  const inner = methodCall(home.bare(returned));
  const name = inner?.name === 'collection' ? argument(inner.args, 0) : undefined;
  if (name === undefined || home.text(name) !== undefined) return undefined;
  const origin = home.origin(name);
  if (origin.kind === 'parameter' && origin.fn === fn && origin.path.length === 0) {
    const given = argument(call.arguments, origin.index);
    return given && tableNamed(at.text(given) ?? at.sourceCode.getText(given));
  }
  const receiver = call.callee.type === 'MemberExpression' ? call.callee.object : undefined;
  return receiver && tableNamed(nameOfInstance(name, home, receiver, at) ?? at.sourceCode.getText(receiver));
};

/** What the constructor of the receiver was given for the field that holds the name. */
const nameOfInstance = (name: TSESTree.Node, home: Resolver, receiver: TSESTree.Node, at: Resolver): string | undefined => {
  const parameter = constructorParameter(home.origin(name), home);
  const made = followed(at.origin(receiver), at);
  if (!parameter || made?.origin.kind !== 'new') return undefined;
  const given = constructorArgument(made.origin.node, parameter, made.at);
  return given === undefined || given === 'left out' ? undefined : made.at.text(given);
};
