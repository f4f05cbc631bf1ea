/** Collections of the driver, and sessions in their places. */
import { ClientSession, Db, MongoClient, ObjectId } from 'mongodb';

interface Order { _id: ObjectId; state: string; total: number }

const client = new MongoClient('mongodb://localhost');

export class Orders {
  constructor(private readonly db: Db) {}

  async pay(id: ObjectId) {
    const orders = this.db.collection<Order>('orders');
    const order = await orders.findOne({ _id: id });
    if (order?.state !== 'open') throw new Error('not open');
    await orders.updateOne({ _id: id }, { $set: { state: 'paid' } }); // race: no-check-then-update
  }

  async payConditionally(id: ObjectId) {
    const { matchedCount } = await this.db.collection<Order>('orders').updateOne({ _id: id, state: 'open' }, { $set: { state: 'paid' } });
    if (matchedCount === 0) throw new Error('not open');
  }

  /** The caller's transaction: a write conflict fails the second. */
  async add(id: ObjectId, amount: number, session: ClientSession) {
    const order = await this.db.collection<Order>('orders').findOne({ _id: id }, { session });
    if (!order) return;
    await this.db.collection<Order>('orders').updateOne({ _id: id }, { $set: { total: order.total + amount } }, { session });
  }

  async addOutside(id: ObjectId, amount: number, session: ClientSession) {
    const order = await this.db.collection<Order>('orders').findOne({ _id: id });
    if (!order) return;
    await this.db.collection<Order>('orders').updateOne({ _id: id }, { $set: { total: order.total + amount } }, { session }); // race: no-read-modify-write
  }
}

export async function move(id: ObjectId, amount: number) {
  await client.withSession(async (session) => {
    session.startTransaction();
    const order = await client.db('shop').collection<Order>('orders').findOne({ _id: id }, { session });
    if (order) await client.db('shop').collection<Order>('orders').updateOne({ _id: id }, { $set: { total: order.total + amount } }, { session });
    await session.commitTransaction();
  });
}
