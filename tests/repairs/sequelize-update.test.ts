/** Sequelize's repairs of updates: increment, a conditional update whose count is checked, a row lock, a save less. */
import { testOffered, testRefused } from './sequelize-repairs.js';

testOffered([
  {
    name: 'Race because the sum is made of an old number: a row that is saved',
    rule: 'no-read-modify-write',
    code: `export async function add(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  wallet.coins += n;
  await wallet.save();
}
`,
    suggested: [
      `export async function add(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  await wallet.increment('coins', { by: n });
}
`,
    ],
  },
  {
    name: 'Race because the sum is made of an old number: an update by predicate keeps its options',
    rule: 'no-read-modify-write',
    code: `export async function take(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  await Wallet.update({ coins: wallet.coins - n }, { where: { id }, silent: true });
}
`,
    suggested: [
      `export async function take(id: number, n: number) {
  await Wallet.decrement('coins', { by: n, where: { id }, silent: true });
}
`,
    ],
  },
  {
    name: 'Race because two pass the test: the row becomes an update by key and state',
    rule: 'no-check-then-update',
    code: `export async function start(id: number) {
  const job = await Job.findByPk(id);
  if (job.state !== 'queued') throw new Error('gone');
  job.state = 'running';
  await job.save();
}
`,
    suggested: [
      `export async function start(id: number) {
  const job = await Job.findByPk(id);
  if (job.state !== 'queued') throw new Error('gone');
  const [affected] = await Job.update({ state: 'running' }, { where: { id: job.id, state: 'queued' } });
  if (affected === 0) throw new Error('gone');
}
`,
    ],
  },
  {
    name: 'Race because two pass the test in transactions of their own: a condition, or a lock',
    rule: 'no-check-then-update',
    code: `export const start = (id: number) => sequelize.transaction(async (t) => {
  const job = await Job.findByPk(id, { transaction: t });
  if (job.state === 'done') throw new Error('done');
  await Job.update({ state: 'running' }, { where: { id }, transaction: t });
});
`,
    suggested: [
      `export const start = (id: number) => sequelize.transaction(async (t) => {
  const job = await Job.findByPk(id, { transaction: t });
  if (job.state === 'done') throw new Error('done');
  const [affected] = await Job.update({ state: 'running' }, { where: { id, state: { [Op.ne]: 'done' } }, transaction: t });
  if (affected === 0) throw new Error('done');
});
`,
      `export const start = (id: number) => sequelize.transaction(async (t) => {
  const job = await Job.findByPk(id, { transaction: t, lock: t.LOCK.UPDATE });
  if (job.state === 'done') throw new Error('done');
  await Job.update({ state: 'running' }, { where: { id }, transaction: t });
});
`,
    ],
  },
  {
    name: 'Redundant because nothing changed between the saves',
    rule: 'no-duplicate-save',
    code: `export async function publish(id: number, title: string) {
  const job = await Job.findByPk(id);
  job.title = title;
  await job.save();
  await job.save();
}
`,
    fixed: `export async function publish(id: number, title: string) {
  const job = await Job.findByPk(id);
  job.title = title;
  await job.save();
}
`,
  },
]);

testRefused([
  {
    name: 'the number is tested, too: an increment alone keeps the overdraft',
    rule: 'no-read-modify-write',
    code: `export async function take(id: number, n: number) {
  const wallet = await Wallet.findByPk(id);
  if (wallet.coins < n) throw new Error('too little');
  wallet.coins -= n;
  await wallet.save();
}
`,
    because: '`coins` is also tested or used',
  },
  {
    name: 'whether it is a number can\'t be seen',
    rule: 'no-read-modify-write',
    code: `export async function add(id, n) {
  const wallet = await Wallet.findByPk(id);
  wallet.coins += n;
  await wallet.save();
}
`,
    because: 'Whether `coins` is a number',
  },
  {
    name: 'the row is given away afterwards',
    rule: 'no-check-then-update',
    code: `export async function start(id: number) {
  const job = await Job.findByPk(id);
  if (job.state !== 'queued') throw new Error('gone');
  await job.update({ state: 'running' });
  await run(job);
}
`,
    because: '`job` is used afterwards',
  },
]);
