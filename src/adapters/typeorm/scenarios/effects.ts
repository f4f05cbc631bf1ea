import { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { Account } from '../entities';

export class AccountEvents {
  constructor(private readonly source: DataSource, private readonly jobs: Queue) {}

  async sentWithin(id: string) {
    await this.source.transaction(async (manager) => {
      await manager.update(Account, { id }, { closed: true });
      await this.jobs.add('closed', { id }); // race: no-effects-before-commit
    });
  }

  async sentBetween(id: string) {
    const runner = this.source.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.manager.update(Account, { id }, { closed: true });
      await this.jobs.add('closed', { id }); // race: no-effects-before-commit
      await runner.commitTransaction();
    } catch (error) {
      await runner.rollbackTransaction();
      throw error;
    }
  }

  async sentAfter(id: string) {
    await this.source.transaction(async (manager) => {
      await manager.update(Account, { id }, { closed: true });
    });
    await this.jobs.add('closed', { id });
  }
}
