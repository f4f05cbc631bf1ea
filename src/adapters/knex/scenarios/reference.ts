import knex from 'knex';

const db = knex({ client: 'pg' });

export async function remove(id: number) {
  await db('comments').where({ post_id: id }).del();
  await db('posts').where({ id }).del();
}

export async function comment(id: number) {
  const post = await db('posts').where({ id }).first();
  if (!post) throw new Error('no such post');
  await db('comments').insert({ post_id: post.id }); // race: no-check-then-reference
}

export const commentLocked = (id: number) =>
  db.transaction(async (trx) => {
    const post = await trx('posts').where({ id }).forKeyShare().first();
    if (!post) throw new Error('no such post');
    await trx('comments').insert({ post_id: post.id });
  });
