import type { Knex } from 'knex';

export class Tags {
  constructor(private readonly db: Knex) {}

  async findOrCreate(slug: string): Promise<unknown> {
    const tag = await this.db('tags').where({ slug }).first();
    if (tag) return tag;
    const [created] = await this.db('tags').insert({ slug }).returning('*'); // race: no-check-then-create
    return created;
  }

  async register(email: string): Promise<void> {
    const [{ count }] = await this.db('users').where('email', email).count('* as count');
    if (Number(count) > 0) throw new Error('taken');
    await this.db('users').insert({ email }); // race: no-check-then-create
  }

  async savePreference(userId: string, value: string): Promise<void> {
    const row = await this.db('preferences as p').where('p.user_id', userId).first('p.id');
    if (row) await this.db('preferences').where({ user_id: userId }).update({ value });
    else await this.db('preferences').insert({ user_id: userId, value }); // race: no-check-then-create
  }

  async registerCaught(email: string): Promise<void> {
    const user = await this.db('users').where({ email }).first();
    if (user) throw new Error('taken');
    try {
      await this.db('users').insert({ email });
    } catch (error) {
      if ((error as { code?: string }).code === '23505') throw new Error('taken');
      throw error;
    }
  }

  async upsertPreference(userId: string, value: string): Promise<void> {
    const row = await this.db('preferences').where({ user_id: userId }).first();
    if (!row) await this.db('preferences').insert({ user_id: userId, value }).onConflict('user_id').merge(['value']);
  }
}
