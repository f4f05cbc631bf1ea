import type { Knex } from 'knex';

interface Wanted {
  readonly email?: string;
  readonly name?: string;
}

export class Members {
  constructor(private readonly db: Knex) {}

  private wanted({ email, name }: Wanted) {
    const query = this.db('members').where({ deleted_at: null });
    if (email) return query.where('email', email);
    if (name) return query.where('name', name);
    throw new Error('nobody is looked for');
  }

  private async has(wanted: Wanted): Promise<boolean> {
    const query = this.wanted(wanted);
    const row = await query.first('id');
    return row !== undefined;
  }

  async join({ email, name }: Wanted): Promise<void> {
    const query = this.wanted({ email, name });
    const member = await query.first('id');
    if (member) throw new Error('taken');
    await this.db('members').insert({ email, name }); // race: no-check-then-create
  }

  async register({ email, name }: Wanted): Promise<void> {
    if (await this.has({ email, name })) throw new Error('taken');
    await this.db('members').insert({ email, name }); // race: no-check-then-create
  }

  async invite({ email, name }: Wanted): Promise<void> {
    const query = this.wanted({ email, name });
    const member = await query.first('id');
    if (member) throw new Error('taken');
    await this.db('invitations').insert({ email, name });
  }

  async welcome({ email, name }: Wanted): Promise<void> {
    const query = this.wanted({ email, name });
    const member = await query.first('id');
    if (!member) throw new Error('missing');
    await this.db('members').insert({ email: `${member.id}@guests`, name: 'guest' });
  }

  async joinCaught({ email, name }: Wanted): Promise<void> {
    const query = this.wanted({ email, name });
    const member = await query.first('id');
    if (member) throw new Error('taken');
    try {
      await this.db('members').insert({ email, name });
    } catch (error) {
      if ((error as { code?: string }).code === '23505') throw new Error('taken');
      throw error;
    }
  }
}

export class Coupons {
  constructor(private readonly knex: Knex) {}

  private get coupons() {
    return this.knex('coupons');
  }

  private query() {
    return this.knex('coupons');
  }

  /** Race because the getter's queries look for the code, and insert it. */
  async add(code: string): Promise<void> {
    const known = await this.coupons.where({ code }).first();
    if (!known) await this.coupons.insert({ code }); // race: no-check-then-create
  }

  /** Race because the method's queries do. */
  async addToo(code: string): Promise<void> {
    const known = await this.query().where({ code }).first();
    if (!known) await this.query().insert({ code }); // race: no-check-then-create
  }

  /** Safe because a code that is there is left alone. */
  async addOnce(code: string): Promise<void> {
    const known = await this.coupons.where({ code }).first();
    if (!known) await this.coupons.insert({ code }).onConflict('code').ignore();
  }
}
