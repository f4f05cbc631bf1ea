/** Create if absent: the check and the insert are two operations, and nothing but a unique index keeps two requests apart. */
import mongoose, { Schema } from 'mongoose';

interface IUser { email: string; name: string }
interface ITag { slug: string; color: string; uses: number }

const User = mongoose.model<IUser>('User', new Schema<IUser>({ email: { type: String, unique: true }, name: String }));
const Tag = mongoose.model<ITag>('Tag', new Schema<ITag>({ slug: String, color: String, uses: Number }));

export async function register(email: string, name: string) {
  const taken = await User.findOne({ email });
  if (taken) throw new Error('email taken');
  return User.create({ email, name }); // race: no-check-then-create
}

export async function registerCaught(email: string, name: string) {
  if (await User.exists({ email })) throw new Error('email taken');
  try {
    return await User.create({ email, name });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 11000) throw new Error('email taken');
    throw error;
  }
}

export async function findOrCreate(slug: string, color: string) {
  let tag = await Tag.findOne({ slug }).exec();
  if (!tag) {
    tag = new Tag({ slug, color });
    await tag.save(); // race: no-check-then-create
  }
  return tag;
}

export async function findOrCreateAtOnce(slug: string, color: string) {
  return Tag.findOneAndUpdate({ slug }, { $setOnInsert: { color } }, { upsert: true, returnDocument: 'after' });
}

export async function ensureAll(slugs: string[]) {
  const known = await Tag.distinct('slug', { slug: { $in: slugs } });
  const found = await Tag.find({ slug: { $in: slugs } }).lean();
  const missing = slugs.filter((slug) => !found.some((tag) => tag.slug === slug));
  await Tag.insertMany(missing.map((slug) => ({ slug, color: 'grey' }))); // race: no-check-then-create
  return known;
}

export async function rename(id: string, email: string) {
  if (await User.exists({ email })) throw new Error('email taken');
  await User.updateOne({ _id: id }, { $set: { email } }); // race: no-check-then-create
}

export async function checkedById(id: string, name: string) {
  const user = await User.findById(id);
  if (!user) throw new Error('not found');
  await User.updateOne({ _id: id }, { name });
}
