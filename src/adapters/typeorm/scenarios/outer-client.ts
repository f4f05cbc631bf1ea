import { DataSource, Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
import { Account, Ledger } from '../entities';

export class AccountService {
  constructor(
    private readonly source: DataSource,
    @InjectRepository(Ledger) private readonly ledger: Repository<Ledger>,
  ) {}

  async escapes(id: string) {
    await this.source.transaction(async (manager) => {
      await manager.update(Account, { id }, { closed: true });
      await this.ledger.insert({ accountId: id }); // race: no-outer-client-in-transaction
    });
  }

  async joins(id: string) {
    await this.source.transaction(async (manager) => {
      await manager.update(Account, { id }, { closed: true });
      await manager.getRepository(Ledger).insert({ accountId: id });
    });
  }

  async joinsBySetting(id: string) {
    await this.source.transaction(async (manager) => {
      await manager.update(Account, { id }, { closed: true });
      await manager.withRepository(this.ledger).insert({ accountId: id });
    });
  }
}
