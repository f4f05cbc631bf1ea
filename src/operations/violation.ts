/** What the databases call violations of unique and of foreign keys, for messages of layers that let the driver's error through (operations/driver-codes.ts has all codes). */
import type { Database } from './schema.js';

/** undefined: the drivers of the database differ */
const codes: Readonly<Record<Database, { readonly unique: string | undefined; readonly foreignKey: string | undefined }>> = {
  postgresql: { unique: '23505', foreignKey: '23503' },
  cockroachdb: { unique: '23505', foreignKey: '23503' },
  mysql: { unique: 'ER_DUP_ENTRY', foreignKey: 'ER_NO_REFERENCED_ROW_2, 1452' },
  mariadb: { unique: 'ER_DUP_ENTRY', foreignKey: 'ER_NO_REFERENCED_ROW_2, 1452' },
  sqlite: { unique: undefined, foreignKey: 'SQLITE_CONSTRAINT_FOREIGNKEY' },
  sqlserver: { unique: undefined, foreignKey: '547' },
  mongodb: { unique: undefined, foreignKey: undefined },
};

/**
 * How messages name the unique violation where drivers hand the server's code on.
 * @param unclear what stands in the brackets where the database isn't known, or its drivers differ
 * @param further what is to be said besides the code
 */
export const violationWithCode = (unclear: string, further = '') => (database: Database | undefined): string => `the unique violation (${(database && codes[database].unique) ?? unclear}${further})`;

/** The code of a foreign key violation; those of the most common databases where it isn't known which one it is. @returns undefined: the database keeps no foreign keys */
export const foreignKeyCode = (database: Database | undefined): string | undefined => (database ? codes[database].foreignKey : '23503, ER_NO_REFERENCED_ROW_2');
