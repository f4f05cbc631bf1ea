import Redlock from 'redlock';
import { DataSource } from 'typeorm';
import { Account } from '../entities';

const redlock = new Redlock([]);

export class AccountLocks {
  constructor(private readonly source: DataSource) {}

  async releasedWithin(id: string) {
    await this.source.transaction(async (manager) => {
      await redlock.using([id], 5000, async () => { // race: no-unlock-before-commit
        await manager.update(Account, { id }, { closed: true });
      });
    });
  }

  async releasedBetween(id: string) {
    const runner = this.source.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT pg_advisory_lock(hashtext($1))', [id]);
    await runner.manager.update(Account, { id }, { closed: true });
    await runner.query('SELECT pg_advisory_unlock(hashtext($1))', [id]); // race: no-unlock-before-commit
    await runner.commitTransaction();
  }

  async heldAround(id: string) {
    await redlock.using([id], 5000, async () => {
      await this.source.transaction(async (manager) => {
        await manager.update(Account, { id }, { closed: true });
      });
    });
  }
}
