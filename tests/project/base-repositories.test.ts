/**
 * Generic base classes: an inherited method acts on the table of the class that inherits it, and on the rows of the filter that it is given.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const manifest = JSON.stringify({ name: 'app', dependencies: { mongoose: '8.0.0', '@nestjs/common': '11.0.0' } });

const base = `import { FilterQuery, Model } from 'mongoose';
export class BaseRepository<T> {
  constructor(protected readonly model: Model<T>) {}
  async findOne(query: FilterQuery<T>) {
    const data = await this.model.findOne(query);
    return data ? this.toEntity(data.toObject()) : null;
  }
  async count(query: FilterQuery<T>) {
    return this.model.countDocuments(query);
  }
  async create(data: Partial<T>, expireAt?: Date) {
    if (expireAt) data = { ...data, expireAt };
    const created = new this.model(data);
    return this.toEntity(await created.save());
  }
  protected toEntity(data: object) {
    return JSON.parse(JSON.stringify(data));
  }
}
`;

const repository = (name: string): string => `import { BaseRepository } from './base-repository';
import { ${name} } from './models';
export class ${name}Repository extends BaseRepository<${name}> {
  constructor() {
    super(${name});
  }
}
`;

const models = `import { model, Schema } from 'mongoose';
export const User = model('User', new Schema({ email: String, orgId: String }));
export const Invite = model('Invite', new Schema({ email: String, orgId: String }));
`;

const project = (service: string): Files => ({
  'package.json': manifest,
  'base-repository.ts': base,
  'models.ts': models,
  'user-repository.ts': repository('User'),
  'invite-repository.ts': repository('Invite'),
  'service.ts': `import { Injectable } from '@nestjs/common';
import { InviteRepository } from './invite-repository';
import { UserRepository } from './user-repository';
@Injectable()
export class Service {
  constructor(private readonly users: UserRepository, private readonly invites: InviteRepository) {}
${service}
}
`,
});

describe('generic base repositories', () => {
  it.each([
    [
      'Race because one repository is asked and then creates',
      `  async register(email: string) {
    const taken = await this.users.findOne({ email });
    if (taken) throw new Error('taken');
    return this.users.create({ email }); // race: no-check-then-create
  }`,
    ],
    [
      'Safe because the repositories are those of two tables',
      `  async invite(email: string) {
    const taken = await this.users.findOne({ email });
    if (taken) throw new Error('taken');
    return this.invites.create({ email });
  }`,
    ],
    [
      'Safe because another column is looked for',
      `  async register(email: string, phone: string) {
    const taken = await this.users.findOne({ phone });
    if (taken) throw new Error('taken');
    return this.users.create({ email });
  }`,
    ],
    [
      'Safe because the filter is an operator, which says nothing of the value that is written',
      `  async register(email: string, other: string) {
    const taken = await this.users.findOne({ email: { $ne: other } });
    if (taken) throw new Error('taken');
    return this.users.create({ email });
  }`,
    ],
    [
      'Race because the row is looked for in a second place when the first has none',
      `  async accept(email: string) {
    let known = await this.users.findOne({ email });
    if (!known) known = await this.invites.findOne({ email });
    if (!known) return this.users.create({ email }); // race: no-check-then-create
    return known;
  }`,
    ],
    [
      'Race because the rows of an organisation are counted',
      `  async add(orgId: string, email: string) {
    if ((await this.users.count({ orgId })) >= 10) throw new Error('full');
    return this.users.create({ orgId, email }); // race: no-racy-limit-check
  }`,
    ],
  ])('%s', (_, service) => {
    const files = project(service);
    expect(reportsOf(files)).toEqual(marksOf(files));
    expect(reportsOf(files, {}, true)).toEqual(marksOf(files));
  });
});

describe('databases that another file makes', () => {
  it.each([
    [
      'Race because a transaction alone holds no row',
      `export async function rename(id: string, name: string) {
  await db.transaction(async (tx) => {
    const names = await load(tx, id);
    await store(tx, id, [...names, name]); // race: no-read-modify-write
  });
}
`,
    ],
    [
      'Safe because the names that are stored are not those that were read',
      `export async function rename(id: string, names: string[]) {
  await db.transaction(async (tx) => {
    const before = await load(tx, id);
    console.log(before.length);
    await store(tx, id, names);
  });
}
`,
    ],
  ])('%s', (_, service) => {
    const files: Files = {
      'package.json': JSON.stringify({ name: 'app', dependencies: { 'drizzle-orm': '0.45.0' } }),
      'db.ts': "import { drizzle } from 'drizzle-orm/node-postgres';\nexport const db = drizzle(process.env.URL);\n",
      'names.ts': `import { eq } from 'drizzle-orm';
import { users } from './schema';
export async function load(tx, id: string) {
  const [row] = await tx.select().from(users).where(eq(users.id, id));
  const names = [];
  for (const name of JSON.parse(row.names)) names.push(name.trim());
  return names;
}
export async function store(tx, id: string, names: string[]) {
  await tx.update(users).set({ names: JSON.stringify(names) }).where(eq(users.id, id));
}
`,
      'rename.ts': `import { db } from './db';\nimport { load, store } from './names';\n${service}`,
    };
    expect(reportsOf(files)).toEqual(marksOf(files));
    expect(reportsOf(files, {}, true)).toEqual(marksOf(files));
  });
});
