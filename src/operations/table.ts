/**
 * Names of tables, compared loosely: a relation whose table isn't known is the table that it is named after.
 */
import { isKnown } from './known.js';
import type { Operation } from './operation.js';

/** What a table and the relations named after it have in common: the last part of the identity, lower case, singular. */
export const namesake = (id: string): string => id.slice(Math.max(id.lastIndexOf('.'), id.indexOf(':')) + 1).toLowerCase().replace(/s$/, '');

/** The tables that an operation looks at or writes, by namesake. */
export const tablesOf = (operation: Operation): readonly string[] => [...(isKnown(operation.table) ? [namesake(operation.table.id)] : []), ...operation.joins.map((table) => namesake(table.id))];
