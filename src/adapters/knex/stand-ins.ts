/** What the settings name a Knex instance, written out. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: { knex: "import knex, { type Knex } from 'knex'; export const value = knex({}); export type Type = Knex;" },
};
