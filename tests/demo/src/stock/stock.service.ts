import { ConflictException, Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service';

@Injectable()
export class StockService {
  constructor(private readonly prisma: PrismaService) {}

  /** Race: two buyers read the same stock; both write the same rest, and one sale is lost. */
  async take(productId: string, quantity: number) {
    const product = await this.prisma.product.findUniqueOrThrow({ where: { id: productId } });
    if (product.stock < quantity) throw new ConflictException('Sold out');
    await this.prisma.product.update({ where: { id: productId }, data: { stock: product.stock - quantity } });
  }

  /** Safe: the decrement carries its guard, and the count says whether it happened. */
  async takeSafely(productId: string, quantity: number) {
    const { count } = await this.prisma.product.updateMany({
      where: { id: productId, stock: { gte: quantity } },
      data: { stock: { decrement: quantity } },
    });
    if (count === 0) throw new ConflictException('Sold out');
  }
}
