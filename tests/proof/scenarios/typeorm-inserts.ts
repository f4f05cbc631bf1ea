/** Races of inserts in TypeORM, and the repairs that are proven of them. */
import type { Scenario } from '../scenario.js';
import { oneAccount, oneRename, oneSetting, oneTag } from './programs.js';

const everywhere = ['postgresql', 'mariadb', 'sqlite'] as const;
/** `save` runs in a transaction of its own, and rows are locked in one: in SQLite a second writer is told to come again */
const servers = ['postgresql', 'mariadb'] as const;

export const typeormInserts: readonly Scenario[] = [
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
    ...oneSetting,
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
    ...oneSetting,
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
    ...oneTag,
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
    ...oneTag,
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
    ...oneAccount,
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
    ...oneAccount,
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
    ...oneTag,
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
    ...oneRename,
  },
];
