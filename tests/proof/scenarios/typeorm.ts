/** Races in TypeORM, and the repairs that are proven of them. */
import { countDiffers, differs, gave, succeeded, type Scenario } from '../scenario.js';

const everywhere = ['postgresql', 'mariadb', 'sqlite'] as const;
/** `save` runs in a transaction of its own, and rows are locked in one: in SQLite a second writer is told to come again */
const servers = ['postgresql', 'mariadb'] as const;

const wallet = { tables: ['wallet'], setup: ["INSERT INTO wallet (id, points, note) VALUES (1, 10, '')"] } as const;
const job = { tables: ['job'], setup: ["INSERT INTO job (id, state, tries) VALUES (1, 'queued', 0)"] } as const;

export const typeormScenarios: readonly Scenario[] = [
  {
    title: 'find, then save one or the other entity, becomes one upsert',
    kind: 'upsert',
    rule: 'no-check-then-create',
    repair: /Insert or update by one `upsert`/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Setting } from './entities.ts';

export const run = async (db: DataSource, owner: string, name: string, value: string): Promise<void> => {
  const settings = db.getRepository(Setting);
  const setting = await settings.findOneBy({ owner, name });
  if (setting) {
    // a new value
    setting.value = value;
    await settings.save(setting);
  } else {
    await settings.save(settings.create({ owner, name, value }));
  }
};
`,
    tables: ['setting'],
    args: (client, round) => ['ada', `theme ${round}`, `value ${client}`],
    wrong: (outcome) => countDiffers(outcome, 'setting', 1),
  },
  {
    title: 'find, then update or insert, becomes one upsert',
    kind: 'upsert',
    rule: 'no-check-then-create',
    repair: /Insert or update by one `upsert`/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Setting } from './entities.ts';

export const run = async (db: DataSource, owner: string, name: string, value: string): Promise<void> => {
  const settings = db.getRepository(Setting);
  const setting = await settings.findOneBy({ owner, name });
  if (setting) await settings.update({ owner, name }, { value });
  else await settings.insert({ owner, name, value });
};
`,
    tables: ['setting'],
    args: (client, round) => ['ada', `theme ${round}`, `value ${client}`],
    wrong: (outcome) => countDiffers(outcome, 'setting', 1),
  },
  {
    title: 'an insert under a check ignores the conflict',
    kind: 'insert that ignores the conflict',
    rule: 'no-check-then-create',
    repair: /orIgnore/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Tag } from './entities.ts';

export const run = async (db: DataSource, slug: string, label: string): Promise<void> => {
  const tags = db.getRepository(Tag);
  if (!(await tags.existsBy({ slug }))) {
    await tags.insert({ slug, label });
  }
};
`,
    tables: ['tag'],
    args: (_, round) => [`news-${round}`, 'News'],
    wrong: (outcome) => countDiffers(outcome, 'tag', 1),
  },
  {
    title: 'a save under a check becomes an insert that ignores the conflict',
    kind: 'insert that ignores the conflict',
    rule: 'no-check-then-create',
    repair: /orIgnore/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Tag } from './entities.ts';

export const run = async (db: DataSource, slug: string, label: string): Promise<void> => {
  const tags = db.getRepository(Tag);
  const tag = await tags.findOneBy({ slug });
  if (!tag) {
    await tags.save(tags.create({ slug, label })); // once
  }
};
`,
    tables: ['tag'],
    args: (_, round) => [`news-${round}`, 'News'],
    wrong: (outcome) => countDiffers(outcome, 'tag', 1),
  },
  {
    title: 'the unique violation of a save gets the answer of the check',
    kind: 'catch and answer',
    rule: 'no-check-then-create',
    repair: /Catch the unique violation/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Account } from './entities.ts';

export const run = async (db: DataSource, email: string, name: string): Promise<string> => {
  const accounts = db.getRepository(Account);
  const taken = await accounts.findOneBy({ email });
  if (taken) throw new Error('taken');
  const account = await accounts.save(accounts.create({ email, name }));
  return account.name;
};
`,
    tables: ['account'],
    args: (client, round) => [`ada${round}@example.org`, `client ${client}`],
    answers: ['taken'],
    wrong: (outcome) => (succeeded(outcome) === 1 ? countDiffers(outcome, 'account', 1) : 'not one client succeeded'),
  },
  {
    title: 'the unique violation of an insert gets the answer of the check',
    kind: 'catch and answer',
    rule: 'no-check-then-create',
    repair: /Catch the unique violation/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Account } from './entities.ts';

export const run = async (db: DataSource, email: string, name: string): Promise<void> => {
  const accounts = db.getRepository(Account);
  if (await accounts.existsBy({ email })) throw new Error('taken');
  await accounts.insert({ email, name });
};
`,
    tables: ['account'],
    args: (client, round) => [`ada${round}@example.org`, `client ${client}`],
    answers: ['taken'],
    wrong: (outcome) => (succeeded(outcome) === 1 ? countDiffers(outcome, 'account', 1) : 'not one client succeeded'),
  },
  {
    title: 'after the unique violation the row that came first is read',
    kind: 'catch and read again',
    rule: 'no-check-then-create',
    repair: /Catch the unique violation/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Tag } from './entities.ts';

export const run = async (db: DataSource, slug: string, label: string): Promise<Tag> => {
  const tags = db.getRepository(Tag);
  const tag = await tags.findOneBy({ slug });
  if (tag) return tag;
  return tags.save(tags.create({ slug, label }));
};
`,
    tables: ['tag'],
    args: (_, round) => [`news-${round}`, 'News'],
    wrong: (outcome) => countDiffers(outcome, 'tag', 1),
  },
  {
    title: 'a rename to a name that was just taken gets the answer of the check',
    kind: 'catch on rename',
    rule: 'no-check-then-create',
    repair: /Catch the unique violation/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Account } from './entities.ts';

export const run = async (db: DataSource, id: number, email: string): Promise<void> => {
  const accounts = db.getRepository(Account);
  const taken = await accounts.findOneBy({ email });
  if (taken) throw new Error('taken');
  await accounts.update(id, { email });
};
`,
    tables: ['account'],
    setup: [0, 1, 2, 3, 4, 5, 6, 7].map((client) => `INSERT INTO account (id, email, name) VALUES (${client + 1}, 'old${client}@example.org', 'client ${client}')`),
    args: (client, round) => [client + 1, `ada${round}@example.org`],
    answers: ['taken'],
    wrong: (outcome) => (succeeded(outcome) === 1 ? undefined : 'not one client succeeded'),
  },
  {
    title: 'a number that is read, added to and saved becomes an increment',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /Let the database add/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, amount: number): Promise<void> => {
  const wallets = db.getRepository(Wallet);
  const wallet = await wallets.findOneByOrFail({ id });
  wallet.points += amount;
  await wallets.save(wallet);
};
`,
    ...wallet,
    args: () => [1, 5],
    wrong: (outcome) => differs(outcome, 'wallet', 'points', 10 + 5 * succeeded(outcome)),
  },
  {
    title: 'a number that is read and written by update becomes a decrement',
    kind: 'increment',
    rule: 'no-read-modify-write',
    repair: /Let the database subtract/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, amount: number): Promise<void> => {
  const wallets = db.getRepository(Wallet);
  const wallet = await wallets.findOneByOrFail({ id });
  await wallets.update(id, { points: wallet.points - amount });
};
`,
    ...wallet,
    args: () => [1, 5],
    wrong: (outcome) => differs(outcome, 'wallet', 'points', 10 - 5 * succeeded(outcome)),
  },
  {
    title: 'a number among other columns becomes SQL',
    kind: 'increment among other columns',
    rule: 'no-read-modify-write',
    repair: /Let the database add/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, note: string): Promise<void> => {
  const wallets = db.getRepository(Wallet);
  const wallet = await wallets.findOneByOrFail({ id });
  await wallets.update({ id }, { points: wallet.points + 1, note });
};
`,
    ...wallet,
    args: (client) => [1, `client ${client}`],
    wrong: (outcome) => differs(outcome, 'wallet', 'points', 10 + succeeded(outcome)),
  },
  {
    title: 'a state that is tested and saved goes into the predicate of an update',
    kind: 'conditional write',
    rule: 'no-check-then-update',
    repair: /look at `affected`/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Job } from './entities.ts';

export const run = async (db: DataSource, id: number, worker: string): Promise<string> => {
  const jobs = db.getRepository(Job);
  const job = await jobs.findOneByOrFail({ id });
  if (job.state !== 'queued') throw new Error('not queued');
  job.state = 'running';
  job.worker = worker;
  await jobs.save(job);
  return 'claimed';
};
`,
    ...job,
    args: (client) => [1, `worker ${client}`],
    answers: ['not queued'],
    wrong: (outcome) => (gave(outcome, 'claimed') === 1 ? undefined : `double transition: ${gave(outcome, 'claimed')} clients claimed the job`),
  },
  {
    title: 'a state that is tested goes into the predicate of the update',
    kind: 'conditional write',
    rule: 'no-check-then-update',
    repair: /look at `affected`/,
    databases: everywhere,
    source: `import { type DataSource } from 'typeorm';
import { Job } from './entities.ts';

export const run = async (db: DataSource, id: number, worker: string): Promise<string> => {
  const jobs = db.getRepository(Job);
  const job = await jobs.findOneBy({ id });
  if (!job || job.state !== 'queued') throw new Error('not queued');
  await jobs.update({ id }, { state: 'running', worker });
  return 'claimed';
};
`,
    ...job,
    args: (client) => [1, `worker ${client}`],
    answers: ['not queued'],
    wrong: (outcome) => (gave(outcome, 'claimed') === 1 ? undefined : `double transition: ${gave(outcome, 'claimed')} clients claimed the job`),
  },
  {
    title: 'rows that are claimed in a loop are claimed by their state',
    kind: 'claim in a loop',
    rule: 'no-check-then-update',
    repair: /look at `affected`/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Job } from './entities.ts';

export const run = async (db: DataSource, worker: string): Promise<readonly number[]> => {
  const jobs = db.getRepository(Job);
  const claimed: number[] = [];
  for (const job of await jobs.findBy({ state: 'queued' })) {
    job.state = 'running';
    job.worker = worker;
    await jobs.save(job);
    claimed.push(job.id);
  }
  return claimed;
};
`,
    tables: ['job'],
    setup: ["INSERT INTO job (id, state, tries) VALUES (1, 'queued', 0)", "INSERT INTO job (id, state, tries) VALUES (2, 'queued', 0)"],
    args: (client) => [`worker ${client}`],
    wrong: ({ results }) => {
      const claimed = results.flatMap((result) => (result.kind === 'value' ? (result.value as readonly number[]) : []));
      return claimed.length === 2 ? undefined : `double transition: ${claimed.length} claims of 2 jobs`;
    },
  },
  {
    title: 'the row is locked when it is read',
    kind: 'row lock',
    rule: 'no-read-modify-write',
    repair: /Lock the row/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, amount: number): Promise<string> =>
  db.transaction(async (manager) => {
    const wallet = await manager.findOneByOrFail(Wallet, { id });
    if (wallet.points < amount) throw new Error('too little');
    wallet.points -= amount;
    await manager.save(wallet);
    return 'paid';
  });
`,
    ...wallet,
    args: () => [1, 6],
    answers: ['too little'],
    wrong: (outcome) => (gave(outcome, 'paid') === 1 ? differs(outcome, 'wallet', 'points', 4) : `overdrawn: paid ${gave(outcome, 'paid')} times`),
  },
  {
    title: 'the row of a query builder is locked when it is read',
    kind: 'row lock in a query builder',
    rule: 'no-read-modify-write',
    repair: /Lock the row/,
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, amount: number): Promise<void> => {
  await db.transaction(async (manager) => {
    const wallet = await manager
      .createQueryBuilder(Wallet, 'wallet')
      .where('wallet.id = :id', { id })
      .getOneOrFail();
    wallet.points = Math.max(0, wallet.points - amount);
    await manager.save(Wallet, wallet);
  });
};
`,
    ...wallet,
    args: () => [1, 1],
    wrong: (outcome) => differs(outcome, 'wallet', 'points', 10 - succeeded(outcome)),
  },
  {
    title: 'with relations only the row itself is locked',
    kind: 'row lock beside relations',
    rule: 'no-read-modify-write',
    repair: /Lock the row/,
    databases: ['postgresql'],
    source: `import { type DataSource } from 'typeorm';
import { Room } from './entities.ts';

export const run = async (db: DataSource, id: number): Promise<void> => {
  await db.transaction(async (manager) => {
    const room = await manager.findOneOrFail(Room, { where: { id }, relations: { bookings: true } });
    await manager.update(Room, { id }, { seats: Math.max(0, room.seats - 1) });
  });
};
`,
    tables: ['room', 'booking'],
    setup: ['INSERT INTO room (id, seats) VALUES (1, 10)'],
    args: () => [1],
    wrong: (outcome) => differs(outcome, 'room', 'seats', 10 - succeeded(outcome)),
  },
  {
    title: 'of two saves of one entity the second goes',
    kind: 'drop the redundant save',
    rule: 'no-duplicate-save',
    repair: 'fix',
    databases: servers,
    source: `import { type DataSource } from 'typeorm';
import { Wallet } from './entities.ts';

export const run = async (db: DataSource, id: number, client: number): Promise<number> => {
  const wallets = db.getRepository(Wallet);
  if (client > 0) {
    const { affected } = await wallets.increment({ id }, 'points', 100);
    return affected ?? 0;
  }
  const wallet = new Wallet();
  wallet.id = id;
  wallet.points = 1;
  wallet.note = 'new';
  await wallets.save(wallet);
  await wallets.save(wallet);
  return 0;
};
`,
    tables: ['wallet'],
    args: (client) => [1, client],
    // an increment before the row is there changes nothing; one after it must not be undone
    wrong: (outcome) => differs(outcome, 'wallet', 'points', 1 + outcome.results.reduce((sum, result) => sum + (result.kind === 'value' ? 100 * Number(result.value) : 0), 0)),
  },
];
