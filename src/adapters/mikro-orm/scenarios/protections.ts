import { Entity, OptimisticLockError, PrimaryKey, Property, type EntityManager } from '@mikro-orm/core';
import { Tag, User } from './entities';

@Entity()
class Page {
  @PrimaryKey()
  id = '';

  @Property()
  visits = 0;

  @Property({ version: true })
  version = 1;
}

export class Pages {
  constructor(private readonly em: EntityManager) {}

  async byVersion(id: string): Promise<void> {
    const page = await this.em.findOneOrFail(Page, id);
    page.visits += 1;
    await this.em.flush();
  }

  async byVersionNatively(id: string): Promise<void> {
    const page = await this.em.findOneOrFail(Page, id);
    try {
      await this.em.nativeUpdate(Page, { id }, { visits: page.visits + 1 }); // race: no-read-modify-write
    } catch (error) {
      if (!(error instanceof OptimisticLockError)) throw error;
    }
  }

  async inBareTransaction(slug: string): Promise<void> {
    await this.em.transactional(async (tx) => {
      const tag = await tx.findOne(Tag, { slug });
      if (!tag) tx.create(Tag, { slug }); // race: no-check-then-create
    });
  }

  async caughtAroundTransaction(slug: string): Promise<void> {
    try {
      await this.em.transactional(async (tx) => {
        const tag = await tx.findOne(Tag, { slug });
        if (!tag) tx.create(Tag, { slug });
      });
    } catch (error) {
      if ((error as { code?: string }).code !== '23505') throw error;
    }
  }

  async caughtByOther(email: string): Promise<void> {
    const taken = await this.em.findOne(User, { email });
    if (taken) throw new Error('taken');
    this.em.create(User, { email }); // race: no-check-then-create
    try {
      await this.em.flush();
    } catch (error) {
      if ((error as { code?: string }).code === '23503') throw new Error('no such team');
      throw error;
    }
  }

  async oftenNamed(id: string, name: string): Promise<void> {
    const user = await this.em.findOneOrFail(User, id);
    user.name = name;
    await this.em.flush();
    user.seenAt = new Date();
    await this.em.persistAndFlush(user);
  }
}
