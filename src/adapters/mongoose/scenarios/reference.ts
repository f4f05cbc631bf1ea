import { Schema, model } from 'mongoose';

const Post = model('Post', new Schema({ title: String, comments: Number }));
const Comment = model('Comment', new Schema({ post: { type: Schema.Types.ObjectId, ref: 'Post' }, text: String }));

export async function remove(id: string) {
  await Comment.deleteMany({ post: id });
  await Post.findByIdAndDelete(id);
}

export async function comment(id: string, text: string) {
  const post = await Post.findById(id);
  if (!post) throw new Error('no such post');
  await Comment.create({ post: post._id, text }); // race: no-check-then-reference
}

export async function commentUnlooked(id: string, text: string) {
  await Comment.create({ post: id, text });
}
