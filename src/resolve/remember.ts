/** What was found out of a file: by a name, until something on the disk changes; of an object in memory, as long as the file's tree. */
import type { TSESTree } from '@typescript-eslint/utils';
import { whenChanged } from '../project/world.js';
import type { Resolver } from './resolver.js';

/** A question that is asked once for each file and name. @param find must not throw */
export const rememberByName = <T>(find: (name: string, at: Resolver) => T): ((name: string, at: Resolver) => T) => {
  let files = new WeakMap<Resolver, Map<string, { readonly value: T }>>();
  whenChanged(() => {
    files = new WeakMap();
  });
  return (name, at) => {
    let names = files.get(at);
    if (!names) files.set(at, (names = new Map<string, { readonly value: T }>()));
    let found = names.get(name);
    if (!found) names.set(name, (found = { value: find(name, at) }));
    return found.value;
  };
};

/** A question that is asked once for each node of a file, and of the same file's resolver that infers types. @param find must not ask for the same node again */
export const rememberNode = <Node extends TSESTree.Node, T>(find: (node: Node, at: Resolver) => T): ((node: Node, at: Resolver) => T) => {
  const files = new WeakMap<Resolver, Map<Node, { readonly value: T }>>();
  return (node, at) => {
    let known = files.get(at);
    if (!known) files.set(at, (known = new Map<Node, { readonly value: T }>()));
    let found = known.get(node);
    if (!found) known.set(node, (found = { value: find(node, at) }));
    return found.value;
  };
};

const maximumDepth = 8;

/**
 * A question on the object that an expression denotes, asked once for each variable or other expression of a file; a cycle ends as undefined.
 * @param find is given the bare expression, and the depth that it hands on to what it asks in turn
 */
export const rememberObject = <T>(find: (bare: TSESTree.Node, at: Resolver, depth: number) => T | undefined): ((node: TSESTree.Node, at: Resolver, depth?: number) => T | undefined) => {
  const files = new WeakMap<Resolver, Map<TSESTree.Node, T | undefined>>();
  return (node, at, depth = 0) => {
    if (depth > maximumDepth) return undefined;
    let known = files.get(at);
    if (!known) files.set(at, (known = new Map<TSESTree.Node, T | undefined>()));
    const bare = at.bare(node);
    const key = bare.type === 'Identifier' ? (at.variable(bare)?.identifiers[0] ?? bare) : bare;
    if (known.has(key)) return known.get(key);
    known.set(key, undefined);
    const found = find(bare, at, depth + 1);
    known.set(key, found);
    return found;
  };
};
