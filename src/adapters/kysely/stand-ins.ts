/** What the settings name a Kysely instance, written out. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: { kysely: "import { Kysely } from 'kysely'; export const value = new Kysely({}); export type Type = Kysely;" },
};
