import { db } from './client';

export async function replaces(postId: string, names: string[]) {
  await db.deleteFrom('tags').where('post_id', '=', postId).execute();
  await db.insertInto('tags').values(names.map((name) => ({ post_id: postId, name }))).execute(); // race: no-racy-replace-all
}

export async function waitsForTheParent(postId: string, names: string[]) {
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('posts').set({ edited: true }).where('id', '=', postId).execute();
    await trx.deleteFrom('tags').where('post_id', '=', postId).execute();
    await trx.insertInto('tags').values(names.map((name) => ({ post_id: postId, name }))).execute();
  });
}
