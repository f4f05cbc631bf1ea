/** The next number is computed from the last one. */
import { model, Schema } from 'mongoose';

const Invoice = model('Invoice', new Schema({ number: { type: Number, unique: true }, customer: String }));
const Counter = model<{ _id: string; seq: number }>('Counter', new Schema({ _id: String, seq: Number }));

export async function issue(customer: string) {
  const last = await Invoice.findOne().sort({ number: -1 }).lean();
  const number = (last?.number ?? 0) + 1;
  return Invoice.create({ number, customer }); // race: no-max-plus-one
}

export async function issueByCount(customer: string) {
  const count = await Invoice.countDocuments();
  return Invoice.create({ number: count + 1, customer }); // race: no-max-plus-one
}

export async function issueFromCounter(customer: string) {
  const counter = await Counter.findOneAndUpdate({ _id: 'invoice' }, { $inc: { seq: 1 } }, { upsert: true, returnDocument: 'after' });
  return Invoice.create({ number: counter.seq, customer });
}
