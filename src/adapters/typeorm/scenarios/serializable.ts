import { DataSource } from 'typeorm';
import { Account } from '../entities';

export class SerialAccounts {
  constructor(private readonly source: DataSource) {}

  async once(id: string) {
    await this.source.transaction('SERIALIZABLE', async (manager) => { // race: require-transaction-retry
      await manager.update(Account, { id }, { closed: true });
    });
  }

  async onceByRunner(id: string) {
    const runner = this.source.createQueryRunner();
    await runner.startTransaction('SERIALIZABLE'); // race: require-transaction-retry
    await runner.manager.update(Account, { id }, { closed: true });
    await runner.commitTransaction();
  }

  async again(id: string, tries = 3): Promise<void> {
    try {
      await this.source.transaction('SERIALIZABLE', async (manager) => {
        await manager.update(Account, { id }, { closed: true });
      });
    } catch (error) {
      if (tries === 0) throw error;
      await this.again(id, tries - 1);
    }
  }
}
