/** Looking for a row and creating it by columns that the schema doesn't declare unique; the schemas are tests/schema/fixtures. */
import { describe, expect, it } from 'vitest';
import { reports } from '../schema/lint.js';

const findThenCreate = `
import { prisma } from './prisma.js';

export async function add(title: string, folder: string) {
  const found = await prisma.note.findFirst({ where: { title, folder } });
  if (found) throw new Error('taken');
  return prisma.note.create({ data: { title, folder } });
}
`;

describe('require-unique-key', () => {
  const caught = `
import { Prisma } from '@prisma/client';
import { prisma } from './prisma.js';

export async function add(title: string) {
  const found = await prisma.note.findFirst({ where: { title } });
  if (found) return found;
  try {
    return await prisma.note.create({ data: { title, folder: 'inbox' } });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return prisma.note.findFirst({ where: { title } });
    throw error;
  }
}
`;

  it('reports a handler that waits for a violation that never comes', () => {
    // Race because no key on title makes the insert fail.
    expect(reports('postgres/src/a.ts', caught)).toEqual([
      'require-unique-key@8: No unique key of `note` is on `title`, by which the row is looked for (line 5): nothing makes the second of two `create` calls fail, and two rows stay. To have one, add `@unique` to `title` of `Note` (schema.prisma:38).',
    ]);
  });

  it('is silent where the key is there', () => {
    // Safe because the second insert fails, and the handler reads the row.
    expect(reports('postgres/src/a.ts', caught.replaceAll('note', 'member').replaceAll('title', 'email').replaceAll("folder: 'inbox'", "name: ''"))).toEqual([]);
  });

  it('speaks for no-check-then-create where that is off, and without a schema not at all', () => {
    const rules = { 'db-race/require-unique-key': 'error' } as const;
    expect(reports('postgres/src/a.ts', findThenCreate, { rules })).toHaveLength(1);
    expect(reports('nowhere.ts', findThenCreate, { rules })).toEqual([]);
    expect(reports('nowhere.ts', caught)).toEqual([]);
  });
});
