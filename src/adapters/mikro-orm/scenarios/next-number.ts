import { LockMode, type EntityManager } from '@mikro-orm/core';
import { Invoice, Team } from './entities';

export class Invoices {
  constructor(private readonly em: EntityManager) {}

  async number(team: string): Promise<void> {
    const last = await this.em.findOne(Invoice, { team }, { orderBy: { number: 'desc' } });
    this.em.create(Invoice, { team, number: (last?.number ?? 0) + 1 }); // race: no-max-plus-one
    await this.em.flush();
  }

  async numberByCount(team: string): Promise<void> {
    const invoice = this.em.create(Invoice, { team, number: (await this.em.count(Invoice, { team })) + 1 });
    await this.em.persistAndFlush(invoice); // race: no-max-plus-one
  }

  async numberUnderLock(team: string): Promise<void> {
    await this.em.transactional(async (tx) => {
      await tx.findOneOrFail(Team, team, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const last = await tx.findOne(Invoice, { team }, { orderBy: { number: 'desc' } });
      tx.persist(tx.create(Invoice, { team, number: (last?.number ?? 0) + 1 }));
    });
  }
}
