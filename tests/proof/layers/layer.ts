/**
 * What a data layer brings to a proof: the files beside a scenario (schema, entities, generated client), and clients whose statements can be held.
 */
import type { Database } from '../databases.js';

/** Asked before each statement that a client sends. */
export type Before = () => Promise<void>;

export interface Session {
  /** what the scenario's `run` is given first */
  readonly handle: unknown;
  readonly close: () => Promise<void>;
}

export interface Layer {
  readonly id: string;
  /** as the tables of the docs call it */
  readonly name: string;
  /** writes what a project with this data layer has besides the scenarios */
  readonly prepare: (database: Database, folder: string) => void | Promise<void>;
  /** a client with connections of its own */
  readonly connect: (database: Database, folder: string, before: Before) => Promise<Session>;
}

/** Makes all methods of some names wait, also those of what `opening` methods give. */
export const stepped = <Target extends object>(target: Target, held: ReadonlySet<string>, opening: ReadonlySet<string>, before: Before): Target =>
  new Proxy(target, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name, object);
      if (typeof member !== 'function' || typeof name !== 'string') return member;
      if (!held.has(name) && !opening.has(name)) return member.bind(object) as unknown;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        if (held.has(name)) await before();
        const result: unknown = await Reflect.apply(member, object, args);
        return opening.has(name) && typeof result === 'object' && result !== null ? stepped(result, held, opening, before) : result;
      };
    },
  });
