import { IsolationLevel, LockMode, type EntityManager } from '@mikro-orm/core';
import { Member, Team } from './entities';

export class Teams {
  constructor(private readonly em: EntityManager) {}

  async join(team: string, user: string): Promise<void> {
    const members = await this.em.count(Member, { team });
    if (members >= 5) throw new Error('full');
    this.em.create(Member, { team, user }); // race: no-racy-limit-check
    await this.em.flush();
  }

  async joinInTransaction(team: string, user: string): Promise<void> {
    await this.em.transactional(async (tx) => {
      const members = await tx.find(Member, { team });
      if (members.length >= 5) throw new Error('full');
      tx.create(Member, { team, user }); // race: no-racy-limit-check
    });
  }

  async joinUnderLock(team: string, user: string): Promise<void> {
    await this.em.transactional(async (tx) => {
      await tx.findOneOrFail(Team, { id: team }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const members = await tx.count(Member, { team });
      if (members >= 5) throw new Error('full');
      tx.create(Member, { team, user });
    });
  }

  async joinSerially(team: string, user: string): Promise<void> {
    await this.em.transactional( // race: require-transaction-retry
      async (tx) => {
        const members = await tx.count(Member, { team });
        if (members >= 5) throw new Error('full');
        tx.create(Member, { team, user });
      },
      { isolationLevel: IsolationLevel.SERIALIZABLE },
    );
  }
}
