import { Kysely } from 'kysely';
import type { Database } from '../database';

export class SerialAccounts {
  constructor(private readonly db: Kysely<Database>) {}

  async once(id: number) {
    await this.db
      .transaction()
      .setIsolationLevel('serializable')
      .execute(async (trx) => { // race: require-transaction-retry
        await trx.updateTable('accounts').set({ closed: true }).where('id', '=', id).execute();
      });
  }

  async again(id: number) {
    for (let tries = 0; tries < 3; tries++) {
      try {
        return await this.db
          .transaction()
          .setIsolationLevel('serializable')
          .execute((trx) => trx.updateTable('accounts').set({ closed: true }).where('id', '=', id).execute());
      } catch (error) {
        if (tries === 2) throw error;
      }
    }
  }
}
