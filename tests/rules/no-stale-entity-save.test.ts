import { raceTester } from './tester.js';

const entity = `import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Repository, UpdateDateColumn, VersionColumn } from 'typeorm';
@Entity()
export class User {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() name: string;
  @Column() verified: boolean;
  @CreateDateColumn() createdAt: Date;
  @UpdateDateColumn() updatedAt: Date;
}
`;

raceTester('no-stale-entity-save', {
  invalid: [
    {
      name: 'Race because the save sets `verified` back to what was loaded',
      code: `${entity}
export async function rename(users: Repository<User>, id: string, name: string) {
  const user = await users.findOneByOrFail({ id });
  user.name = name;
  await users.~save~(user);
}`,
      says: ['`verified`', '(line 12)', '`update`'],
    },
    {
      name: 'Race because a version column alone is compared with nothing by save',
      code: `${entity.replace('  @CreateDateColumn', '  @VersionColumn() version: number;\n  @CreateDateColumn')}
export async function rename(users: Repository<User>, id: string, name: string) {
  const user = await users.findOneByOrFail({ id });
  user.name = name;
  await users.~save~(user);
}`,
      says: ['`verified`'],
    },
    {
      name: 'Race because only some of the columns are assigned, from call to call others',
      code: `import { Repository } from 'typeorm';
import { User } from './user.js';
export class Users {
  constructor(private readonly users: Repository<User>) {}
  async patch(id: string, changes: Partial<User>) {
    const user = await this.users.findOneBy({ id });
    if (!user) throw new Error('gone');
    Object.assign(user, changes);
    return this.users.~save~(user);
  }
}`,
      says: ['another column', '(line 6)'],
    },
    {
      name: 'Race because a column that is assigned on one path only is what was loaded on the other',
      code: `import { Repository } from 'typeorm';
import { User } from './user.js';
export async function patch(users: Repository<User>, id: string, name?: string) {
  const user = await users.findOneByOrFail({ id });
  if (name) user.name = name;
  await users.~save~(user);
}`,
      says: ['`name`'],
    },
    {
      name: 'Race because another function of the file sets another column',
      code: `import { Repository } from 'typeorm';
import { User } from './user.js';
export class Users {
  constructor(private readonly users: Repository<User>) {}
  async rename(id: string, name: string) {
    const user = await this.users.findOneByOrFail({ id });
    user.name = name;
    await this.users.~save~(user);
  }
  async verify(id: string) {
    await this.users.update({ id }, { verified: true });
  }
}`,
      says: ['`verified`'],
    },
    {
      name: 'Race because a helper loads the entity and another one saves it: the function that joins them is the home',
      code: `${entity}
export class Users {
  constructor(private readonly users: Repository<User>) {}
  async rename(id: string, name: string) {
    const user = await this.load(id);
    user.name = name;
    await this.~store~(user);
  }
  private load(id: string) {
    return this.users.findOneByOrFail({ id });
  }
  private async store(user: User) {
    await this.users.save(user);
  }
}`,
      says: ['This `store`', '`verified`', '(line 14)'],
    },
    {
      name: 'Race because a copy of the row brings all its columns along',
      code: `${entity}
export async function rename(users: Repository<User>, id: string, name: string) {
  const user = await users.findOneByOrFail({ id });
  await users.~save~({ ...user, name });
}`,
      says: ['`verified`'],
    },
    {
      name: 'Race because the rows of a list are saved together',
      code: `${entity}
export async function renameAll(users: Repository<User>, ids: string[], name: string) {
  const list = await users.findByIds(ids);
  for (const user of list) user.name = name;
  await users.~save~(list);
}`,
      says: ['`verified`'],
    },
    {
      name: 'Race because a transaction without a lock keeps nobody out',
      code: `${entity.replace('Repository,', 'DataSource,')}
export const rename = (source: DataSource, id: string, name: string) =>
  source.transaction(async (manager) => {
    const user = await manager.findOneByOrFail(User, { id });
    user.name = name;
    await manager.~save~(user);
  });`,
      says: ['`verified`'],
    },
    {
      name: 'Race because reading the row again after the save takes nothing back',
      code: `${entity}
export async function rename(users: Repository<User>, id: string, name: string) {
  const user = await users.findOneByOrFail({ id });
  user.name = name;
  await users.~save~(user);
  const saved = await users.findOneByOrFail({ id });
  if (saved.name !== name) throw new Error('lost');
}`,
      says: ['`verified`'],
    },
  ],
  valid: [
    {
      name: 'Safe because only the changed column is written',
      code: `${entity}
export async function rename(users: Repository<User>, id: string, name: string) {
  const user = await users.findOneByOrFail({ id });
  await users.save({ id: user.id, name });
  await users.update({ id }, { name });
}`,
    },
    {
      name: 'Safe because the row is locked when it is loaded',
      code: `${entity.replace('Repository,', 'DataSource,')}
export const rename = (source: DataSource, id: string, name: string) =>
  source.transaction(async (manager) => {
    const user = await manager.findOneOrFail(User, { where: { id }, lock: { mode: 'pessimistic_write' } });
    user.name = name;
    await manager.save(user);
  });`,
    },
    {
      name: 'Safe because the transaction is serializable',
      without: ['require-transaction-retry'],
      code: `${entity.replace('Repository,', 'DataSource,')}
export const rename = (source: DataSource, id: string, name: string) =>
  source.transaction('SERIALIZABLE', async (manager) => {
    const user = await manager.findOneByOrFail(User, { id });
    user.name = name;
    await manager.save(user);
  });`,
    },
    {
      name: 'Safe because every column that can change is assigned',
      code: `${entity}
export async function replace(users: Repository<User>, id: string, name: string, verified: boolean) {
  const user = await users.findOneByOrFail({ id });
  user.name = name;
  user.verified = verified;
  await users.save(user);
}`,
    },
    {
      name: 'Safe because no other column was loaded',
      code: `${entity}
export async function rename(users: Repository<User>, id: string, name: string) {
  const user = await users.findOneOrFail({ where: { id }, select: ['id', 'name'] });
  user.name = name;
  await users.save(user);
}`,
    },
    {
      name: 'Safe because the row is new',
      code: `${entity}
export async function add(users: Repository<User>, name: string) {
  const user = users.create({ name });
  await users.save(user);
}`,
    },
    {
      name: 'Safe because the row was made by this very run',
      code: `${entity}
export async function add(users: Repository<User>, name: string) {
  const { identifiers } = await users.insert({ name, verified: false });
  const made = await users.insert({ name, verified: false });
  const user = await users.findOneByOrFail({ id: made.identifiers[0].id });
  user.verified = identifiers.length > 0;
  await users.save(user);
}`,
    },
    {
      name: 'Safe because nothing in view says that the entity has other columns',
      code: `import { Repository } from 'typeorm';
import { User } from './user.js';
export async function rename(users: Repository<User>, id: string, name: string) {
  const user = await users.findOneByOrFail({ id });
  user.name = name;
  await users.save(user);
}`,
    },
    {
      name: 'Safe because nothing comes from a request: the one row is seen to when the application starts',
      code: `${entity}
const name = 'admin';
export async function ensure(users: Repository<User>) {
  const user = await users.findOneByOrFail({ name: 'admin' });
  user.verified = true;
  await users.save(user);
}`,
    },
    {
      name: 'Safe because Sequelize writes the columns that were assigned, and no others',
      code: `import { User } from './models.js';
import { Model } from 'sequelize';
export async function rename(id: string, name?: string) {
  const user = await User.findByPk(id);
  if (name) user.name = name;
  await user.save();
}`,
    },
    {
      name: 'Safe because Mongoose writes the paths that were assigned, and no others',
      code: `import mongoose from 'mongoose';
const User = mongoose.model('User', new mongoose.Schema({ name: String, verified: Boolean }));
export async function rename(id: string, name?: string) {
  const user = await User.findById(id);
  if (name) user.name = name;
  await user.save();
}`,
    },
  ],
});
