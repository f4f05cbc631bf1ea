/** What goes on in a transaction after a caught error, by the database. */
import { describe, expect, it } from 'vitest';
import { reportsOf } from '../project/project.js';

const rule = 'no-query-after-constraint-error';
const on = (database: string) => ({ database });

const within = (body: string): string => `import { prisma } from './prisma.js';
export const add = (name: string, userId: string) =>
  prisma.$transaction(async (tx) => {
${body}
  });
`;

const races: Readonly<Record<string, readonly [number, string]>> = {
  'Race because the handler asks in the aborted transaction': [
    9,
    `    await tx.user.update({ where: { id: userId }, data: { tagged: true } });
    try {
      await tx.tag.create({ data: { name } });
    } catch (error) {
      if (error.code !== 'P2002') throw error;
      return tx.tag.findUnique({ where: { name } });
    }`,
  ],
  'Race because the statement after the handler fails': [
    9,
    `    try {
      await tx.tag.create({ data: { name } });
    } catch (error) {
      if (error.code !== 'P2002') throw error;
    }
    await tx.user.update({ where: { id: userId }, data: { tagged: true } });`,
  ],
  'Race because a promise\'s handler lets the transaction go on': [
    5,
    `    await tx.tag.create({ data: { name } }).catch(() => null);
    await tx.user.update({ where: { id: userId }, data: { tagged: true } });`,
  ],
  'Race because the commit is a rollback that nobody hears of': [
    6,
    `    await tx.user.update({ where: { id: userId }, data: { tagged: true } });
    try {
      await tx.tag.create({ data: { name } });
    } catch {
      return false;
    }
    return true;`,
  ],
};

const safe: Readonly<Record<string, string>> = {
  'Safe because the error ends the transaction': `    try {
      await tx.tag.create({ data: { name } });
    } catch (error) {
      throw new Error('taken', { cause: error });
    }
    await tx.user.update({ where: { id: userId }, data: { tagged: true } });`,
  'Safe because nothing else is in the transaction': `    try {
      await tx.tag.create({ data: { name } });
    } catch {
      return false;
    }
    return true;`,
  'Safe because the nested transaction is a savepoint': `    try {
      await tx.$transaction(async (inner) => {
        await inner.tag.create({ data: { name } });
      });
    } catch (error) {
      if (error.code !== 'P2002') throw error;
    }
    await tx.user.update({ where: { id: userId }, data: { tagged: true } });`,
  'Safe because a savepoint is set by hand': `    await tx.$executeRaw\`SAVEPOINT before\`;
    try {
      await tx.tag.create({ data: { name } });
    } catch (error) {
      await tx.$executeRaw\`ROLLBACK TO SAVEPOINT before\`;
    }
    await tx.user.update({ where: { id: userId }, data: { tagged: true } });`,
  'Safe because it goes on only without an error': `    let done = true;
    try {
      await tx.tag.create({ data: { name } });
    } catch {
      done = false;
    }
    if (done) await tx.user.update({ where: { id: userId }, data: { tagged: true } });`,
};

describe('an aborted transaction', () => {
  it.each(Object.entries(races))('%s', (_name, [line, body]) => {
    expect(reportsOf({ 'src/a.ts': within(body) }, on('postgresql'))).toEqual([`src/a.ts ${line} ${rule}`]);
  });

  it.each(Object.keys(races))('is silent on MySQL, SQLite and an unknown database, where the transaction goes on: %s', (name) => {
    const [, body = ''] = races[name] ?? [];
    for (const database of ['mysql', 'sqlite']) expect(reportsOf({ 'src/a.ts': within(body) }, on(database))).toEqual([]);
    expect(reportsOf({ 'src/a.ts': within(body) })).toEqual([]);
  });

  it.each(Object.entries(safe))('%s', (_name, body) => {
    expect(reportsOf({ 'src/a.ts': within(body) }, on('postgresql'))).toEqual([]);
  });
});
