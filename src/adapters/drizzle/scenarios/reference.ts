import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, serial } from 'drizzle-orm/pg-core';

const posts = pgTable('posts', { id: serial('id').primaryKey() });
const comments = pgTable('comments', { postId: integer('post_id').references(() => posts.id) });
const db = drizzle('postgres://localhost/app');

export const remove = (id: number) => db.delete(posts).where(eq(posts.id, id));

export async function comment(postId: number) {
  const [post] = await db.select().from(posts).where(eq(posts.id, postId));
  if (!post) throw new Error('no such post');
  await db.insert(comments).values({ postId }); // race: no-check-then-reference
}

export async function commentCaught(postId: number) {
  const [post] = await db.select().from(posts).where(eq(posts.id, postId));
  if (!post) throw new Error('no such post');
  try {
    await db.insert(comments).values({ postId });
  } catch (error) {
    if ((error as { cause?: { code?: string } }).cause?.code === '23503') throw new Error('no such post');
    throw error;
  }
}

export const commentLocked = (postId: number) =>
  db.transaction(async (tx) => {
    const [post] = await tx.select().from(posts).where(eq(posts.id, postId)).for('key share');
    if (!post) throw new Error('no such post');
    await tx.insert(comments).values({ postId });
  });
