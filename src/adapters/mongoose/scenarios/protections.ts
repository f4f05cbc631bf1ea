/** What makes a pair safe with MongoDB, and what doesn't. */
import mongoose, { model, Schema } from 'mongoose';

const Account = model('Account', new Schema({ balance: Number, version: Number, state: String }));
const Wallet = model('Wallet', new Schema({ points: Number }));
const Ledger = model('Ledger', new Schema({ points: Number }, { versionKey: 'v' }));

/** Two writers of one document in two transactions: the second fails with a write conflict, and withTransaction runs it again. */
export async function withdraw(id: string, amount: number) {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    const account = await Account.findById(id).session(session).orFail();
    if (account.balance < amount) throw new Error('not enough');
    account.balance -= amount;
    await account.save();
  });
  await session.endSession();
}

/** Without the session both run outside of the transaction. */
export async function withdrawOutside(id: string, amount: number) {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    const account = await Account.findById(id).orFail();
    account.balance -= amount;
    await account.save(); // race: no-read-modify-write
  });
}

/** A transaction doesn't keep a second document out. */
export async function open(state: string) {
  await mongoose.connection.transaction(async (session) => {
    const account = await Account.findOne({ state }).session(session);
    if (!account) await Account.create([{ state, balance: 0 }], { session }); // race: no-check-then-create
  });
}

/** The version that was read is in the filter. */
export async function earn(id: string, points: number) {
  const account = await Account.findById(id).lean().orFail();
  const { matchedCount } = await Account.updateOne({ _id: id, version: account.version }, { $set: { balance: account.balance + points }, $inc: { version: 1 } });
  if (matchedCount === 0) throw new Error('changed meanwhile');
}

export async function earnUnversioned(id: string, points: number) {
  const wallet = await Wallet.findById(id).lean().orFail();
  await Wallet.updateOne({ _id: id }, { $set: { points: wallet.points + points } }); // race: no-read-modify-write
}

/** A document that is saved with other fields than the one that others count on. */
export async function note(id: string, points: number) {
  const ledger = await Ledger.findById(id).orFail();
  ledger.set({ points });
  await ledger.save();
}
