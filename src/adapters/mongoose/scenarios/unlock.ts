import mongoose from 'mongoose';
import Redlock from 'redlock';

const Account = mongoose.model('Account', new mongoose.Schema({ closed: Boolean }));
const redlock = new Redlock([]);

export async function releasedWithin(id: string) {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    await redlock.using([id], 5000, async () => { // race: no-unlock-before-commit
      await Account.updateOne({ _id: id }, { closed: true }, { session });
    });
  });
}

export async function heldAround(id: string) {
  const session = await mongoose.startSession();
  await redlock.using([id], 5000, async () => {
    await session.withTransaction(async () => {
      await Account.updateOne({ _id: id }, { closed: true }, { session });
    });
  });
}
