import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service';

@Injectable()
export class JobsWorker {
  constructor(private readonly prisma: PrismaService) {}

  /** Race: two workers find the same job; both run it. */
  async claim(worker: string) {
    const job = await this.prisma.job.findFirst({ where: { status: 'queued' } });
    if (!job) return undefined;
    await this.prisma.job.update({ where: { id: job.id }, data: { status: 'running', worker } });
    return job;
  }

  /** Safe: the update claims the job only while it is still queued. */
  async claimSafely(worker: string) {
    const job = await this.prisma.job.findFirst({ where: { status: 'queued' } });
    if (!job) return undefined;
    const { count } = await this.prisma.job.updateMany({
      where: { id: job.id, status: 'queued' },
      data: { status: 'running', worker },
    });
    return count === 1 ? job : undefined;
  }
}
