import axios from 'axios';
import { Kysely } from 'kysely';
import type { Database } from '../database';

export class AccountHooks {
  constructor(private readonly db: Kysely<Database>) {}

  async sentWithin(id: number, url: string) {
    await this.db.transaction().execute(async (trx) => {
      await trx.updateTable('accounts').set({ closed: true }).where('id', '=', id).execute();
      await axios.post(url, { id }); // race: no-effects-before-commit
    });
  }

  async askedWithin(id: number, url: string) {
    await this.db.transaction().execute(async (trx) => {
      const { data } = await axios.get(url);
      await trx.updateTable('accounts').set({ closed: true, note: data.note }).where('id', '=', id).execute();
    });
  }
}
