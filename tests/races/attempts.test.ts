/** Reads that throw when there is nothing, in a `try`: what the handler does, and what it answers, says that the row wasn't there. */
import { describe, expect, it } from 'vitest';
import { lint } from '../rules/tester.js';

const setUp = `import { PrismaClient } from '@prisma/client';
import * as E from 'fp-ts/Either';
const prisma = new PrismaClient();
`;
const find = 'await prisma.user.findUniqueOrThrow({ where: { email } })';
const create = 'await prisma.user.create({ data: { email } })';
const rules = (code: string): readonly (string | null)[] => lint(setUp + code).map(({ ruleId }) => ruleId);

/** by name: a helper that looks for the row, the condition that there is none, and one that says nothing of it */
const helpers: Readonly<Record<string, readonly [helper: string, absent: string, other: string]>> = {
  'a yes or no': [`async function look(email: string) { try { ${find}; return true; } catch { return false; } }`, '!known', 'wanted'],
  'an object with a flag': [`async function look(email: string) { try { const user = ${find}; return { ok: true, user }; } catch (error) { return { ok: false, error }; } }`, '!known.ok', 'wanted'],
  'an object of fp-ts, with another way to fail': [
    `async function look(email: string) { if (!email) return E.left('bad'); try { const user = ${find}; return E.right(user); } catch { return E.left('none'); } }`, 'E.isLeft(known)', 'wanted',
  ],
};

describe('what is tried', () => {
  it.each(Object.entries(helpers))('answers with %s', (_, [helper, absent, other]) => {
    const code = (test: string): string => `${helper}
export async function add(email: string, wanted: boolean) {
  const known = await look(email);
  if (${test}) ${create};
  return known;
}
`;
    expect(rules(code(absent))).toEqual(['db-race/no-check-then-create']);
    expect(rules(code(other))).toEqual([]);
  });

  it('is followed by a handler that inserts', () => {
    const code = (tried: string): string => `export async function add(email: string) { try { ${tried}; } catch { ${create}; } }\n`;
    expect(rules(code(find))).toEqual(['db-race/no-check-then-create']);
    expect(rules(code('await prisma.user.findUnique({ where: { email } })'))).toEqual([]);
  });

  it('says nothing where more than one call may have failed', () => {
    expect(rules(`export async function add(id: string, email: string) {
  try { await prisma.team.findUniqueOrThrow({ where: { id } }); ${find}; } catch { ${create}; }
}
`)).toEqual([]);
  });

  it('is no check of what comes after the handler', () => {
    expect(rules(`async function warm(email: string) { try { ${find}; } catch { console.log('none'); } }
export async function add(email: string) { await warm(email); ${create}; }
`)).toEqual([]);
  });

  const job = (claim: string): string => `export async function run(id: string) {
  const job = await prisma.job.findUniqueOrThrow({ where: { id } });
  if (job.status !== 'open') return;
  try {
    ${claim}
    await work(job);
  } catch {
    await prisma.job.update({ where: { id }, data: { status: 'failed' } });
  }
}
`;

  it('is claimed where the handler says that the work failed', () => {
    const other = "const { count } = await prisma.job.updateMany({ where: { id: 'first', status: 'open' }, data: { status: 'running' } }); if (count === 0) return;";
    expect(rules(job(other.replace("'first'", 'id').replace('id: id', 'id')))).toEqual([]);
    expect(rules(job('console.log(id);'))).toEqual(['db-race/no-check-then-update']);
    expect(rules(job(other))).toContain('db-race/no-check-then-update');
  });
});
