/** An update that hit nothing is followed by an insert. */
import { model, Schema } from 'mongoose';

const Setting = model('Setting', new Schema({ key: String, value: String }));

export async function put(key: string, value: string) {
  const { matchedCount } = await Setting.updateOne({ key }, { $set: { value } });
  if (matchedCount === 0) await Setting.create({ key, value }); // race: no-update-then-create
}

export async function putFound(key: string, value: string) {
  const setting = await Setting.findOneAndUpdate({ key }, { $set: { value } });
  if (!setting) await Setting.create({ key, value }); // race: no-update-then-create
}

export async function putAtOnce(key: string, value: string) {
  await Setting.updateOne({ key }, { $set: { value } }, { upsert: true });
}
