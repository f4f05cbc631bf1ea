import mongoose from 'mongoose';
import { createTransport } from 'nodemailer';

const Account = mongoose.model('Account', new mongoose.Schema({ closed: Boolean }));
const mailer = createTransport({});

export async function sentWithin(id: string, to: string) {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    await Account.updateOne({ _id: id }, { closed: true }, { session });
    await mailer.sendMail({ to, subject: 'Closed' }); // race: no-effects-before-commit
  });
}

export async function sentAfter(id: string, to: string) {
  const session = await mongoose.startSession();
  await session.withTransaction(async () => {
    await Account.updateOne({ _id: id }, { closed: true }, { session });
  });
  await mailer.sendMail({ to, subject: 'Closed' });
}
