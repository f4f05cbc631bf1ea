/** TypeORM's repairs: the unique violation is caught. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
  {
    name: 'Race because an active record is checked and saved the same way; CommonJS, and lines that end in CR LF',
    rule: 'no-check-then-create',
    code: `const { BaseEntity, Entity } = require('typeorm');\r
class User extends BaseEntity {}\r
exports.register = async (email) => {\r
  const known = await User.findOneBy({ email });\r
  if (known) throw new Error('taken');\r
  const user = User.create({ email });\r
  await user.save();\r
  await welcome(user);\r
};
`,
    suggested: [
      `const { BaseEntity, Entity, QueryFailedError } = require('typeorm');\r
class User extends BaseEntity {}\r
exports.register = async (email) => {\r
  const known = await User.findOneBy({ email });\r
  if (known) throw new Error('taken');\r
  const user = User.create({ email });\r
  try {\r
    await user.save();\r
  } catch (error) {\r
    if (!(error instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(error.driverError.code)) throw error;\r
    throw new Error('taken');\r
  }\r
  await welcome(user);\r
};
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
    if (known === null) await this.users.save({ email }, { reload: false });
    log(error);
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
        await this.users.save({ email }, { reload: false });
      } catch (cause) {
        if (!(cause instanceof QueryFailedError) || !['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE'].includes(cause.driverError.code)) throw cause;
      }
    }
    log(error);
  }
}
`,
    ],
  },
]);

testRefused([
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
    because: 'With the row and without it',
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
