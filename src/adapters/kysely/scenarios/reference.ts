import type { Kysely } from 'kysely';

interface Database {
  posts: { id: number };
  comments: { post_id: number };
}

export class Comments {
  constructor(private readonly db: Kysely<Database>) {}

  async remove(id: number): Promise<void> {
    await this.db.deleteFrom('comments').where('post_id', '=', id).execute();
    await this.db.deleteFrom('posts').where('id', '=', id).execute();
  }

  async add(id: number): Promise<void> {
    const post = await this.db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirst();
    if (!post) throw new Error('no such post');
    await this.db.insertInto('comments').values({ post_id: id }).execute(); // race: no-check-then-reference
  }

  async addLocked(id: number): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      const post = await trx.selectFrom('posts').selectAll().where('id', '=', id).forKeyShare().executeTakeFirst();
      if (!post) throw new Error('no such post');
      await trx.insertInto('comments').values({ post_id: id }).execute();
    });
  }
}
