/** TypeORM's repairs: find, then update or insert, becomes one upsert. */
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
    name: 'Race because the entity is made where it is missing, then filled and saved either way',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, key: string, value: string) {
  let s = await settings.findOneBy({ userId, key });
  if (!s) s = settings.create({ userId, key });
  s.value = value;
  await settings.save(s);
}
`,
    suggested: [
      `export async function set(userId: string, key: string, value: string) {
  await settings.upsert({ userId, key, value }, ['userId', 'key']);
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
    name: 'the branches test more than whether the row is there',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, value: string) {
  const known = await settings.findOneBy({ userId });
  if (known && known.active) await settings.update({ userId }, { value });
  else await settings.insert({ userId, value });
}
`,
    because: 'two branches of one',
  },
  {
    name: 'the entity that is made has a column of its own',
    rule: 'no-check-then-create',
    code: `export async function set(userId: string, value: string) {
  let s = await settings.findOneBy({ userId });
  if (!s) s = settings.create({ userId, createdAt: new Date() });
  s.value = value;
  await settings.save(s);
}
`,
    because: 'With the row and without it',
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
]);
