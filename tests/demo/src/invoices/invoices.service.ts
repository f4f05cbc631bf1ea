import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service';

@Injectable()
export class InvoicesService {
  constructor(private readonly prisma: PrismaService) {}

  /** Race: two invoices get the same number. */
  async issue(accountId: string, total: number) {
    const last = await this.prisma.invoice.aggregate({ where: { accountId }, _max: { number: true } });
    const number = (last._max.number ?? 0) + 1;
    return this.prisma.invoice.create({ data: { accountId, number, total } });
  }

  /** Safe: the account is locked while its next number is drawn. */
  async issueSafely(accountId: string, total: number) {
    return this.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM "Account" WHERE id = ${accountId} FOR UPDATE`;
      const last = await tx.invoice.aggregate({ where: { accountId }, _max: { number: true } });
      const number = (last._max.number ?? 0) + 1;
      return tx.invoice.create({ data: { accountId, number, total } });
    });
  }
}
