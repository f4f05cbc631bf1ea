/**
 * A long-lived process: a helper's file changes, and the next lint of its caller sees it.
 */
import { describe, expect, it } from 'vitest';
import { change, lintIn, write } from './project.js';

const caller = `import { prisma } from './db';
import { findUser } from './find-user';
export async function register(email: string) {
  const taken = await findUser(email);
  if (taken) throw new Error('taken');
  return prisma.user.create({ data: { email } });
}
`;

const helper = (where: string): string => `import { prisma } from './db';
export const findUser = (email: string) => prisma.user.findUnique({ where: { ${where} } });
`;

describe('an editor session', () => {
  it('sees a race appear and disappear as the helper changes', () => {
    const folder = write({ 'db.ts': "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n", 'find-user.ts': helper("id: 'system'"), 'register.ts': caller });
    const lines = (): readonly number[] => lintIn(folder, 'register.ts', caller).map(({ line }) => line);
    // Safe because another row is looked for.
    expect(lines()).toEqual([]);
    change(folder, 'find-user.ts', helper('email'));
    // Race because the row that is created is looked for.
    expect(lines()).toEqual([6]);
    change(folder, 'find-user.ts', helper("id: 'system'"));
    expect(lines()).toEqual([]);
  });

  it('takes the helper as it is on the disk, linted before or not, whatever an editor shows of it', () => {
    const folder = write({ 'db.ts': "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n", 'find-user.ts': helper('email'), 'register.ts': caller });
    const lines = (): readonly number[] => lintIn(folder, 'register.ts', caller).map(({ line }) => line);
    lintIn(folder, 'find-user.ts', helper('email'));
    // Race because the row that is created is looked for.
    expect(lines()).toEqual([6]);
    lintIn(folder, 'find-user.ts', helper("id: 'unsaved'"));
    expect(lines()).toEqual([6]);
    change(folder, 'find-user.ts', helper("id: 'system'"));
    // Safe because the file on the disk looks for another row.
    expect(lines()).toEqual([]);
  });

  it('reports the same again while nothing changes, and anew when the schema or a setting does', () => {
    const text = caller.replace('findUser(email)', 'prisma.user.findUnique({ where: { email } })');
    const schema = (unique: string): string => `datasource db {\n  provider = "postgresql"\n}\nmodel User {\n  id Int @id\n  email String ${unique}\n}\n`;
    const folder = write({ 'db.ts': "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n", 'prisma/schema.prisma': schema('@unique') });
    const first = lintIn(folder, 'register.ts', text);
    expect(first.map(({ line, ruleId }) => `${String(line)} ${String(ruleId)}`)).toEqual(['6 db-race/no-check-then-create']);
    expect(first[0]?.message).toContain('P2002');
    expect(lintIn(folder, 'register.ts', text)).toEqual(first);
    change(folder, 'prisma/schema.prisma', schema(''));
    expect(lintIn(folder, 'register.ts', text)[0]?.message).not.toBe(first[0]?.message);
    expect(lintIn(folder, 'register.ts', text, { ignore: ['**'] })).toEqual([]);
  });

  it('goes on when the helper is gone, or broken', () => {
    const folder = write({ 'db.ts': "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n", 'register.ts': caller });
    expect(lintIn(folder, 'register.ts', caller)).toEqual([]);
    change(folder, 'find-user.ts', 'export const findUser = (email');
    expect(lintIn(folder, 'register.ts', caller)).toEqual([]);
  });
});
