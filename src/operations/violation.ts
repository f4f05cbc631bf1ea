/** What the databases call a unique violation. */
import type { Database } from './schema.js';

const codes: Partial<Readonly<Record<Database, string>>> = { postgresql: '23505', cockroachdb: '23505', mysql: 'ER_DUP_ENTRY', mariadb: 'ER_DUP_ENTRY' };

/**
 * How messages name the unique violation where drivers hand the server's code on.
 * @param unclear what stands in the brackets where the database isn't known, or its drivers differ
 * @param further what is to be said besides the code
 */
export const violationWithCode = (unclear: string, further = '') => (database: Database | undefined): string => `the unique violation (${(database && codes[database]) ?? unclear}${further})`;
