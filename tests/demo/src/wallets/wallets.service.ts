import { ConflictException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { Wallet } from './wallet.entity';

@Injectable()
export class WalletsService {
  constructor(
    @InjectRepository(Wallet) private readonly wallets: Repository<Wallet>,
    private readonly dataSource: DataSource,
  ) {}

  /** Race: two payments read the same balance; one of them is free of charge. */
  async pay(id: string, amount: number) {
    const wallet = await this.wallets.findOneByOrFail({ id });
    if (wallet.balance < amount) throw new ConflictException('Not enough money');
    wallet.balance = wallet.balance - amount;
    await this.wallets.save(wallet);
  }

  /** Safe: the row is locked from the read to the commit. */
  async paySafely(id: string, amount: number) {
    await this.dataSource.transaction(async (manager) => {
      const wallet = await manager.findOneOrFail(Wallet, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (wallet.balance < amount) throw new ConflictException('Not enough money');
      wallet.balance = wallet.balance - amount;
      await manager.save(wallet);
    });
  }

  /** Safe: the database adds. */
  async topUp(id: string, amount: number) {
    await this.wallets.increment({ id }, 'balance', amount);
  }
}
