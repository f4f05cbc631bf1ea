/** What rules, messages and repairs make of a Prisma schema. */
import type { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { fixed, reports, suggestions } from './lint.js';

const findThenCreate = `
import { prisma } from './prisma.js';

export async function add(title: string, folder: string) {
  const found = await prisma.note.findFirst({ where: { title, folder } });
  if (found) throw new Error('taken');
  return prisma.note.create({ data: { title, folder } });
}
`;

const countUp = (before: string): string => `
import { prisma } from './prisma.js';

export async function count(tenantId: number, slug: string, hits: number) {
  const page = await prisma.page.findFirst({ where: { tenantId, slug } });
${before}  if (page) {
    await prisma.page.update({ where: { id: page.id }, data: { hits } });
  } else {
    await prisma.page.create({ data: { tenantId, slug, hits } });
  }
}
`;

const upsert = (argument: string, model = 'probe'): string => `
import { prisma } from './prisma.js';

export const record = (path: string, method: string) => prisma.${model}.upsert(${argument});
`;
const native = `{ where: { path_method: { path, method } }, create: { path, method, hits: 1 }, update: { hits: { increment: 1 } } }`;

describe('messages', () => {
  it('say two rows, and print the line to add, where no key is on the columns', () => {
    // Race because nothing in the schema makes the second insert fail.
    expect(reports('postgres/src/a.ts', findThenCreate)).toEqual([
      'no-check-then-create@6: Another request can insert the same `title` and `folder` between this check (line 4) and this `create`: two rows. Add `@@unique([title, folder])` to `Note` (schema.prisma:38), then insert and handle P2002; the check may stay for the friendly answer.',
    ]);
    expect(suggestions('postgres/src/a.ts', findThenCreate)).toEqual([]);
  });

  it('ask for a partial index where the check names a value, and for a lock where no key says what it asks for', () => {
    const check = (where: string): string => reports('postgres/src/a.ts', findThenCreate.replace('where: { title, folder }', `where: ${where}`)).join('\\n');
    // Race in both; a key on the title alone would forbid notes in other folders.
    expect(check("{ title, folder: 'INBOX' }")).toContain('two rows. Add a unique index on `title` of `Note` (schema.prisma:38) that covers only the rows that the check looks for (a partial index), then insert');
    expect(check('{ title, id: { gt: 100 } }')).toContain('No unique key says all that the check asks for: lock a row that the two requests share (the parent) before the check, in one transaction with the insert.');
    expect(check('{ title }')).toContain('Add `@unique` to `title` of `Note`');
  });

  it('say a unique violation where a full key is on the columns', () => {
    // Race because the second insert fails on (tenantId, slug).
    const code = findThenCreate.replaceAll('note', 'page').replaceAll('title', 'slug').replaceAll('folder', 'tenantId');
    expect(reports('postgres/src/a.ts', code)).toEqual([
      'no-check-then-create@6: Another request can insert the same `slug` and `tenantId` between this check (line 4) and this `create`: a unique violation (P2002) in place of the answer that the check gives. Insert and handle P2002; the check may stay for the friendly answer.',
    ]);
  });

  it('say both where the key is nullable', () => {
    const code = findThenCreate.replaceAll('note', 'page').replaceAll('title, folder', 'code');
    expect(reports('postgres/src/a.ts', code)[0]).toContain('two rows, or a unique violation (P2002) where the nullable unique key on `code` applies');
  });

  it('say both without a schema', () => {
    expect(reports('nowhere.ts', findThenCreate)[0]).toContain('two rows, or a unique violation in place of the answer');
  });
});

describe('no-check-then-create: whenUnique', () => {
  const rules: Linter.RulesRecord = { 'db-race/no-check-then-create': ['error', { whenUnique: 'ignore' }] };
  const code = findThenCreate.replaceAll('note', 'member').replaceAll('title, folder', 'email');

  it('ignores what a full key stops', () => {
    // Safe because the loser gets an error, and the option says that this will do.
    expect(reports('postgres/src/a.ts', code, { rules })).toEqual([]);
    expect(reports('postgres/src/a.ts', code)).toHaveLength(1);
  });

  it('still reports what no key stops, and what no schema tells', () => {
    // Race because two rows are the outcome, or may be.
    expect(reports('postgres/src/a.ts', findThenCreate, { rules })).toHaveLength(1);
    expect(reports('nowhere.ts', code, { rules })).toHaveLength(1);
  });
});

describe('no-emulated-upsert', () => {
  it('reports every upsert on MySQL', () => {
    // Race because Prisma runs it as SELECT and INSERT there.
    expect(reports('mysql/src/a.ts', upsert(native))).toEqual([
      "no-emulated-upsert@3: This `upsert` isn't one statement: Prisma has no native `upsert` on MySQL. It runs as a SELECT, then an INSERT or UPDATE, and another request can insert the same `path` and `method` in between: a unique violation. Catch P2002 and update.",
    ]);
  });

  it('is silent where the upsert is native, and where the database is set to another', () => {
    // Safe because PostgreSQL has INSERT … ON CONFLICT.
    const page = `{ where: { tenantId_slug: { tenantId: 1, slug: path } }, create: { tenantId: 1, slug: path, hits: 1 }, update: { hits: { increment: 1 } } }`;
    expect(reports('postgres/src/a.ts', upsert(page, 'page'))).toEqual([]);
    expect(reports('mysql/src/a.ts', upsert(native), { settings: { database: 'postgresql' } })).toEqual([]);
    // Race because the setting says that it runs on SQL Server.
    expect(reports('postgres/src/a.ts', upsert(page, 'page'), { settings: { database: 'sqlserver' } })[0]).toContain('no native `upsert` on SQL Server');
  });

  it('is silent where the key of the row is made anew', () => {
    // Safe because two inserts never get the same generated id.
    expect(reports('mysql/src/a.ts', upsert(`{ where: { id: 1 }, create: { path, method, hits: 1 }, update: { hits: 2 } }`))).toEqual([]);
  });

  it('reports upserts of a client that keeps the foreign keys itself', () => {
    // Race because relationMode = "prisma" rules the native form out.
    expect(reports('configured/src/a.ts', upsert(`{ where: { name: path }, create: { id: 1, name: path }, update: { name: path } }`, 'tag'))[0]).toContain('with `relationMode = "prisma"`');
  });
});

describe('upsert', () => {
  it('is a fix, by the name of the key, where nothing is left open', () => {
    expect(fixed('postgres/src/a.ts', countUp(''))).toBe(`import { prisma } from './prisma.js';

export async function count(tenantId: number, slug: string, hits: number) {
  await prisma.page.upsert({
    where: { tenantId_slug: { tenantId, slug } },
    create: { tenantId, slug, hits },
    update: { hits },
  });
}
`);
    expect(reports('postgres/src/a.ts', fixed('postgres/src/a.ts', countUp('')))).toEqual([]);
  });

  it('takes the name that the schema gives the key', () => {
    const code = countUp('').replaceAll('prisma.page', 'prisma.visit').replaceAll('tenantId', 'pageId').replaceAll('slug: string', 'day: Date').replaceAll('slug', 'day').replaceAll('hits', 'count').replace('{ id: page.id }', '{ place: { pageId, day } }');
    expect(fixed('postgres/src/a.ts', code)).toContain('where: { place: { pageId, day } }');
  });

  it('stays a suggestion where something happens in between', () => {
    const code = countUp('  await audit(slug);\n');
    expect(fixed('postgres/src/a.ts', code)).toBe(code.slice(1));
    expect(suggestions('postgres/src/a.ts', code)[0]).toContain('tenantId_slug');
  });

  it('stays a suggestion where the update may be empty', () => {
    const code = countUp('').replace('hits: number', 'hits?: number');
    expect(fixed('postgres/src/a.ts', code)).toBe(code.slice(1));
  });

  it("isn't offered where no upsert is one statement", () => {
    const code = countUp('').replaceAll('prisma.page', 'prisma.probe').replaceAll('tenantId: number', 'path: string').replaceAll('tenantId', 'path').replaceAll('slug', 'method');
    expect(fixed('mysql/src/a.ts', code)).toBe(code.slice(1));
    expect(suggestions('mysql/src/a.ts', code).join('')).not.toContain('.upsert(');
  });
});
