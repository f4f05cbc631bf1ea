/** Guarded update: a state is tested, then changed, as if it still held. */
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { HydratedDocument, Model } from 'mongoose';

export class Job { state!: string; startedAt?: Date; members!: string[] }

@Injectable()
export class Jobs {
  constructor(@InjectModel(Job.name) private readonly jobs: Model<Job>) {}

  async start(id: string) {
    const job = await this.jobs.findById(id).orFail();
    if (job.state !== 'idle') throw new Error('busy');
    job.state = 'running';
    await job.save(); // race: no-check-then-update
    return job;
  }

  async startConditionally(id: string) {
    const job = await this.jobs.findOneAndUpdate({ _id: id, state: 'idle' }, { $set: { state: 'running' } }, { returnDocument: 'after' });
    if (!job) throw new Error('busy');
    return job;
  }

  async cancel(id: string) {
    const job = await this.jobs.findOne({ _id: id, state: 'idle' });
    if (!job) throw new Error('not idle');
    await this.jobs.updateOne({ _id: job._id }, { $set: { state: 'cancelled' } }); // race: no-check-then-update
  }

  async cancelConditionally(id: string) {
    const { matchedCount } = await this.jobs.updateOne({ _id: id, state: 'idle' }, { $set: { state: 'cancelled' } });
    if (matchedCount === 0) throw new Error('not idle');
  }

  async join(id: string, member: string) {
    const job = await this.jobs.findById(id).orFail();
    if (job.members.includes(member)) throw new Error('joined before');
    job.members.push(member);
    await job.save(); // race: no-check-then-update
  }

  async joinOnce(id: string, member: string) {
    const job = await this.jobs.findById(id).orFail();
    if (job.members.includes(member)) return;
    await this.jobs.updateOne({ _id: id }, { $addToSet: { members: member } });
  }

  async setStart(job: HydratedDocument<Job>, startedAt: Date) {
    job.startedAt = startedAt;
    await job.save();
  }
}
