import type { Kysely } from 'kysely';
import type { Database } from './database';

export class Tags {
  constructor(private readonly db: Kysely<Database>) {}

  async findOrCreate(slug: string): Promise<unknown> {
    const tag = await this.db.selectFrom('tags').selectAll().where('slug', '=', slug).executeTakeFirst();
    if (tag) return tag;
    return this.db.insertInto('tags').values({ slug }).returningAll().executeTakeFirstOrThrow(); // race: no-check-then-create
  }

  async register(email: string): Promise<void> {
    const { count } = await this.db.selectFrom('users').select((eb) => eb.fn.countAll().as('count')).where('email', '=', email).executeTakeFirstOrThrow();
    if (Number(count) > 0) throw new Error('taken');
    await this.db.insertInto('users').values({ email }).execute(); // race: no-check-then-create
  }

  async savePreference(userId: string, value: string): Promise<void> {
    const row = await this.db.selectFrom('preferences as p').select('p.id').where('p.user_id', '=', userId).executeTakeFirst();
    if (row) await this.db.updateTable('preferences').set({ value }).where('user_id', '=', userId).execute();
    else await this.db.insertInto('preferences').values({ user_id: userId, value }).execute(); // race: no-check-then-create
  }

  async registerCaught(email: string): Promise<void> {
    const user = await this.db.selectFrom('users').select('id').where('email', '=', email).executeTakeFirst();
    if (user) throw new Error('taken');
    try {
      await this.db.insertInto('users').values({ email }).execute();
    } catch (error) {
      if ((error as { code?: string }).code === '23505') throw new Error('taken');
      throw error;
    }
  }

  async upsertPreference(userId: string, value: string): Promise<void> {
    const row = await this.db.selectFrom('preferences').select('id').where('user_id', '=', userId).executeTakeFirst();
    if (!row) await this.db.insertInto('preferences').values({ user_id: userId, value }).onConflict((oc) => oc.column('user_id').doUpdateSet({ value })).execute();
  }
}
