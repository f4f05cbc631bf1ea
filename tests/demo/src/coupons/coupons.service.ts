import { ConflictException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { Coupon } from './coupon.entity';

@Injectable()
export class CouponsService {
  constructor(
    @InjectRepository(Coupon) private readonly coupons: Repository<Coupon>,
    private readonly dataSource: DataSource,
  ) {}

  /** Race: the row is locked, but what is decided and written was read before the lock. */
  async redeem(id: string) {
    const coupon = await this.coupons.findOneByOrFail({ id });
    await this.dataSource.transaction(async (manager) => {
      await manager.findOneOrFail(Coupon, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (coupon.usesLeft === 0) throw new ConflictException('This coupon is used up');
      await manager.update(Coupon, { id }, { usesLeft: coupon.usesLeft - 1 });
    });
  }

  /** Safe: read under the lock. */
  async redeemSafely(id: string) {
    await this.dataSource.transaction(async (manager) => {
      const coupon = await manager.findOneOrFail(Coupon, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (coupon.usesLeft === 0) throw new ConflictException('This coupon is used up');
      await manager.update(Coupon, { id }, { usesLeft: coupon.usesLeft - 1 });
    });
  }
}
