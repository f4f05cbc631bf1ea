import { Post } from '../models';

export async function publish(id: number, title: string) {
  const post = await Post.findByPk(id);
  post.title = title;
  await post.save();
  await post.save(); // race: no-duplicate-save
}

export async function publishInSteps(id: number, title: string) {
  const post = await Post.findByPk(id);
  post.title = title;
  await post.save();
  post.seenAt = new Date();
  await post.save();
}
