/**
 * Names of tables, compared loosely: a relation whose table isn't known is the table that it is named after.
 */
import { isKnown } from './known.js';
import type { Operation } from './operation.js';

/** What a table and the relations named after it have in common: the last part of the identity, lower case, singular. */
export const namesake = (id: string): string => id.slice(Math.max(id.lastIndexOf('.'), id.indexOf(':')) + 1).toLowerCase().replace(/s$/, '');

/** Stands for a table that is read and not known: a helper's parameter (`load(User, id)`) may be any. */
export const anyTable = '*';

/** The tables that an operation looks at or writes, by namesake. */
export const tablesOf = ({ joins, kind, table }: Operation): readonly string[] => [...(isKnown(table) ? [namesake(table.id)] : kind === 'read' ? [anyTable] : []), ...joins.map((joined) => namesake(joined.id))];
