/** What the settings name a Drizzle database, written out. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: { drizzle: "import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'; export const value = drizzle(); export type Type = NodePgDatabase;" },
};
