import { Kysely, sql } from 'kysely';
import Redlock from 'redlock';
import type { Database } from '../database';

const redlock = new Redlock([]);

export class AccountLocks {
  constructor(private readonly db: Kysely<Database>) {}

  async releasedWithin(id: number) {
    await this.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_lock(${id})`.execute(trx);
      await trx.updateTable('accounts').set({ closed: true }).where('id', '=', id).execute();
      await sql`select pg_advisory_unlock(${id})`.execute(trx); // race: no-unlock-before-commit
    });
  }

  async heldAround(id: number) {
    await redlock.using([String(id)], 5000, async () => {
      await this.db.transaction().execute(async (trx) => {
        await trx.updateTable('accounts').set({ closed: true }).where('id', '=', id).execute();
      });
    });
  }
}
