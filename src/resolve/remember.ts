/** What was found out of a file by a name, until something on the disk changes. */
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
