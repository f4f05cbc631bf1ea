/** Functions that are handed on by their names, `orders.map(cancel)`, and methods of rows whose model another file declares. */
import { describe, expect, it } from 'vitest';
import { lintIn, marksOf, reportsOf, write, type Files } from './project.js';

const sequelize: Files = {
  'package.json': '{ "name": "shop", "dependencies": { "sequelize": "6" } }',
  'db.ts': `import { Sequelize } from 'sequelize';
export default new Sequelize('postgres://localhost/shop');
`,
  'base.ts': `import { Model } from 'sequelize';
export abstract class WithId extends Model { declare publicId: string; }
`,
  'account.ts': `import { DataTypes } from 'sequelize';
import sequelize from './db';
import { WithId } from './base';
class Account extends WithId {
  declare data: Record<string, unknown>;
  declare parentId: number;
  async rename(name: string) { return this.update({ name }); }
  setFeature = async function (feature: string) { return this.update({ data: { ...this.data, [feature]: true } }); };
  getChildren = function () { return Account.findAll({ where: { parentId: this.id } }); };
  enable = async function (feature: string) {
    const children = await this.getChildren();
    const process = (account) => account.update({ data: { ...account.data, feature } }); // race: no-read-modify-write
    return Promise.all([this, ...children].map(process));
  };
  touch = async function () {
    const children = await this.getChildren();
    const process = (account) => account.update({ touchedAt: new Date() });
    return Promise.all(children.map(process));
  };
}
Account.init({ data: DataTypes.JSONB }, { sequelize });
export default Account;
`,
  'models.ts': `import Account from './account';
const models = { Account };
export default models;
`,
  'accounts.ts': `import models from './models';
export const allow = async (id: number) => {
  const account = await models.Account.findByPk(id);
  await account.setFeature('loans'); // race: no-read-modify-write
};
export const rename = async (id: number) => {
  const account = await models.Account.findByPk(id);
  await account.rename('new');
};
`,
};

const prisma: Files = {
  'db.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`,
  'seats.ts': `import { prisma } from './db';
export const take = async (id: string) => {
  const seat = await prisma.seat.findUnique({ where: { id } });
  if (seat?.status !== 'free') throw new Error('taken');
  await prisma.seat.update({ where: { id }, data: { status: 'taken' } }); // race: no-check-then-update
};
export async function consume({ id, left }: { id: string; left: number }) {
  await prisma.pass.update({ where: { id }, data: { left: left - 1 } });
}
export async function show({ id }: { id: string }) {
  await prisma.pass.update({ where: { id }, data: { shown: true } });
}
`,
  'passes.ts': `import { prisma } from './db';
import { consume, show } from './seats';
export const consumeAll = async (userId: string) => {
  const passes = await prisma.pass.findMany({ where: { userId } });
  await Promise.all(passes.map(consume)); // race: no-read-modify-write
};
export const showAll = async (userId: string) => {
  const passes = await prisma.pass.findMany({ where: { userId } });
  await Promise.all(passes.map(show));
};
export const consumeFirst = (userId: string) => prisma.pass.findFirstOrThrow({ where: { userId } }).then(consume); // race: no-read-modify-write
export class Passes {
  async consumeAll(userId: string) {
    const passes = await prisma.pass.findMany({ where: { userId } });
    await Promise.all(passes.map(this.consume.bind(this))); // race: no-read-modify-write
    return passes.map(this.name);
  }
  private async consume(pass: { id: string; left: number }) {
    await prisma.pass.update({ where: { id: pass.id }, data: { left: pass.left - 1 } });
  }
  private name(pass: { id: string }) { return pass.id; }
}
`,
};

describe.each(Object.entries({ sequelize, prisma }))('handed on: %s', (_, files) => {
  it('reports the marked lines', () => {
    expect(reportsOf(files)).toEqual(marksOf(files));
  });
});

const chain: Files = {
  'db.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`,
  'store.ts': `import { findRow, insertRow } from './rows';
export const find = async (email: string) => findRow(email);
export const insert = async (email: string) => insertRow(email);
`,
  'rows.ts': `import { prisma } from './db';
export const findRow = async (email: string) => prisma.user.findFirst({ where: { email } });
export const insertRow = async (email: string) => prisma.user.create({ data: { email } });
`,
  'users.ts': `import { find, insert } from './store';
export const findUser = async (email: string) => find(email);
export const insertUser = async (email: string) => insert(email);
`,
  'near.ts': `import { findUser, insertUser } from './users';
export async function invite(email: string) {
  if (await findUser(email)) return;
  await insertUser(email); // race: no-check-then-create
}
`,
  'far.ts': `import { invite } from './near';
import { findUser, insertUser } from './users';
export async function invites(email: string) {
  await invite(email);
  if (await findUser(email)) return;
  await insertUser(email);
}
`,
};

describe('the order in which files are linted', () => {
  const names = ['near.ts', 'far.ts', 'users.ts', 'store.ts', 'rows.ts'];
  it.each<{ crossFile: { depth?: number; files?: number } }>([{ crossFile: { depth: 1 } }, { crossFile: { depth: 2 } }, { crossFile: { depth: 3 } }, { crossFile: { files: 2 } }])('changes nothing: %j', (settings) => {
    const folder = write(chain);
    const lint = (name: string) => lintIn(folder, name, chain[name] ?? '', settings).map(({ line, message }) => `${name} ${String(line)} ${message}`);
    const alone = names.map((name) => {
      const fresh = write(chain);
      return lintIn(fresh, name, chain[name] ?? '', settings).map(({ line, message }) => `${name} ${String(line)} ${message}`);
    });
    expect(alone[0]).toHaveLength((settings.crossFile.depth ?? 3) > 2 && settings.crossFile.files === undefined ? 1 : 0);
    expect(names.map(lint)).toEqual(alone);
    expect(names.toReversed().map(lint).toReversed()).toEqual(alone);
  });
});
