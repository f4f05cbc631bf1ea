/** Repairs of MikroORM code: what is offered, that the rule is silent after it, and why nothing is offered for a near miss. */
import { describe, expect, it } from 'vitest';
import { lint, type RuleName } from './typeorm-repairs.js';

interface Case {
  readonly name: string;
  readonly rule: RuleName;
  readonly code: string;
  /** the lines that the first offer has and the code hasn't */
  readonly offers: readonly string[];
}

const file = (body: string): string => `import { type EntityManager, raw } from '@mikro-orm/core';\nimport { User } from './entities';\nexport const f = async (id: string, by: number, email: string, em: EntityManager) => {\n${body}\n};\n`;
const client = (body: string): string => file(body).replace('em: EntityManager) => {', 'orm: MikroORM) => {\n  const em = orm.em;').replace('type EntityManager', 'MikroORM');

const cases: readonly Case[] = [
  {
    name: 'increment', rule: 'no-read-modify-write',
    code: file(`  const user = await em.findOneOrFail(User, id);
  user.balance += by;
  await em.flush();`),
    offers: ["  user.balance = raw('?? + ?', ['balance', by]);"],
  },
  {
    name: 'decrement by one', rule: 'no-read-modify-write',
    code: file(`  const user = await em.findOneOrFail(User, id);
  user.balance--;
  await em.flush();`),
    offers: ["  user.balance = raw('?? - ?', ['balance', 1]);"],
  },
  {
    name: 'lock', rule: 'no-read-modify-write',
    code: file(`  await em.transactional(async (tx) => {
    const user = await tx.findOneOrFail(User, id);
    user.total = user.items.map((item) => item.price) + user.total;
  });`),
    offers: ["import { type EntityManager, raw, LockMode } from '@mikro-orm/core';", '    const user = await tx.findOneOrFail(User, id, { lockMode: LockMode.PESSIMISTIC_WRITE });'],
  },
  {
    name: 'conditional write', rule: 'no-check-then-update',
    code: file(`  const user = await em.findOneOrFail(User, { id });
  if (user.state !== 'idle') throw new Error('busy');
  await em.nativeUpdate(User, { id }, { state: 'busy', by });`),
    offers: ["  const updated = await em.nativeUpdate(User, { id, state: 'idle' }, { state: 'busy', by });", "  if (updated === 0) throw new Error('busy');"],
  },
  {
    name: 'caught violation', rule: 'no-check-then-create',
    code: client(`  const user = await em.findOne(User, { email });
  if (user) throw new Error('taken');
  em.create(User, { email });
  await em.flush();`),
    offers: [
      "import { MikroORM, raw, UniqueConstraintViolationException } from '@mikro-orm/core';",
      '  try {', '    await em.flush();', '  } catch (error) {', '    if (!(error instanceof UniqueConstraintViolationException)) throw error;', "    throw new Error('taken');", '  }',
    ],
  },
];

describe('offered', () => {
  it.each(cases)('$name', ({ rule, code, offers }) => {
    const [output = ''] = lint(rule, code).flatMap((finding) => finding.offers);
    expect(output.split('\n').filter((line) => !code.split('\n').includes(line))).toEqual(offers);
    expect(lint(rule, output)).toEqual([]);
  });
});

describe('refused', () => {
  const refused: readonly (Omit<Case, 'offers'> & { readonly because: string })[] = [
    {
      name: 'an increment of a column that is tested', rule: 'no-read-modify-write', because: 'would keep that race',
      code: file(`  const user = await em.findOneOrFail(User, id);
  if (user.balance < by) throw new Error('poor');
  user.balance -= by;
  await em.flush();`),
    },
    {
      name: 'an increment of a row that is used again', rule: 'no-read-modify-write', because: 'used after the change',
      code: file(`  const user = await em.findOneOrFail(User, id);
  user.balance += by;
  await em.flush();
  return user;`),
    },
    {
      name: 'a property whose column isn\'t known', rule: 'no-read-modify-write', because: 'isn\'t known',
      code: file(`  const user = await em.findOneOrFail(User, id);
  user.openBalance += by;
  await em.flush();`),
    },
    {
      name: 'a change in memory can\'t be conditional', rule: 'no-check-then-update', because: 'writes by the key alone',
      code: file(`  const user = await em.findOneOrFail(User, id);
  if (user.state !== 'idle') throw new Error('busy');
  user.state = 'busy';
  await em.flush();`),
    },
    {
      name: 'a violation inside a transaction', rule: 'no-check-then-create', because: 'aborts it on a unique violation',
      code: file(`  await em.transactional(async (tx) => {
    const user = await tx.findOne(User, { email });
    if (user) throw new Error('taken');
    tx.create(User, { email });
  });`),
    },
  ];
  it.each(refused)('$name', ({ rule, code, because }) => {
    const [finding] = lint(rule, code);
    expect(finding?.offers).toEqual([]);
    expect(finding?.message).toContain(because);
  });
});
