import type { DataSource } from 'typeorm';
import { Post, Tag } from '../entities';

declare const source: DataSource;

export async function replaces(postId: string, names: string[]) {
  await source.getRepository(Tag).delete({ postId });
  await source.getRepository(Tag).insert(names.map((name) => ({ postId, name }))); // race: no-racy-replace-all
}

export async function waitsForTheParent(postId: string, names: string[]) {
  await source.transaction(async (manager) => {
    await manager.update(Post, { id: postId }, { edited: true });
    await manager.delete(Tag, { postId });
    await manager.insert(Tag, names.map((name) => ({ postId, name })));
  });
}
