/**
 * Names that a helper finds free before they are written: it looks for one candidate after the other until no row has it.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const schema = `datasource db {
  provider = "postgresql"
  url = env("DATABASE_URL")
}
model Club {
  id String @id @default(uuid())
  slug String @unique
  label String
}
`;

const client = `import { PrismaClient } from '@prisma/client';
export const db = new PrismaClient();
`;

/** A helper `freeSlug` in a file of its own, and who creates a row with what it gives. */
const helper = (body: string): Files => ({
  'prisma/schema.prisma': schema,
  'db.ts': client,
  'free-slug.ts': `import { randomBytes } from 'node:crypto';
import { db } from './db';
const chance = () => randomBytes(4).toString('hex');
export async function freeSlug(base: string, n = 0): Promise<string> {
${body}
}
`,
});

const found = `import { db } from './db';
import { freeSlug } from './free-slug';
export async function found(label: string) {
  const slug = await freeSlug(label.toLowerCase());
  return db.club.create({ data: { slug, label } }); // race: no-check-then-create
}
`;

const silent = (lines: string): string => `import { db } from './db';
import { freeSlug } from './free-slug';
export async function found(label: string) {
${lines}
}
`;

const ways: Readonly<Record<string, string>> = {
  'it is returned where it was not found': `  let slug = base;
  for (let i = 1; i < 20; i++) {
    const club = await db.club.findUnique({ where: { slug } });
    if (!club) return slug;
    slug = \`\${base}-\${i}\`;
  }
  throw new Error('no name left');`,
  'an endless loop returns it': `  let slug = base;
  for (let i = 1; ; i++) {
    const club = await db.club.findUnique({ where: { slug } });
    if (!club) return slug;
    slug = \`\${base}-\${i}\`;
  }`,
  'the loop ends with it': `  let slug = base;
  let i = 1;
  while (await db.club.findUnique({ where: { slug } })) slug = \`\${base}-\${i++}\`;
  return slug;`,
  'the loop is left with it': `  let slug = base;
  for (let i = 1; ; i++) {
    if (!(await db.club.findUnique({ where: { slug } }))) break;
    slug = \`\${base}-\${i}\`;
  }
  return slug;`,
  'it is looked for before the loop and in it': `  let slug = base;
  let club = await db.club.findUnique({ where: { slug } });
  for (let i = 1; club; i++) {
    slug = \`\${base}-\${i}\`;
    club = await db.club.findUnique({ where: { slug } });
  }
  return slug;`,
  'only so many are tried, and what is tried is put together again': `  let end = '';
  let tries = 0;
  let club = await db.club.findUnique({ where: { slug: base + end } });
  while (club && tries < 5) {
    end = '-' + chance();
    club = await db.club.findUnique({ where: { slug: base + end } });
    tries++;
  }
  if (club) throw new Error('no name left');
  return base + end;`,
  'each try is made by chance': `  let slug: string;
  do {
    slug = base + chance();
  } while ((await db.club.count({ where: { slug } })) > 0);
  return slug;`,
  'a flag says that it is taken': `  let slug = base;
  let taken = false;
  do {
    const club = await db.club.findUnique({ where: { slug } });
    taken = !!club;
    if (taken) slug = \`\${base}-\${chance()}\`;
  } while (taken);
  return slug;`,
  'the helper calls itself': `  const slug = n === 0 ? base : \`\${base}-\${n}\`;
  const club = await db.club.findUnique({ where: { slug } });
  return club ? freeSlug(base, n + 1) : slug;`,
  'the taken ones are read at once': `  const clubs = await db.club.findMany({ where: { slug: { startsWith: base } } });
  const taken = new Set(clubs.map((club) => club.slug));
  if (!taken.has(base)) return base;
  let i = 2;
  while (taken.has(\`\${base}-\${i}\`)) i++;
  return \`\${base}-\${i}\`;`,
  'after enough tries chance is trusted': `  for (let i = 0; i < 5; i++) {
    const slug = \`\${base}-\${i}\`;
    if (!(await db.club.findUnique({ where: { slug } }))) return slug;
  }
  return \`\${base}-\${chance()}\`;`,
};

const others: Readonly<Record<string, Files>> = {
  'Race because the name stays as it is where no row has it': {
    'prisma/schema.prisma': schema,
    'db.ts': client,
    'found.ts': `import { db } from './db';
export async function found(label: string) {
  let slug = label.toLowerCase();
  if (await db.club.findUnique({ where: { slug } })) slug = \`\${slug}-\${Date.now()}\`;
  return db.club.create({ data: { slug, label } }); // race: no-check-then-create
}
`,
  },
  'Race because a name that is free is given to a row that is there': {
    ...helper(ways['the loop ends with it'] ?? ''),
    'rename.ts': `import { db } from './db';
import { freeSlug } from './free-slug';
export async function rename(id: string, label: string) {
  const slug = await freeSlug(label);
  return db.club.update({ where: { id }, data: { slug, label } }); // race: no-check-then-create
}
`,
  },
  'Race because another row has the name, whatever its key': {
    'prisma/schema.prisma': schema,
    'db.ts': client,
    'found.ts': `import { randomUUID } from 'node:crypto';
import { db } from './db';
async function freeSlug(base: string, id: string) {
  const club = await db.club.findUnique({ where: { slug: base } });
  if (!club || club.id === id) return base;
  throw new Error('taken');
}
export async function found(label: string) {
  const id = randomUUID();
  const slug = await freeSlug(label, id);
  return db.club.create({ data: { id, slug, label } }); // race: no-check-then-create
}
`,
  },
  'Safe because the violation is caught, and another name tried': {
    ...helper(ways['the loop ends with it'] ?? ''),
    'found.ts': silent(`  for (let i = 0; i < 3; i++) {
    const slug = await freeSlug(label);
    try {
      return await db.club.create({ data: { slug, label } });
    } catch (error) {
      if (error.code !== 'P2002') throw error;
    }
  }
  throw new Error('no name left');`),
  },
  'Safe because nothing is looked for': { ...helper('  return `${base}-${chance()}`;'), 'found.ts': silent('  const slug = await freeSlug(label);\n  return db.club.create({ data: { slug, label } });') },
  'Safe because what was looked for is not what is given': {
    ...helper(`  const club = await db.club.findUnique({ where: { slug: base } });
  if (!club) throw new Error('no such club');
  return \`\${base}-\${chance()}\`;`),
    'found.ts': silent('  const slug = await freeSlug(label);\n  return db.club.create({ data: { slug, label } });'),
  },
  'Safe because the name that was free gets an end by chance': {
    ...helper(`  let slug = base;
  while (await db.club.findUnique({ where: { slug } })) slug = \`\${base}-\${chance()}\`;
  return slug;`),
    'found.ts': silent('  const slug = await freeSlug(label);\n  return db.club.create({ data: { slug: `${slug}-${crypto.randomUUID()}`, label } });'),
  },
  'Safe because the name is free in another column': {
    ...helper(`  let slug = base;
  for (let i = 1; i < 5; i++) {
    if (!(await db.club.findFirst({ where: { slug } }))) return slug;
    slug = \`\${base}-\${i}\`;
  }
  return base + chance();`),
    'found.ts': silent('  const slug = await freeSlug(label);\n  return db.club.create({ data: { slug: crypto.randomUUID(), label: slug } });'),
  },
  'Safe because a name that stays as it is where a row has it is not free': {
    'prisma/schema.prisma': schema,
    'db.ts': client,
    'found.ts': `import { db } from './db';
export async function found(label: string) {
  let slug = label.toLowerCase();
  if (!(await db.club.findUnique({ where: { slug } }))) slug = crypto.randomUUID();
  return db.club.create({ data: { slug, label } });
}
`,
  },
};

describe('names that a helper finds free', () => {
  for (const [name, body] of Object.entries(ways)) {
    it(`Race because ${name}, and it is taken before it is written`, () => {
      const files: Files = { ...helper(body), 'found.ts': found };
      expect(reportsOf(files)).toEqual(marksOf(files));
    });
  }
  for (const [name, files] of Object.entries(others)) {
    it(name, () => {
      expect(reportsOf(files)).toEqual(marksOf(files));
    });
  }
});
