import { Kysely } from 'kysely';
import type { Database } from '../database';

export class Accounts {
  constructor(private readonly db: Kysely<Database>) {}

  async escapes(id: number) {
    await this.db.transaction().execute(async (trx) => {
      await trx.updateTable('accounts').set({ closed: true }).where('id', '=', id).execute();
      await this.db.insertInto('ledger').values({ account_id: id }).execute(); // race: no-outer-client-in-transaction
    });
  }

  async joins(id: number) {
    await this.db.transaction().execute(async (trx) => {
      await trx.updateTable('accounts').set({ closed: true }).where('id', '=', id).execute();
      await trx.insertInto('ledger').values({ account_id: id }).execute();
    });
  }
}
