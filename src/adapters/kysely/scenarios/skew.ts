import type { Kysely } from 'kysely';

interface Database {
  orders: { id: number; status: string };
  payments: { order_id: number; state: string };
}

export class Payments {
  constructor(private readonly db: Kysely<Database>) {}

  async cancel(id: number): Promise<void> {
    await this.db.updateTable('orders').set({ status: 'cancelled' }).where('id', '=', id).execute();
    await this.db.updateTable('payments').set({ state: 'refunded' }).where('order_id', '=', id).execute();
  }

  async pay(id: number): Promise<void> {
    const order = await this.db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    if (order.status !== 'open') throw new Error('not open');
    await this.db.insertInto('payments').values({ order_id: id, state: 'new' }).execute(); // race: no-write-skew
  }

  async payLocked(id: number): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      const order = await trx.selectFrom('orders').selectAll().where('id', '=', id).forShare().executeTakeFirstOrThrow();
      if (order.status !== 'open') throw new Error('not open');
      await trx.insertInto('payments').values({ order_id: id, state: 'new' }).execute();
    });
  }
}
