import { Schema, model } from 'mongoose';

const Order = model('Order', new Schema({ status: String }));
const Payment = model('Payment', new Schema({ order: { type: Schema.Types.ObjectId, ref: 'Order' }, state: String }));

export async function cancel(id: string) {
  await Order.updateOne({ _id: id }, { $set: { status: 'cancelled' } });
  await Payment.updateMany({ order: id }, { $set: { state: 'refunded' } });
}

export async function pay(id: string) {
  const order = await Order.findById(id);
  if (order?.status !== 'open') throw new Error('not open');
  await Payment.create({ order: order._id, state: 'new' }); // race: no-write-skew
}

export async function payUnlooked(id: string) {
  await Payment.create({ order: id, state: 'new' });
}
