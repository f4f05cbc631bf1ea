import type { EntityManager } from '@mikro-orm/postgresql';
import { Job, Order } from './entities';

export class Jobs {
  constructor(private readonly em: EntityManager) {}

  async start(id: string): Promise<void> {
    const job = await this.em.findOneOrFail(Job, id);
    if (job.state !== 'idle') throw new Error('busy');
    job.state = 'running'; // race: no-check-then-update
    await this.em.flush();
  }

  async startNatively(id: string): Promise<void> {
    const job = await this.em.findOneOrFail(Job, { id });
    if (job.state !== 'idle') throw new Error('busy');
    await this.em.nativeUpdate(Job, { id }, { state: 'running', by: job.owner }); // race: no-check-then-update
  }

  async startOnce(id: string): Promise<void> {
    const job = await this.em.findOneOrFail(Job, { id });
    if (job.state !== 'idle') throw new Error('busy');
    const started = await this.em.nativeUpdate(Job, { id, state: 'idle' }, { state: 'running' });
    if (started === 0) throw new Error('busy');
  }

  async assign(id: string): Promise<void> {
    const job = await this.em.findOneOrFail(Job, { id });
    if (job.state !== 'idle') throw new Error('busy');
    this.em.assign(job, { state: 'running' }); // race: no-check-then-update
    await this.em.flush();
  }

  async discard(id: string): Promise<void> {
    const job = await this.em.findOneOrFail(Job, { id });
    if (job.state !== 'idle') throw new Error('busy');
    this.em.remove(job); // race: no-check-then-update
    await this.em.flush();
  }

  async rename(id: string, name: string): Promise<void> {
    const job = await this.em.findOne(Job, { id });
    if (!job) throw new Error('not found');
    job.name = name;
    await this.em.flush();
  }

  async edit(id: string, changes: Partial<Order>): Promise<void> {
    const order = await this.em.findOneOrFail(Order, { id });
    this.em.assign(order, changes);
    await this.em.flush();
  }

  async leaves(id: string): Promise<void> {
    const job = await this.em.findOneOrFail(Job, id);
    if (job.state !== 'idle') {
      job.seen = true;
      return;
    }
    await this.em.flush();
  }
}
