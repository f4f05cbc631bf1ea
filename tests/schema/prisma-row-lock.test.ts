/** Prisma: the row is locked by SQL, with the names that the schema gives; read and write come into one transaction where they are in none. */
import { describe, expect, it } from 'vitest';
import { suggestions } from './lint.js';

const head = "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\n";

/** The suggestions that lock, each without the head. */
const locks = (body: string, file = 'postgres/src/a.ts'): readonly string[] => suggestions(file, head + body).filter((text) => text.includes('FOR UPDATE')).map((text) => text.replace(head, ''));

describe('in a transaction', () => {
  const inTransaction = (before: string): string => `export const add = (tenantId: number, slug: string, part: string) =>
  prisma.$transaction(async (tx) => {
    ${before}const page = await tx.page.findUniqueOrThrow({ where: { tenantId_slug: { tenantId, slug } } });
    await tx.page.update({ where: { id: page.id }, data: { code: [page.code, part].join(' ') } });
  });
`;

  it('the row is locked before it is read, by the names that it has in the database', () => {
    // Race because a transaction alone keeps nobody out.
    expect(locks(inTransaction(''))).toEqual([inTransaction('await tx.$queryRaw`SELECT 1 FROM "pages" WHERE "tenant_id" = ${tenantId} AND "slug" = ${slug} FOR UPDATE`;\n    ')]);
  });

  it('a key of another type is cast, or nothing is offered', () => {
    const token = (key: string): string => `export const add = (key: string, part: string) =>
  prisma.$transaction(async (tx) => {
    const token = await tx.token.findUniqueOrThrow({ where: { ${key}: key } });
    await tx.token.update({ where: { ${key}: key }, data: { text: [token.text, part].join(' ') } });
  });
`;
    expect(locks(token('id'))[0]).toContain('SELECT 1 FROM "tokens" WHERE "id" = ${key}::uuid FOR UPDATE`;');
    expect(locks(token('price'))).toEqual([]);
    expect(locks(token('id'), 'schemas/src/a.ts')[0]).toContain('SELECT 1 FROM "auth"."tokens" WHERE "id" = ${key} FOR UPDATE`;');
  });

  it('MySQL needs the lock before the first read, and quotes in its own way', () => {
    const probe = (before: string): string => `export const add = (path: string, method: string, part: string) =>
  prisma.$transaction(async (tx) => {
    ${before}const probe = await tx.probe.findUniqueOrThrow({ where: { path_method: { path, method } } });
    await tx.probe.update({ where: { path_method: { path, method } }, data: { label: [probe.label, part].join(' ') } });
  });
`;
    expect(locks(probe(''), 'mysql/src/a.ts')[0]).toMatch(/await tx\.\$queryRaw`SELECT 1 FROM \\`\w+\\` WHERE \\`path\\` = \$\{path\} AND \\`method\\` = \$\{method\} FOR UPDATE`;\n/);
    expect(locks(probe('await tx.other.findMany();\n    '), 'mysql/src/a.ts')).toEqual([]);
  });
});

describe('in no transaction', () => {
  const draft = (between: string, after = '', write = 'await prisma.draft.update({ where: { id }, data: { text: [draft.text, part].join(\' \') } });'): string => `export const add = async (id: number, part: string) => {
  const draft = await prisma.draft.findUnique({ where: { id } });
  ${between}${write}
${after}};
`;

  it('the statements come into one that begins with the lock', () => {
    expect(locks(draft("if (!draft) throw new Error(`no\n draft`);\n  // a part more\n  ", '  console.log(id);\n'))).toEqual([
      `export const add = async (id: number, part: string) => {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT 1 FROM "Draft" WHERE "id" = \${id} FOR UPDATE\`;
    const draft = await tx.draft.findUnique({ where: { id } });
    if (!draft) throw new Error(\`no
 draft\`);
    // a part more
    await tx.draft.update({ where: { id }, data: { text: [draft.text, part].join(' ') } });
  });
  console.log(id);
};
`,
    ]);
  });

  it('its result is returned where one of them leaves the function', () => {
    expect(locks(draft('if (!draft) return false;\n  ', '  return true;\n'))).toEqual([
      `export const add = async (id: number, part: string) => {
  return prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT 1 FROM "Draft" WHERE "id" = \${id} FOR UPDATE\`;
    const draft = await tx.draft.findUnique({ where: { id } });
    if (!draft) return false;
    await tx.draft.update({ where: { id }, data: { text: [draft.text, part].join(' ') } });
    return true;
  });
};
`,
    ]);
  });

  it('but not where something else waits in between, or what follows is felt outside, or uses the row', () => {
    expect(locks(draft('await notify(id);\n  '))).toEqual([]);
    expect(locks(draft('if (!draft) return false;\n  ', '  notify(id);\n  return true;\n'))).toEqual([]);
    expect(locks(draft('', '  return draft.text;\n'))).toEqual([]);
  });

  it('but not where the names of the row are not known', () => {
    expect(locks(draft(''), 'drizzle/src/a.ts')).toEqual([]);
  });
});
