import mongoose from 'mongoose';

const Tag = mongoose.model('Tag', new mongoose.Schema({ postId: String, name: String }));
const Post = mongoose.model('Post', new mongoose.Schema({ edited: Boolean }));

export async function replaces(postId: string, names: string[]) {
  await Tag.deleteMany({ postId });
  await Tag.insertMany(names.map((name) => ({ postId, name }))); // race: no-racy-replace-all
}

export async function waitsForTheParent(postId: string, names: string[]) {
  await mongoose.connection.transaction(async (session) => {
    await Post.updateOne({ _id: postId }, { edited: true }, { session });
    await Tag.deleteMany({ postId }, { session });
    await Tag.insertMany(names.map((name) => ({ postId, name })), { session });
  });
}
