/** Parts of results: what a name, or a position, of a call's result is. */
import type { Result } from './operation.js';

const counted: Result = { kind: 'number', of: 'count', column: undefined };

/** What `name` is of a result; undefined where it is none of its parts. */
export const memberOf = (of: Result, name: string): Result | undefined => {
  switch (of.kind) {
    case 'object':
      return Object.hasOwn(of.members, name) ? of.members[name] : undefined;
    case 'tuple':
      return of.items[Number(name)];
    case 'rows':
      if (/^\d+$/.test(name)) return { kind: 'row', absent: 'null' };
      return name === 'length' ? counted : of.list?.[name];
    default:
      return undefined;
  }
};

/** A part of a result, by the names on the way to it: `rows`, then `0`. */
export const partOf = (whole: Result, path: readonly string[]): Result | undefined => path.reduce<Result | undefined>((of, name) => of && memberOf(of, name), whole);
