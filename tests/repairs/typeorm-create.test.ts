/** TypeORM's repairs: upsert, insert-ignore, catch-violation. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'Race because both find nothing; both branches write the same columns, so one upsert does',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, key: string, value: string) {
  let s = await settings.findOneBy({ userId, key });
  if (s) {
    s.value = value;
    await settings.save(s);
  } else {
    s = settings.create({ userId, key, value });
    await settings.save(s);
  }
}
`,
    suggested: [
      `export async function set(userId: string, key: string, value: string) {
  await settings.upsert({ userId, key, value }, ['userId', 'key']);
}
`,
    ],
  },
  {
    name: 'Race because the early return decides; comments move in front of the upsert',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, key: string, value: string) {
  const known = await settings.findOne({ where: { userId, key } });
  // the usual case
  if (known) {
    await settings.update(known.id, { value }); // by key
    return;
  }
  await settings.insert({ userId, key, value });
}
`,
    suggested: [
      `export async function set(userId: string, key: string, value: string) {
  // the usual case
  // by key
  await settings.upsert({ userId, key, value }, ['userId', 'key']);
}
`,
    ],
  },
  {
    name: 'Race because branches without braces are branches; the manager is told the entity',
    rule: 'no-check-then-create',
    code: `export async function set(manager: EntityManager, userId: string, key: string, value: string) {
  const known = await manager.findOneBy(Setting, { userId, key });
  if (known) await manager.update(Setting, { userId, key }, { value });
  else await manager.save(manager.create(Setting, { userId, key, value }));
}
`,
    suggested: [
      `export async function set(manager: EntityManager, userId: string, key: string, value: string) {
  await manager.upsert(Setting, { userId, key, value }, ['userId', 'key']);
}
`,
    ],
  },
  {
    name: 'Race because the entity is filled step by step; without semicolons, with double quotes',
    rule: 'no-check-then-create',
    code: `import { Repository } from "typeorm"
import { dataSource, Setting } from "./database"

const settings: Repository<Setting> = dataSource.getRepository(Setting)

export async function set(key: string, value: string) {
	const known = await settings.findOneBy({ key })
	if (!known) {
		const made = new Setting()
		made.key = key
		made.value = value
		await settings.save(made)
	} else {
		Object.assign(known, { value })
		await settings.save(known)
	}
}
`,
    suggested: [
      `import { Repository } from "typeorm"
import { dataSource, Setting } from "./database"

const settings: Repository<Setting> = dataSource.getRepository(Setting)

export async function set(key: string, value: string) {
	await settings.upsert({ key, value }, ["key"])
}
`,
    ],
  },
  {
    name: 'Race because the insert alone is skipped: it ignores the conflict, or its violation is caught',
    rule: 'no-check-then-create',
    code: `export async function ensure(key: string) {
  const known = await settings.findOneBy({ key });
  if (!known) {
    await settings.save(settings.create({ key })); // once
  }
}
`,
    suggested: [
      `export async function ensure(key: string) {
  const known = await settings.findOneBy({ key });
  if (!known) {
    await settings.createQueryBuilder().insert().values(settings.create({ key })).orIgnore().execute(); // once
  }
}
`,
      `export async function ensure(key: string) {
  const known = await settings.findOneBy({ key });
  if (!known) {
    try {
      await settings.save(settings.create({ key }));
    } catch (error) {
      if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;
    } // once
  }
}
`,
    ],
  },
  {
    name: 'Race because each item is checked by itself; the last statement of the loop can ignore the conflict',
    rule: 'no-check-then-create',
    code: `export async function ensureAll(keys: string[]) {
  for (const key of keys) {
    if (await settings.existsBy({ key })) continue;
    await settings.insert({ key });
  }
}
`,
    suggested: [
      `export async function ensureAll(keys: string[]) {
  for (const key of keys) {
    if (await settings.existsBy({ key })) continue;
    await settings.createQueryBuilder().insert().values({ key }).orIgnore().execute();
  }
}
`,
      `export async function ensureAll(keys: string[]) {
  for (const key of keys) {
    if (await settings.existsBy({ key })) continue;
    try {
      await settings.insert({ key });
    } catch (error) {
      if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;
      continue;
    }
  }
}
`,
    ],
  },
  {
    name: 'Race because a transaction alone closes nothing: ignoring the conflict works inside, catching it does not',
    rule: 'no-check-then-create',
    code: `export async function ensure(key: string) {
  await db.transaction(async (manager) => {
    const known = await manager.existsBy(Setting, { key });
    if (!known) await manager.insert(Setting, { key });
  });
}
`,
    suggested: [
      `export async function ensure(key: string) {
  await db.transaction(async (manager) => {
    const known = await manager.existsBy(Setting, { key });
    if (!known) await manager.createQueryBuilder().insert().into(Setting).values({ key }).orIgnore().execute();
  });
}
`,
    ],
  },
  {
    name: 'Race because the check throws: the violation throws the same; the promise is awaited inside the try',
    rule: 'no-check-then-create',
    code: `export async function register(email: string) {
  const known = await users.findOneBy({ email });
  if (known) throw new Error('taken'); // friendly
  return users.save(users.create({ email }));
}
`,
    suggested: [
      `export async function register(email: string) {
  const known = await users.findOneBy({ email });
  if (known) throw new Error('taken'); // friendly
  try {
    return await users.save(users.create({ email }));
  } catch (error) {
    if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;
    throw new Error('taken');
  }
}
`,
    ],
  },
  {
    name: 'Race because the result is needed: the violation is caught on the promise',
    rule: 'no-check-then-create',
    code: `export async function register(email: string) {
  if (await users.existsBy({ email })) {
    throw new Error('taken');
  }
  const user = await users.save({ email });
  await welcome(user);
  return user;
}
`,
    suggested: [
      `export async function register(email: string) {
  if (await users.existsBy({ email })) {
    throw new Error('taken');
  }
  const user = await users.save({ email }).catch((error: unknown) => {
    if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;
    throw new Error('taken');
  });
  await welcome(user);
  return user;
}
`,
    ],
  },
  {
    name: 'Race because the check returns the row: the row that came first is read and returned',
    rule: 'no-check-then-create',
    code: `export async function find(email: string) {
  const known = await users.findOne({
    where: { email },
  });
  if (known) return known;
  return await users.save({ email });
}
`,
    suggested: [
      `export async function find(email: string) {
  const known = await users.findOne({
    where: { email },
  });
  if (known) return known;
  try {
    return await users.save({ email });
  } catch (error) {
    if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;
    return await users.findOneOrFail({
      where: { email },
    });
  }
}
`,
    ],
  },
  {
    name: 'Race because the new row is used before it is returned: it is declared outside of the try',
    rule: 'no-check-then-create',
    code: `export async function find(email: string) {
  const known = await users.findOneBy({ email });
  if (known) {
    return known;
  }
  const made = await users.save({ email });
  await welcome(made);
  return made;
}
`,
    suggested: [
      `export async function find(email: string) {
  const known = await users.findOneBy({ email });
  if (known) {
    return known;
  }
  let made;
  try {
    made = await users.save({ email });
  } catch (error) {
    if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;
    return await users.findOneByOrFail({ email });
  }
  await welcome(made);
  return made;
}
`,
    ],
  },
  {
    name: 'Race because the row is made where it is missing: afterwards the variable holds the row that came first',
    rule: 'no-check-then-create',
    code: `export async function find(email: string) {
  let user = await users.findOneBy({ email });
  if (!user) {
    user = users.create({ email });
    await users.save(user);
  }
  return user;
}
`,
    suggested: [
      `export async function find(email: string) {
  let user = await users.findOneBy({ email });
  if (!user) {
    user = users.create({ email });
    try {
      await users.save(user);
    } catch (error) {
      if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;
      user = await users.findOneByOrFail({ email });
    }
  }
  return user;
}
`,
    ],
  },
  {
    name: 'Race because the right side of ?? inserts',
    rule: 'no-check-then-create',
    code: `export async function find(email: string) {
  return (await users.findOneBy({ email })) ?? (await users.save({ email }));
}
`,
    suggested: [
      `export async function find(email: string) {
  return (await users.findOneBy({ email })) ?? (await users.save({ email }).catch((error: unknown) => {
    if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;
    return users.findOneByOrFail({ email });
  }));
}
`,
    ],
  },
  {
    name: 'Race because the message of the error needs the row: it is read again',
    rule: 'no-check-then-create',
    code: `export async function register(email: string) {
  const known = await users.findOneBy({ email });
  if (known) throw new Error(\`\${known.id} has it\`);
  await users.insert({ email });
}
`,
    suggested: [
      `export async function register(email: string) {
  const known = await users.findOneBy({ email });
  if (known) throw new Error(\`\${known.id} has it\`);
  try {
    await users.insert({ email });
  } catch (error) {
    if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;
    const known = await users.findOneByOrFail({ email });
    throw new Error(\`\${known.id} has it\`);
  }
}
`,
    ],
  },
  {
    name: `Race because the branch has no braces: it gets them, and the error class is imported; an outer name \`error\` is left alone`,
    rule: 'no-check-then-create',
    code: `import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { User } from './user';

export class Users {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  async ensure(email: string, error: Error) {
    const known = await this.users.findOneBy({ email });
    if (known === null) await this.users.query(email, await this.users.save({ email }));
    if (error) throw error;
  }

  async ensureOne(email: string, error: Error) {
    const known = await this.users.countBy({ email });
    if (known > 0) {
      log(error);
      return;
    }
    await this.users.save({ email }, { reload: false });
  }
}
`,
    suggested: [
      `import { InjectRepository } from '@nestjs/typeorm';
import { Repository, QueryFailedError } from 'typeorm';
import { User } from './user';

export class Users {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  async ensure(email: string, error: Error) {
    const known = await this.users.findOneBy({ email });
    if (known === null) {
      try {
        await this.users.query(email, await this.users.save({ email }));
      } catch (cause) {
        if (!(cause instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(cause.driverError.code)) throw cause;
      }
    }
    if (error) throw error;
  }

  async ensureOne(email: string, error: Error) {
    const known = await this.users.countBy({ email });
    if (known > 0) {
      log(error);
      return;
    }
    await this.users.save({ email }, { reload: false });
  }
}
`,
    ],
  },
]);

testRefused([
  {
    name: 'two columns of the insert are set by the insert alone',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, value: string, createdBy: string) {
  const known = await settings.findOneBy({ userId });
  if (known) await settings.update({ userId }, { value });
  else await settings.insert({ userId, value, createdBy });
}
`,
    because: `would overwrite \`createdBy\``,
  },
  {
    name: 'the branches write different values',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, value: string) {
  const known = await settings.findOneBy({ userId });
  if (known) await settings.update({ userId }, { value: value.trim() });
  else await settings.insert({ userId, value });
}
`,
    because: 'different values',
  },
  {
    name: 'the result of the save is returned',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, value: string) {
  const known = await settings.findOneBy({ userId });
  if (known) {
    known.value = value;
    return settings.save(known);
  }
  return settings.save({ userId, value });
}
`,
    because: `isn't only the other branch`,
  },
  {
    name: 'the row is used after both branches',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, value: string) {
  let s = await settings.findOneBy({ userId });
  if (s) {
    s.value = value;
    await settings.save(s);
  } else {
    s = settings.create({ userId, value });
    await settings.save(s);
  }
  return s;
}
`,
    because: 'is used elsewhere',
  },
  {
    name: 'the value to update counts up',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string) {
  const known = await settings.findOneBy({ userId });
  if (known) await settings.update({ userId }, { value: known.value + 1 });
  else await settings.insert({ userId, value: 1 });
}
`,
    because: 'different values',
  },
  {
    name: 'the columns of the insert are not in view',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, patch: Partial<Setting>) {
  const known = await settings.findOneBy({ userId });
  if (known) await settings.update({ userId }, patch);
  else await settings.insert({ userId, ...patch });
}
`,
    because: 'more than assign columns',
  },
  {
    name: 'a mail goes out after the insert, for whoever comes first',
    rule: 'no-check-then-create',
    code: `export async function ensure(email: string) {
  const known = await users.findOneBy({ email });
  if (!known) {
    await users.insert({ email });
    await welcome(email);
  }
}
`,
    because: 'What follows would run',
  },
  {
    name: 'the catch would stand inside a transaction, which PostgreSQL aborts',
    rule: 'no-check-then-create',
    code: `export async function register(email: string) {
  await db.transaction(async (manager) => {
    const known = await manager.findOneBy(User, { email });
    if (known) throw new Error('taken');
    await manager.insert(User, { email });
  });
}
`,
    because: 'PostgreSQL aborts the transaction',
  },
  {
    name: `the repository may be a transaction's`,
    rule: 'no-check-then-create',
    code: `export async function register(email: string, manager?: EntityManager) {
  const repository = manager ? manager.getRepository(User) : users;
  const known = await repository.findOneBy({ email });
  if (known) throw new Error('taken');
  await repository.insert({ email });
}
`,
    because: `a caller's transaction`,
  },
  {
    name: 'the check asks more than whether the row is there',
    rule: 'no-check-then-create',
    code: `export async function find(email: string, fresh: boolean) {
  const known = await users.findOneBy({ email });
  if (known && !fresh) return known;
  return users.save({ email });
}
`,
    because: 'tests more',
  },
  {
    name: 'the branch does not always leave',
    rule: 'no-check-then-create',
    code: `export async function register(email: string) {
  const known = await users.findOneBy({ email });
  if (known) {
    if (known.active) throw new Error('taken');
  }
  await users.insert({ email });
}
`,
    because: `doesn't always leave`,
  },
  {
    name: 'a list was read: there is no one row to read again',
    rule: 'no-check-then-create',
    code: `export async function find(email: string) {
  const found = await users.findBy({ email });
  if (found.length > 0) return found[0];
  return users.save({ email });
}
`,
    because: `can't be read again`,
  },
  {
    name: 'QueryFailedError means something else here',
    rule: 'no-check-then-create',
    code: `import { Repository } from 'typeorm';
import { dataSource, User } from './database';
class QueryFailedError extends Error {}
const users: Repository<User> = dataSource.getRepository(User);
export async function register(email: string) {
  const known = await users.findOneBy({ email });
  if (known) throw new QueryFailedError('taken');
  await users.insert({ email });
}
`,
    because: `can't be imported`,
  },
]);
