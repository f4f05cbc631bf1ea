/** Prisma: P2002 is caught and leads where the check leads; near misses beside it. */
import { testRepairs } from './prisma-suite.js';

testRepairs('no-check-then-create', [
  {
    name: 'Race because both find no user: the same error is thrown',
    code: `
import { Prisma, PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function register(email: string, name: string) {
  const taken = await prisma.user.findUnique({ where: { email } });
  if (taken) throw new ConflictException('This address is taken');
  return prisma.user.create({ data: { email, name } });
}
`,
    outputs: [`
import { Prisma, PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function register(email: string, name: string) {
  const taken = await prisma.user.findUnique({ where: { email } });
  if (taken) throw new ConflictException('This address is taken');
  return prisma.user.create({ data: { email, name } }).catch((error: unknown) => {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw new ConflictException('This address is taken');
    }
    throw error;
  });
}
`],
  },
  {
    name: 'Race because both find no user: the check asks for more than the row',
    code: `
import { Prisma, PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function register(email: string, name: string, isStrict: boolean) {
  const taken = await prisma.user.findUnique({ where: { email } });
  if (taken && isStrict) throw new ConflictException('This address is taken');
  return prisma.user.create({ data: { email, name } });
}
`,
    outputs: [],
    refusal: /asks for more than whether the row is there/,
  },
  {
    name: 'Race because both find no user: the answer speaks of the row, which is read again; Prisma is imported',
    code: `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function register(email: string, name: string) {
  const taken = await prisma.user.findUnique({ where: { email } });
  if (taken !== null) {
    logger.warn('taken');
    throw new ConflictException('This address belongs to ' + taken.name);
  }
  const user = await prisma.user.create({ data: { email, name } });
  return user.id;
}
`,
    outputs: [`
import { PrismaClient, Prisma } from '@prisma/client';
const prisma = new PrismaClient();
export async function register(email: string, name: string) {
  const taken = await prisma.user.findUnique({ where: { email } });
  if (taken !== null) {
    logger.warn('taken');
    throw new ConflictException('This address belongs to ' + taken.name);
  }
  const user = await prisma.user.create({ data: { email, name } }).catch(async (error: unknown) => {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      const taken = await prisma.user.findUniqueOrThrow({ where: { email } });
      logger.warn('taken');
      throw new ConflictException('This address belongs to ' + taken.name);
    }
    throw error;
  });
  return user.id;
}
`],
  },
  {
    name: 'Race because both find no user: the number says whether there is one, the file imports nothing of Prisma',
    code: `
import { db } from './prisma'
export async function register(email: string, name: string) {
  const count = await db.user.count({ where: { email } })
  if (count > 0) return { error: 'taken' }
  const user = await db.user.create({
    data: { email, name },
  })
  await notify(user)
  return { user }
}
`,
    outputs: [`
import { db } from './prisma'
export async function register(email: string, name: string) {
  const count = await db.user.count({ where: { email } })
  if (count > 0) return { error: 'taken' }
  let user
  try {
    user = await db.user.create({
      data: { email, name },
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      return { error: 'taken' }
    }
    throw error
  }
  await notify(user)
  return { user }
}
`],
  },
  {
    name: "Race because both find no user: the answer speaks of rows that can't be read again as they were",
    code: `
import { db } from './prisma'
export async function register(email: string, name: string) {
  const users = await db.user.findMany({ where: { email } })
  if (users.length > 0) throw new ConflictException(String(users.length))
  await db.user.create({ data: { email, name } })
}
`,
    outputs: [],
    refusal: /is used/,
  },
  {
    name: 'Race because both find no tag: the variable takes the created row',
    code: `
import { prisma } from './prisma'
export async function tag(slug: string, label: string) {
    let tag = await prisma.tag.findUnique({ where: { slug }, include: { user: true } })
    if (!tag) {
        tag = await prisma.tag.create({ data: { slug, label }, include: { user: true } })
    }
    return tag.id
}
`,
    outputs: [`
import { prisma } from './prisma'
export async function tag(slug: string, label: string) {
    let tag = await prisma.tag.findUnique({ where: { slug }, include: { user: true } })
    if (!tag) {
        tag = await prisma.tag.create({ data: { slug, label }, include: { user: true } }).catch((error: unknown) => {
            if (error instanceof Error && 'code' in error && error.code === 'P2002') {
                return prisma.tag.findUniqueOrThrow({ where: { slug }, include: { user: true } })
            }
            throw error
        })
    }
    return tag.id
}
`],
  },
  {
    name: 'Race because both find no tag: what follows should happen once only',
    code: `
import { prisma } from './prisma'
export async function tag(slug: string, label: string) {
    const tag = await prisma.tag.findUnique({ where: { slug } })
    if (!tag) {
        const created = await prisma.tag.create({ data: { slug, label } })
        await notify(created)
    }
}
`,
    outputs: [],
    refusal: /What follows|is used/,
  },
  {
    name: 'Race because both find no tag: CommonJS, JavaScript',
    filename: 'src/file.js',
    code: `
const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.register = async (req, res) => {
  const user = await prisma.user.findUnique({ where: { email: req.body.email } });
  if (user) {
    return res.status(409).json({ error: 'taken' });
  }
  const created = await prisma.user.create({ data: { email: req.body.email } });
  res.json(created);
};
`,
    outputs: [`
const { PrismaClient, Prisma } = require('@prisma/client');
const prisma = new PrismaClient();
exports.register = async (req, res) => {
  const user = await prisma.user.findUnique({ where: { email: req.body.email } });
  if (user) {
    return res.status(409).json({ error: 'taken' });
  }
  let created;
  try {
    created = await prisma.user.create({ data: { email: req.body.email } });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      return res.status(409).json({ error: 'taken' });
    }
    throw error;
  }
  res.json(created);
};
`],
  },
  {
    name: 'Race because both find the address free: a rename',
    code: `
import { db } from './prisma';
export async function rename(id: string, email: string) {
  const other = await db.user.findUnique({ where: { email } });
  if (other && other.id !== id) throw new ConflictException('This address is taken');
  await db.user.update({ where: { id }, data: { email } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function rename(id: string, email: string) {
  const other = await db.user.findUnique({ where: { email } });
  if (other && other.id !== id) throw new ConflictException('This address is taken');
  await db.user.update({ where: { id }, data: { email } }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      throw new ConflictException('This address is taken');
    }
    throw error;
  });
}
`],
  },
  {
    name: 'Race because both find no tag: another function is left',
    code: `
import { db } from './prisma';
export async function tags(slug: string, labels: string[]) {
  const other = await db.tag.findUnique({ where: { slug } });
  if (other) return [];
  return Promise.all(labels.map(async (label) => db.tag.create({ data: { slug, label } })));
}
`,
    outputs: [],
    refusal: /different functions/,
  },
  {
    name: 'Race because both find no tag: the replica may not have the row yet',
    code: `
import { dbRead, dbWrite } from './prisma';
export async function tag(slug: string, label: string) {
  const existing = await dbRead.tag.findFirst({ where: { slug, label } });
  return existing ?? dbWrite.tag.create({ data: { slug, label } });
}
`,
    outputs: [`
import { dbRead, dbWrite } from './prisma';
export async function tag(slug: string, label: string) {
  const existing = await dbRead.tag.findFirst({ where: { slug, label } });
  return existing ?? dbWrite.tag.create({ data: { slug, label } }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      return dbWrite.tag.findFirstOrThrow({ where: { slug, label } });
    }
    throw error;
  });
}
`],
  },
]);
