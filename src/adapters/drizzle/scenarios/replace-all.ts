import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { posts, tags } from '../schema';

const db = drizzle(process.env['DATABASE_URL'] ?? '');

export async function replaces(postId: string, names: string[]) {
  await db.delete(tags).where(eq(tags.postId, postId));
  await db.insert(tags).values(names.map((name) => ({ postId, name }))); // race: no-racy-replace-all
}

export async function waitsForTheParent(postId: string, names: string[]) {
  await db.transaction(async (tx) => {
    await tx.update(posts).set({ edited: true }).where(eq(posts.id, postId));
    await tx.delete(tags).where(eq(tags.postId, postId));
    await tx.insert(tags).values(names.map((name) => ({ postId, name })));
  });
}
