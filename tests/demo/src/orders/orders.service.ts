import { ConflictException, Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service';

@Injectable()
export class OrdersService {
  constructor(private readonly prisma: PrismaService) {}

  /** Race: the order is paid between the check and the update, and cancelled all the same. */
  async cancel(id: string) {
    const order = await this.prisma.order.findUniqueOrThrow({ where: { id } });
    if (order.state !== 'OPEN') throw new ConflictException('Only an open order can be cancelled');
    await this.prisma.order.update({ where: { id }, data: { state: 'CANCELLED' } });
  }

  /** Safe: the database tests the state in the statement that changes it, and the count says whether it did. */
  async cancelSafely(id: string) {
    const { count } = await this.prisma.order.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'CANCELLED' } });
    if (count === 0) throw new ConflictException('Only an open order can be cancelled');
  }
}
