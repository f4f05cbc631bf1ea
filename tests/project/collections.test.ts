/**
 * Collections of the MongoDB driver that functions and stores of other files give.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const shared: Files = {
  'package.json': JSON.stringify({ name: 'app', dependencies: { mongodb: '6.0.0' } }),
  'db.ts': `import { MongoClient, type Collection, type Db } from 'mongodb';
const client = new MongoClient(process.env.URL ?? '');
export const getDb = async (): Promise<Db> => {
  await client.connect();
  return client.db();
};
export async function usersCollection(): Promise<Collection> {
  return (await getDb()).collection('users');
}
export async function getCollection(name: string) {
  const db = await getDb();
  return db.collection(name);
}
`,
  'store.ts': `import type { Collection, Document } from 'mongodb';
import { getDb } from './db';
export class Store<T extends Document> {
  constructor(private readonly name: string) {}
  async collection(): Promise<Collection<T>> {
    return (await getDb()).collection<T>(this.name);
  }
  async get(id: string) {
    const documents = await this.collection();
    return documents.findOne({ _id: id });
  }
  async patch(id: string, change: Partial<T>) {
    const documents = await this.collection();
    await documents.updateOne({ _id: id }, { $set: change });
  }
}
export const Accounts = new Store<{ _id: string; coins: number }>('accounts');
export const Guilds = new Store<{ _id: string; coins: number }>('guilds');
`,
};

describe('collections that other files give', () => {
  it.each([
    [
      'Race because a function gives the collection',
      `import { usersCollection } from './db';
export async function register(email: string) {
  const users = await usersCollection();
  if (await users.findOne({ email })) throw new Error('taken');
  await users.insertOne({ email }); // race: no-check-then-create
}
`,
    ],
    [
      'Race because a function gives the collection that it is told',
      `import { getCollection } from './db';
export async function register(email: string) {
  const users = await getCollection('users');
  if (await users.findOne({ email })) throw new Error('taken');
  await users.insertOne({ email }); // race: no-check-then-create
}
`,
    ],
    [
      'Safe because they are two collections',
      `import { getCollection } from './db';
export async function invite(email: string) {
  const [users, invites] = [await getCollection('users'), await getCollection('invites')];
  if (await users.findOne({ email })) throw new Error('taken');
  await invites.insertOne({ email });
}
export async function inviteBy(email: string) {
  const users = await getCollection('users');
  const invites = await getCollection('invites');
  if (await users.findOne({ email })) throw new Error('taken');
  await invites.insertOne({ email });
}
`,
    ],
    [
      'Race because a store gives its own collection',
      `import { Accounts } from './store';
export async function open(id: string, email: string) {
  const accounts = await Accounts.collection();
  if (await accounts.findOne({ email })) throw new Error('taken');
  await accounts.insertOne({ _id: id, email, coins: 0 }); // race: no-check-then-create
}
`,
    ],
    [
      'Safe because the stores are two',
      `import { Accounts, Guilds } from './store';
export async function open(id: string, email: string) {
  const accounts = await Accounts.collection();
  const guilds = await Guilds.collection();
  if (await guilds.findOne({ email })) throw new Error('taken');
  await accounts.insertOne({ _id: id, email, coins: 0 });
}
`,
    ],
    [
      'Race because one store reads the document and changes it',
      `import { Accounts } from './store';
export async function pay(id: string, coins: number) {
  const account = await Accounts.get(id);
  if (!account) throw new Error('none');
  await Accounts.patch(id, { coins: account.coins + coins }); // race: no-read-modify-write
}
`,
    ],
    [
      'Safe because one store is read, and another one changed',
      `import { Accounts, Guilds } from './store';
export async function match(id: string, coins: number) {
  const account = await Accounts.get(id);
  if (!account) throw new Error('none');
  await Guilds.patch(id, { coins: account.coins + coins });
}
`,
    ],
  ])('%s', (_, service) => {
    const files = { ...shared, 'service.ts': service };
    expect(reportsOf(files)).toEqual(marksOf(files));
  });
});
