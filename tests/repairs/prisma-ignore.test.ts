/** Prisma: find, then create or skip, becomes `createMany` with `skipDuplicates`; near misses beside it. */
import { testRepairs } from './prisma-suite.js';

testRepairs('no-check-then-create', [
  {
    name: 'Race because both find no tag: skipped in a loop',
    code: `
import { prisma } from './prisma';
export async function seed(slugs: string[]) {
  for (const slug of slugs) {
    const hit = await prisma.tag.findUnique({ where: { slug } });
    if (hit) continue;
    await prisma.tag.create({ data: { slug, label: slug } });
  }
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function seed(slugs: string[]) {
  for (const slug of slugs) {
    const hit = await prisma.tag.findUnique({ where: { slug } });
    if (hit) continue;
    await prisma.tag.createMany({ data: [{ slug, label: slug }], skipDuplicates: true });
  }
}
`, `
import { prisma } from './prisma';
export async function seed(slugs: string[]) {
  for (const slug of slugs) {
    const hit = await prisma.tag.findUnique({ where: { slug } });
    if (hit) continue;
    try {
      await prisma.tag.create({ data: { slug, label: slug } });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'P2002') {
        continue;
      }
      throw error;
    }
  }
}
`],
  },
  {
    name: 'Race because both find no tag: under the condition, over several lines',
    code: `
import { prisma } from './prisma';
export async function seed(slug: string) {
  const hit = await prisma.tag.findUnique({ where: { slug } });
  if (!hit) {
    await prisma.tag.create({
      // the new one
      data: { slug, label: slug },
    });
  }
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function seed(slug: string) {
  const hit = await prisma.tag.findUnique({ where: { slug } });
  if (!hit) {
    await prisma.tag.createMany({
      // the new one
      data: [{ slug, label: slug }],
      skipDuplicates: true,
    });
  }
}
`, `
import { prisma } from './prisma';
export async function seed(slug: string) {
  const hit = await prisma.tag.findUnique({ where: { slug } });
  if (!hit) {
    await prisma.tag.create({
      // the new one
      data: { slug, label: slug },
    }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'P2002')) {
        throw error;
      }
    });
  }
}
`],
  },
  {
    name: 'Race because both find no tag: createMany takes no relations, so only P2002 is left',
    code: `
import { prisma } from './prisma';
export async function seed(slug: string, userId: string) {
  const hit = await prisma.tag.findUnique({ where: { slug } });
  if (!hit) {
    await prisma.tag.create({ data: { slug, user: { connect: { id: userId } } } });
  }
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function seed(slug: string, userId: string) {
  const hit = await prisma.tag.findUnique({ where: { slug } });
  if (!hit) {
    await prisma.tag.create({ data: { slug, user: { connect: { id: userId } } } }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'P2002')) {
        throw error;
      }
    });
  }
}
`],
  },
  {
    name: 'Race because both find no tag: in a transaction the conflict is left to the database',
    code: `
import { prisma } from './prisma';
export async function seed(slug: string) {
  await prisma.$transaction(async (tx) => {
    const exists = (await tx.tag.count({ where: { slug } })) > 0;
    if (!exists) await tx.tag.create({ data: { slug } });
  });
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function seed(slug: string) {
  await prisma.$transaction(async (tx) => {
    const exists = (await tx.tag.count({ where: { slug } })) > 0;
    if (!exists) await tx.tag.createMany({ data: [{ slug }], skipDuplicates: true });
  });
}
`],
  },
  {
    name: 'Race because both find no tag: the created row is used',
    code: `
import { prisma } from './prisma';
export async function seed(slug: string) {
  await prisma.$transaction(async (tx) => {
    const hit = await tx.tag.findUnique({ where: { slug } });
    if (!hit) {
      const tag = await tx.tag.create({ data: { slug } });
      await notify(tag);
    }
  });
}
`,
    outputs: [],
    refusal: /is used/,
  },
  {
    name: 'Race because both find no tag: something follows that should happen once only',
    code: `
import { prisma } from './prisma';
export async function seed(slug: string) {
  await prisma.$transaction(async (tx) => {
    const hit = await tx.tag.findUnique({ where: { slug } });
    if (!hit) {
      await tx.tag.create({ data: { slug } });
      await notify({ slug });
    }
  });
}
`,
    outputs: [],
    refusal: /What follows/,
  },
]);
