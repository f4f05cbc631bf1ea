/** Prisma: the old value goes into the predicate where the database can't make the new one; its kind is told by the schema, else by how the code uses it. */
import { describe, expect, it } from 'vitest';
import { reports, suggestions } from './lint.js';

const file = 'postgres/src/a.ts';
const head = "import { Prisma, PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\n";

/** The suggestions that compare, each without the head; a row lock may be offered beside. */
const offers = (body: string, where = file): readonly string[] => suggestions(where, head + body).filter((text) => text.includes('.updateMany(')).map((text) => text.replace(head, ''));

describe('a text', () => {
  it('is written only if the old one is still there', () => {
    // Race because the second text lacks the first one's word.
    expect(
      offers(`export const add = async (id: number, word: string) => {
  const draft = await prisma.draft.findUniqueOrThrow({ where: { id } });
  await prisma.draft.update({ where: { id }, data: { text: [draft.text, word].join(' ') } }); // one more
};
`),
    ).toEqual([
      `export const add = async (id: number, word: string) => {
  const draft = await prisma.draft.findUniqueOrThrow({ where: { id } });
  const { count } = await prisma.draft.updateMany({ where: { id, text: draft.text }, data: { text: [draft.text, word].join(' ') } });
  if (count === 0) throw new Error('text changed in the meantime'); // one more
};
`,
    ]);
  });

  it('is looked at again where the row is used that the update gave; conditions on what changed are left out', () => {
    expect(
      offers(`export const add = async (id: number, word: string) => {
  const draft = await prisma.draft.findUnique({ where: { id } });
  if (!draft) return null;
  const written = await prisma.draft.update({ where: { id, rank: 0 }, data: { text: draft.text.concat(word), rank: 1 }, select: { text: true } });
  return written.text;
};
`),
    ).toEqual([
      `export const add = async (id: number, word: string) => {
  const draft = await prisma.draft.findUnique({ where: { id } });
  if (!draft) return null;
  const { count } = await prisma.draft.updateMany({ where: { id, rank: 0, text: draft.text }, data: { text: draft.text.concat(word), rank: 1 } });
  if (count === 0) throw new Error('text changed in the meantime');
  const written = await prisma.draft.findUniqueOrThrow({ where: { id }, select: { text: true } });
  return written.text;
};
`,
    ]);
  });

  it('is compared with nothing that was assigned in memory', () => {
    const code = `export const add = async (id: number, word: string) => {
  const draft = await prisma.draft.findUniqueOrThrow({ where: { id } });
  draft.text = draft.text.concat(word);
  await prisma.draft.update({ where: { id }, data: { text: draft.text } });
};
`;
    expect(reports(file, head + code)).toHaveLength(1);
    expect(offers(code)).toEqual([]);
  });
});

describe('a document', () => {
  it('that is only spread is compared as it was read', () => {
    // Race because the second document lacks the first one's key.
    expect(
      offers(`export const set = async (id: number, color: string) => {
  const draft = await prisma.draft.findUnique({ where: { id } });
  if (!draft) throw new Error('no draft');
  const old = (draft.data ?? {}) as Prisma.InputJsonObject;
  await prisma.draft.update({ where: { id }, data: { data: { ...old, color } } });
};
`),
    ).toEqual([
      `export const set = async (id: number, color: string) => {
  const draft = await prisma.draft.findUnique({ where: { id } });
  if (!draft) throw new Error('no draft');
  const old = (draft.data ?? {}) as Prisma.InputJsonObject;
  const { count } = await prisma.draft.updateMany({ where: { id, data: { equals: draft.data ?? Prisma.AnyNull } }, data: { data: { ...old, color } } });
  if (count === 0) throw new Error('data changed in the meantime');
};
`,
    ]);
  });

  it('that is changed in memory, or goes somewhere, is compared as a copy', () => {
    expect(
      offers(`export const set = async (id: number, color: string) => {
  const draft = await prisma.draft.findUnique({ where: { id } });
  const data = withColor(draft?.data, color);
  await prisma.draft.update({ where: { id }, data: { data } });
};
`),
    ).toEqual([
      `export const set = async (id: number, color: string) => {
  const draft = await prisma.draft.findUnique({ where: { id } });
  const dataBefore = structuredClone(draft?.data);
  const data = withColor(draft?.data, color);
  const { count } = await prisma.draft.updateMany({ where: { id, data: { equals: dataBefore ?? Prisma.AnyNull } }, data: { data } });
  if (count === 0) throw new Error('data changed in the meantime');
};
`,
    ]);
  });

  it('is one by its use, where no schema is in view', () => {
    const code = `export const set = async (id: number, color: string) => {
  const draft = await prisma.draft.findUniqueOrThrow({ where: { id } });
  await prisma.draft.update({ where: { id }, data: { data: { ...draft.data, color } } });
};
`;
    expect(offers(code, 'drizzle/src/a.ts')[0]).toContain('data: { equals: draft.data ?? Prisma.AnyNull }');
    expect(offers(code.replaceAll('...draft.data', '...pick(draft.data)'), 'drizzle/src/a.ts')).toEqual([]);
  });
});

describe('no comparison', () => {
  const write = (body: string): string => `export const set = async (id: number, by: number) => {
  const draft = await prisma.draft.findUniqueOrThrow({ where: { id } });
  ${body}
};
`;

  it('of times and floating numbers', () => {
    for (const data of ['{ seenAt: later(draft.seenAt, by) }', '{ rank: Math.max(draft.rank, by) }']) {
      const code = write(`await prisma.draft.update({ where: { id }, data: ${data} });`);
      expect(reports(file, head + code)).toHaveLength(1);
      expect(offers(code)).toEqual([]);
    }
  });

  it('of texts on databases that take `A` for `a`', () => {
    // a request that writes `abc` where `ABC` was read would be lost
    const code = `export const add = async (id: number, word: string) => {
  const probe = await prisma.probe.findUniqueOrThrow({ where: { id } });
  await prisma.probe.update({ where: { id }, data: { method: [probe.method, word].join(' ') } });
};
`;
    expect(reports('mysql/src/a.ts', head + code)).toHaveLength(1);
    expect(offers(code, 'mysql/src/a.ts')).toEqual([]);
  });

  it('where the database adds by itself', () => {
    expect(offers(write('await prisma.page.update({ where: { id }, data: { hits: by } });').replaceAll('prisma.draft', 'prisma.page').replaceAll('hits: by', 'hits: draft.hits + by')).join('')).not.toContain('updateMany');
  });
});
