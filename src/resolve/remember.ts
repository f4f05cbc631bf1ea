/** What was found out of a file: by a name, until something on the disk changes; of an object in memory, as long as the file's tree. */
import type { TSESTree } from '@typescript-eslint/utils';
import { whenChanged } from '../project/world.js';
import type { Resolver } from './resolver.js';

/** What was found out, by file and by what was asked about. */
class Answers<Key, T> {
  private files = new WeakMap<Resolver, Map<Key, { readonly value: T }>>();

  answer(key: Key, at: Resolver, find: (key: Key, at: Resolver) => T): T {
    let known = this.files.get(at);
    if (!known) this.files.set(at, (known = new Map<Key, { readonly value: T }>()));
    let found = known.get(key);
    if (!found) known.set(key, (found = { value: find(key, at) }));
    return found.value;
  }

  forget(): void {
    this.files = new WeakMap();
  }
}

/** A question that is asked once for each file and name. @param find must not throw */
export const rememberByName = <T>(find: (name: string, at: Resolver) => T): ((name: string, at: Resolver) => T) => {
  const answers = new Answers<string, T>();
  whenChanged(() => {
    answers.forget();
  });
  return (name, at) => answers.answer(name, at, find);
};

/** A question that is asked once for each node of a file, and of the same file's resolver that infers types. @param find must not ask for the same node again */
export const rememberNode = <Node extends TSESTree.Node, T>(find: (node: Node, at: Resolver) => T): ((node: Node, at: Resolver) => T) => {
  const answers = new Answers<Node, T>();
  return (node, at) => answers.answer(node, at, find);
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
