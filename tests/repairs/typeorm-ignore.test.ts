/** TypeORM's repairs: an insert that gives way. */
import { testOffered, testRefused } from './typeorm-repairs.js';

testOffered([
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
]);

testRefused([
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
]);
