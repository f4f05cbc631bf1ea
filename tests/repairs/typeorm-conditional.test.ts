/** TypeORM's repairs: the test goes into the write. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'Race because both see the job queued',
    rule: 'no-check-then-update',
    code: `export async function start(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state !== 'queued') throw new Error('started');
  j.state = 'running'; // now
  await jobs.save(j);
  await run(id);
}
`,
    suggested: [
      `export async function start(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  const { affected } = await jobs.update({ id: j.id, state: 'queued' }, { state: 'running' });
  if (affected !== 1) throw new Error('started');
  // now
  await run(id);
}
`,
    ],
  },
  {
    name: 'Race because the guard asks for the row, too: it stays, and its exit is repeated',
    rule: 'no-check-then-update',
    code: `import { Repository } from 'typeorm';
import { dataSource, Job } from './database';
const jobs: Repository<Job> = dataSource.getRepository(Job);
export async function start(id: string) {
  const j = await jobs.findOneBy({ id });
  if (!j || j.state === 'done') {
    // too late
    throw new Error('done');
  }
  j.state = 'running';
  j.startedAt = new Date();
  await jobs.save(j);
  await run(id);
}
`,
    suggested: [
      `import { Repository, Not } from 'typeorm';
import { dataSource, Job } from './database';
const jobs: Repository<Job> = dataSource.getRepository(Job);
export async function start(id: string) {
  const j = await jobs.findOneBy({ id });
  if (!j || j.state === 'done') {
    // too late
    throw new Error('done');
  }
  const { affected } = await jobs.update({ id: j.id, state: Not('done') }, { state: 'running', startedAt: new Date() });
  if (affected !== 1) {
    // too late
    throw new Error('done');
  }
  await run(id);
}
`,
    ],
  },
  {
    name: 'Race because the flag is tested before an update by key',
    rule: 'no-check-then-update',
    code: `export async function finish(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.done) return;
  await jobs.update(id, { done: true });
  await report(j.id);
}
`,
    suggested: [
      `export async function finish(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.done) return;
  const { affected } = await jobs.update({ id, done: false }, { done: true });
  if (affected !== 1) return;
  await report(j.id);
}
`,
    ],
  },
  {
    name: 'Race because both claim the first queued job',
    rule: 'no-check-then-update',
    code: `export async function claim() {
  const j = await jobs.findOne({ where: { state: 'queued' } });
  if (!j) return;
  j.state = 'running';
  await jobs.save(j);
  await run(j);
}
`,
    suggested: [
      `export async function claim() {
  const j = await jobs.findOne({ where: { state: 'queued' } });
  if (!j) return;
  j.state = 'running';
  const { affected } = await jobs.update({ id: j.id, state: 'queued' }, { state: 'running' });
  if (affected !== 1) return;
  await run(j);
}
`,
    ],
  },
  {
    name: 'Race because two sweepers read the same jobs',
    rule: 'no-check-then-update',
    code: `export async function sweep() {
  for (const job of await jobs.findBy({ state: 'queued' })) {
    job.state = 'running';
    await jobs.save(job);
    await run(job);
  }
}
`,
    suggested: [
      `export async function sweep() {
  for (const job of await jobs.findBy({ state: 'queued' })) {
    job.state = 'running';
    const { affected } = await jobs.update({ id: job.id, state: 'queued' }, { state: 'running' });
    if (affected !== 1) continue;
    await run(job);
  }
}
`,
    ],
  },
  {
    name: 'Race because the branch does more: who comes second leaves it',
    rule: 'no-check-then-update',
    code: `export async function start(id: string, affected: number) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state === 'queued') {
    await jobs.update({ id }, { state: 'running' });
    await wallets.insert({ userId: j.userId, affected });
  }
}
`,
    suggested: [
      `export async function start(id: string, affected: number) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state === 'queued') {
    const { affected: updated } = await jobs.update({ id, state: 'queued' }, { state: 'running' });
    if (updated !== 1) return;
    await wallets.insert({ userId: j.userId, affected });
  }
}
`,
    ],
  },
  {
    name: 'Race because an empty date is a state; the entity is used afterwards, so it keeps its new value',
    rule: 'no-check-then-update',
    code: `export async function finish(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.finishedAt) throw new Error('finished');
  j.finishedAt = new Date();
  await jobs.save(j);
  return j;
}
`,
    suggested: [
      `export async function finish(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.finishedAt) throw new Error('finished');
  j.finishedAt = new Date();
  const { affected } = await jobs.update({ id: j.id, finishedAt: IsNull() }, { finishedAt: j.finishedAt });
  if (affected !== 1) throw new Error('finished');
  return j;
}
`,
    ],
  },
  {
    name: 'Race because a delete is a transition, too',
    rule: 'no-check-then-update',
    code: `export async function drop(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state !== 'done') throw new Error('not done');
  await jobs.delete({
    id,
  });
  await refund(id);
}
export const reset = (id: string) => jobs.update(id, { state: 'queued' });
`,
    suggested: [
      `export async function drop(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state !== 'done') throw new Error('not done');
  const { affected } = await jobs.delete({
    id,
    state: 'done',
  });
  if (affected !== 1) throw new Error('not done');
  await refund(id);
}
export const reset = (id: string) => jobs.update(id, { state: 'queued' });
`,
    ],
  },
  {
    name: 'Race because both see the job queued: the test goes into the write, or the row is locked',
    rule: 'no-check-then-update',
    code: `export async function start(id: string) {
  await db.transaction(async (manager) => {
    const j = await manager.findOneOrFail(Job, { where: { id } });
    if (j.state !== 'queued') throw new Error('started');
    j.state = 'running';
    await manager.save(j);
    await run(id);
  });
}
`,
    suggested: [
      `export async function start(id: string) {
  await db.transaction(async (manager) => {
    const j = await manager.findOneOrFail(Job, { where: { id } });
    const { affected } = await manager.update(Job, { id: j.id, state: 'queued' }, { state: 'running' });
    if (affected !== 1) throw new Error('started');
    await run(id);
  });
}
`,
      `export async function start(id: string) {
  await db.transaction(async (manager) => {
    const j = await manager.findOneOrFail(Job, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (j.state !== 'queued') throw new Error('started');
    j.state = 'running';
    await manager.save(j);
    await run(id);
  });
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'the result of the save is returned',
    rule: 'no-check-then-update',
    code: `export async function start(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state !== 'queued') throw new Error('started');
  j.state = 'running';
  const saved = await jobs.save(j);
  await run(id);
  return saved;
}
`,
    because: 'is used',
  },
  {
    name: 'a function is given the entity, and may change it',
    rule: 'no-check-then-update',
    code: `export async function start(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state !== 'queued') throw new Error('started');
  stamp(j);
  j.state = 'running';
  await jobs.save(j);
  await run(id);
}
`,
    because: `isn't all in view`,
  },
  {
    name: 'a column is assigned on some paths only',
    rule: 'no-check-then-update',
    code: `export async function start(id: string, note?: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state !== 'queued') throw new Error('started');
  j.state = 'running';
  if (note) j.note = note;
  await jobs.save(j);
}
`,
    because: 'assigned right before',
  },
  {
    name: 'the check tests something made of the column',
    rule: 'no-check-then-update',
    code: `export async function start(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state.toLowerCase() !== 'queued') throw new Error('started');
  j.state = 'running';
  await jobs.save(j);
  await run(id);
}
`,
    because: 'put into a predicate',
  },
  {
    name: 'the exit gives the old row away',
    rule: 'no-check-then-update',
    code: `export async function start(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state !== 'queued') return j;
  j.state = 'running';
  await jobs.save(j);
  await run(id);
}
`,
    because: 'as it was before',
  },
  {
    name: 'what follows the branch runs for both, and what follows in it for one',
    rule: 'no-check-then-update',
    code: `export async function start(id: string) {
  const j = await jobs.findOneByOrFail({ id });
  if (j.state === 'queued') {
    await jobs.update({ id }, { state: 'running' });
    await wallets.insert({ userId: j.userId });
  }
  return id;
}
`,
    because: `under \`if (affected === 1)\``,
  },
]);
