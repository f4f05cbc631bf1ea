/** Races in Sequelize, and the repairs that are proven of them. */
import type { Scenario } from '../scenario.js';
import { claimingOnce, earning, oneAccount, oneSetting, oneTag, payingOnce, spending } from './programs.js';

const servers = ['postgresql', 'mariadb'] as const;
const head = (model: string): string => `import { type Sequelize } from 'sequelize';\nimport { ${model} } from './models.ts';\n\n`;

export const sequelizeScenarios: readonly Scenario[] = [
  {
    title: 'find, then update or create, becomes one upsert',
    kind: 'upsert',
    rule: 'no-check-then-create',
    repair: /upsert/,
    databases: servers,
    source: `${head('Setting')}export const run = async (_: Sequelize, owner: string, name: string, value: string): Promise<void> => {
  const setting = await Setting.findOne({ where: { owner, name } });
  if (setting) {
    await setting.update({ value });
  } else {
    await Setting.create({ owner, name, value });
  }
};
`,
    ...oneSetting,
  },
  {
    title: 'find or create becomes findOrCreate',
    kind: 'findOrCreate',
    rule: 'no-check-then-create',
    repair: /findOrCreate/,
    databases: servers,
    source: `${head('Tag')}export const run = async (_: Sequelize, slug: string, label: string): Promise<string> => {
  let tag = await Tag.findOne({ where: { slug } });
  if (!tag) {
    tag = await Tag.create({ slug, label });
  }
  return tag.label;
};
`,
    ...oneTag,
  },
  {
    title: 'after the unique violation the row that came first is read',
    kind: 'catch and read again',
    rule: 'no-check-then-create',
    repair: /Catch/,
    databases: servers,
    source: `${head('Tag')}export const run = async (_: Sequelize, slug: string, label: string): Promise<string> => {
  let tag = await Tag.findOne({ where: { slug } });
  if (!tag) {
    tag = await Tag.create({ slug, label }); // once
  }
  return tag.label;
};
`,
    ...oneTag,
  },
  {
    title: 'the unique violation gets the answer of the check',
    kind: 'catch and answer',
    rule: 'no-check-then-create',
    repair: /Catch/,
    databases: servers,
    source: `${head('Account')}export const run = async (_: Sequelize, email: string, name: string): Promise<void> => {
  const taken = await Account.findOne({ where: { email } });
  if (taken) throw new Error('taken');
  await Account.create({ email, name });
};
`,
    ...oneAccount,
  },
  {
    title: 'a number that is read, added to and saved becomes an increment',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /database add|increment/,
    databases: servers,
    source: `${head('Wallet')}export const run = async (_: Sequelize, id: number, amount: number): Promise<void> => {
  const wallet = await Wallet.findByPk(id, { rejectOnEmpty: true });
  wallet.points += amount;
  await wallet.save();
};
`,
    ...earning,
  },
  {
    title: 'a number that is read and written by update becomes a decrement',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /database subtract|decrement/,
    databases: servers,
    source: `${head('Wallet')}export const run = async (_: Sequelize, id: number, amount: number): Promise<void> => {
  const wallet = await Wallet.findByPk(id, { rejectOnEmpty: true });
  await Wallet.update({ points: wallet.points - amount }, { where: { id } });
};
`,
    ...spending,
  },
  {
    title: 'a state that is tested and saved goes into the predicate of an update',
    kind: 'conditional write',
    rule: 'no-check-then-update',
    repair: /number of rows|affected|Write only/,
    databases: servers,
    source: `${head('Job')}export const run = async (_: Sequelize, id: number, worker: string): Promise<string> => {
  const job = await Job.findByPk(id, { rejectOnEmpty: true });
  if (job.state !== 'queued') throw new Error('not queued');
  job.state = 'running';
  job.worker = worker;
  await job.save();
  return 'claimed';
};
`,
    ...claimingOnce,
  },
  {
    title: 'the row is locked when it is read',
    kind: 'row lock',
    rule: 'no-read-modify-write',
    repair: /Lock/,
    databases: servers,
    source: `${head('Wallet')}export const run = async (sequelize: Sequelize, id: number, amount: number): Promise<string> =>
  sequelize.transaction(async (transaction) => {
    const wallet = await Wallet.findByPk(id, { transaction, rejectOnEmpty: true });
    if (wallet.points < amount) throw new Error('too little');
    await wallet.update({ points: wallet.points - amount }, { transaction });
    return 'paid';
  });
`,
    ...payingOnce,
  },
];
