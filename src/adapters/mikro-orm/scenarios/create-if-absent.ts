import { UniqueConstraintViolationException, type EntityManager, type EntityRepository } from '@mikro-orm/core';
import { InjectRepository } from '@mikro-orm/nestjs';
import { Preference, Tag, User } from './entities';

export class Accounts {
  constructor(
    private readonly em: EntityManager,
    @InjectRepository(User) private readonly users: EntityRepository<User>,
  ) {}

  async register(email: string): Promise<void> {
    const taken = await this.users.findOne({ email });
    if (taken) throw new Error('taken');
    const user = this.users.create({ email });
    this.em.persist(user); // race: no-check-then-create
    await this.em.flush();
  }

  async registerAtOnce(email: string): Promise<void> {
    if ((await this.users.count({ email })) > 0) throw new Error('taken');
    const user = new User();
    user.email = email;
    await this.em.persistAndFlush(user); // race: no-check-then-create
  }

  async registerCaught(email: string): Promise<void> {
    const taken = await this.users.findOne({ email });
    if (taken) throw new Error('taken');
    this.em.create(User, { email });
    try {
      await this.em.flush();
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) throw new Error('taken');
      throw error;
    }
  }

  async registerCaughtTooEarly(email: string): Promise<void> {
    const taken = await this.users.findOne({ email });
    if (taken) throw new Error('taken');
    try {
      this.em.create(User, { email }); // race: no-check-then-create
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) throw new Error('taken');
      throw error;
    }
    await this.em.flush();
  }

  async tag(slug: string): Promise<Tag> {
    let tag = await this.em.findOne(Tag, { slug });
    if (!tag) {
      tag = this.em.create(Tag, { slug }); // race: no-check-then-create
      await this.em.flush();
    }
    return tag;
  }

  async tagAtOnce(slug: string): Promise<Tag> {
    return this.em.upsert(Tag, { slug }, { onConflictFields: ['slug'], onConflictAction: 'ignore' });
  }

  async prefer(userId: string, key: string, value: string): Promise<void> {
    const preference = await this.em.findOne(Preference, { userId, key });
    if (preference) preference.value = value;
    else this.em.persist(this.em.create(Preference, { userId, key, value })); // race: no-check-then-create
    await this.em.flush();
  }

  async preferAtOnce(userId: string, key: string, value: string): Promise<void> {
    await this.em.upsert(Preference, { userId, key, value }, { onConflictFields: ['userId', 'key'] });
  }

  async insertNow(email: string): Promise<void> {
    if (await this.em.findOne(User, { email })) return;
    await this.em.insert(User, { email }); // race: no-check-then-create
  }

  async notFlushedHere(email: string): Promise<User | undefined> {
    const taken = await this.users.findOne({ email });
    return taken ? undefined : this.users.create({ email });
  }
}
