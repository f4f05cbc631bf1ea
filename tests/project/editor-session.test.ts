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

  it('goes on when the helper is gone, or broken', () => {
    const folder = write({ 'db.ts': "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n", 'register.ts': caller });
    expect(lintIn(folder, 'register.ts', caller)).toEqual([]);
    change(folder, 'find-user.ts', 'export const findUser = (email');
    expect(lintIn(folder, 'register.ts', caller)).toEqual([]);
  });
});
