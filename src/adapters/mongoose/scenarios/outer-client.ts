import mongoose from 'mongoose';

const Account = mongoose.model('Account', new mongoose.Schema({ closed: Boolean }));
const Ledger = mongoose.model('Ledger', new mongoose.Schema({ accountId: String }));

export async function escapes(id: string) {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    await Account.updateOne({ _id: id }, { closed: true }, { session });
    await Ledger.insertMany([{ accountId: id }]); // race: no-outer-client-in-transaction
  });
}

export async function joins(id: string) {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    await Account.updateOne({ _id: id }, { closed: true }, { session });
    await Ledger.insertMany([{ accountId: id }], { session });
  });
}

/** The connection may pass the session by itself (`transactionAsyncLocalStorage`): the callback takes none. */
export async function mayPropagate(id: string) {
  await mongoose.connection.transaction(async () => {
    await Account.updateOne({ _id: id }, { closed: true });
    await Ledger.insertMany([{ accountId: id }]);
  });
}
