import knex from 'knex';

const db = knex({ client: 'pg' });

export async function replaces(postId: string, names: string[]) {
  await db('tags').where({ post_id: postId }).delete();
  await db('tags').insert(names.map((name) => ({ post_id: postId, name }))); // race: no-racy-replace-all
}

export async function waitsForTheParent(postId: string, names: string[]) {
  await db.transaction(async (trx) => {
    await trx('posts').where({ id: postId }).update({ edited: true });
    await trx('tags').where({ post_id: postId }).delete();
    await trx('tags').insert(names.map((name) => ({ post_id: postId, name })));
  });
}
