import { raceTester } from './tester.js';

raceTester('no-unsafe-constraint-catch', {
  invalid: [
    {
      name: 'Race because the handler around it throws on what it gets: the conflict is the answer',
      messageId: 'blanket',
      code: `import { ConflictException } from '@nestjs/common';
import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    await prisma.$transaction(async (tx) => {
      try {
        await tx.user.create({ data: { email } });
      } catch (~error~) {
        throw new ConflictException(error);
      }
    });
  } catch (error) {
    console.error(error);
    throw error;
  }
}`,
      says: ['this `create` (line 7)'],
    },
    {
      name: 'Race because the handler around it ends before the callback runs',
      messageId: 'blanket',
      code: `import { ConflictException } from '@nestjs/common';
import { prisma } from './prisma.js';
export function routes(app: App) {
  try {
    app.post('/users', async (req) => {
      try {
        return await prisma.user.create({ data: { email: req.body.email } });
      } catch (~error~) {
        throw new ConflictException('taken');
      }
    });
  } catch (error) {
    console.error(error);
  }
}`,
      says: ['this `create` (line 7)'],
    },
    {
      name: 'Race because the text decides, also of an error without a message',
      messageId: 'text',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    const text = error.message ?? String(error);
    if (~text~.includes('Unique constraint')) return null;
    throw error;
  }
}`,
      says: ['this `create` (line 4)'],
    },
    {
      name: 'Race because a lost connection, too, is answered by a conflict',
      messageId: 'blanket',
      code: `import { ConflictException } from '@nestjs/common';
import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (~error~) {
    throw new ConflictException('taken');
  }
}`,
      says: ['this `create` (line 5)', 'only to P2002'],
    },
    {
      name: 'Race because any error gives the row that may not be there',
      messageId: 'blanket',
      code: `import { Repository } from 'typeorm';
async function add(tags: Repository<Tag>, name: string) {
  try {
    return await tags.insert({ name });
  } catch (~error~) {
    return tags.findOneBy({ name });
  }
}`,
      says: ['this `insert`'],
    },
    {
      name: 'Race because a class that all database errors have decides',
      messageId: 'blanket',
      code: `import { QueryFailedError, Repository } from 'typeorm';
async function add(tags: Repository<Tag>, name: string, res: Response) {
  try {
    await tags.insert({ name });
  } catch (~error~) {
    res.status(409).send(error instanceof QueryFailedError);
  }
}`,
      says: ['this `insert` (line 4)'],
    },
    {
      name: 'Race because both give the driver\'s code in meta: it is said of the insert',
      messageId: 'reference',
      code: `import { prisma } from './prisma.js';
export async function add(userId: number) {
  try {
    await prisma.user.update({ where: { id: userId }, data: { visits: { increment: 1 } } });
    await prisma.visit.create({ data: { userId } });
  } catch (error) {
    if (~error.code~ === '23503') return;
    throw error;
  }
}`,
      says: ['this `create` (line 5)'],
    },
    {
      name: 'Race because the text of the message decides',
      messageId: 'text',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error instanceof Error && ~error.message~.includes('Unique constraint failed')) return null;
    throw error;
  }
}`,
      says: ['the text of `message`'],
    },
    {
      name: 'Race because the text decides, after an update and an insert: it is said of the insert',
      messageId: 'text',
      code: `import { prisma } from './prisma.js';
export async function share(id: string, name: string, slug: string) {
  try {
    await prisma.site.update({ where: { id }, data: { name } });
    await prisma.share.create({ data: { siteId: id, slug } });
  } catch (error) {
    if (~error.message~.includes('Unique constraint')) return;
    throw error;
  }
}`,
      says: ['this `create` (line 5)'],
    },
    {
      name: 'Race because a pattern over the detail decides, in a helper',
      messageId: 'text',
      code: `import { Repository } from 'typeorm';
const isTaken = (error) => /duplicate key/i.test(~error.detail~);
async function add(tags: Repository<Tag>, name: string) {
  try {
    return await tags.insert({ name });
  } catch (error) {
    if (isTaken(error)) return null;
    throw error;
  }
}`,
      says: ['`detail`'],
    },
    {
      name: 'Race because Prisma never gives the driver\'s code',
      messageId: 'shape',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  return prisma.user.create({ data: { email } }).catch((error) => {
    if (~error.code~ === '23505') return null;
    throw error;
  });
}`,
      says: ['`code` is never what it is compared with', 'P2002'],
    },
    {
      name: 'Race because the driver\'s code of a foreign key is looked for',
      messageId: 'reference',
      code: `import { prisma } from './prisma.js';
export async function add(userId: number) {
  try {
    return await prisma.visit.create({ data: { userId } });
  } catch (error) {
    if (~error.code~ === '23503') return null;
    throw error;
  }
}`,
      says: ['a foreign key violation (of a row whose parent is gone'],
    },
    {
      name: 'Race because a raw statement gives P2010',
      messageId: 'shape',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    await prisma.$executeRaw\`INSERT INTO users (email) VALUES (\${email})\`;
  } catch (error) {
    if (~error.code~ === 'P2002') return;
    throw error;
  }
}`,
      says: ['P2010'],
    },
    {
      name: 'Race because Sequelize keeps the driver\'s error as the parent',
      messageId: 'shape',
      code: `import { Model } from 'sequelize';
class Tag extends Model {}
export async function add(name: string) {
  try {
    return await Tag.create({ name });
  } catch (error) {
    const { code } = error;
    if (~code~ === '23505') return null;
    throw error;
  }
}`,
      says: ['`parent.code`', 'UniqueConstraintError'],
    },
    {
      name: 'Race because MongoDB\'s code is a number',
      messageId: 'shape',
      code: `import mongoose from 'mongoose';
const Tag = mongoose.model('Tag', new mongoose.Schema({ name: { type: String, unique: true } }));
export async function add(name: string) {
  try {
    return await Tag.create({ name });
  } catch (error) {
    if (~error.code~ === '11000') return null;
    throw error;
  }
}`,
      says: ['a number'],
    },
    {
      name: 'Race because PostgreSQL\'s code is a text',
      messageId: 'shape',
      code: `import knex from 'knex';
const db = knex({ client: 'pg' });
export async function add(name: string) {
  try {
    await db('tags').insert({ name });
  } catch (error) {
    switch (~error.code~) {
      case 23505:
        return;
      default:
        throw error;
    }
  }
}`,
      says: ['a string'],
    },
    {
      name: 'Race because every error is a reason to try again, for ever',
      messageId: 'retry',
      code: `import { prisma } from './prisma.js';
export async function add(code: () => string) {
  for (;;) {
    try {
      return await prisma.voucher.create({ data: { code: code() } });
    } catch (~error~) {
      console.warn(error);
    }
  }
}`,
      says: ['This `create` (line 5) is tried again for ever'],
    },
    {
      name: 'Race because a violation of whatever constraint counts as the one that is meant',
      messageId: 'any-constraint',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.code === 'P2002' && (!~error.meta.target~ || error.meta.target.includes('email'))) return null;
    throw error;
  }
}`,
      says: ['`meta.target` is missing'],
    },
  ],
  valid: [
    {
      name: 'Safe because the conflict is thrown to a handler around it, which makes another answer of it',
      code: `import { ConflictException } from '@nestjs/common';
import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    await prisma.$transaction(async (tx) => {
      try {
        await tx.user.create({ data: { email } });
      } catch (error) {
        throw new ConflictException(error);
      }
    });
  } catch (error) {
    return { failed: 'USER_NOT_CREATED' };
  }
}`,
    },
    {
      name: 'Safe because a violation of whatever constraint is thrown on',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.code !== 'P2002' || !error.meta.target || !error.meta.target.includes('email')) throw error;
    return null;
  }
}`,
    },
    {
      name: 'Safe because a violation of whatever constraint is thrown on, told by its place',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.code !== 'P2002') throw error;
    const target = error.meta.target;
    if (!target || target.indexOf('email') === -1) throw error;
    return null;
  }
}`,
    },
    {
      name: 'Safe because the code decides, and the rest is thrown on',
      code: `import { ConflictException } from '@nestjs/common';
import { Prisma } from '@prisma/client';
import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') throw new ConflictException('taken');
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the row is given only if it is there',
      code: `import { Repository } from 'typeorm';
async function add(tags: Repository<Tag>, name: string) {
  try {
    return await tags.insert({ name });
  } catch (error) {
    const tag = await tags.findOneBy({ name });
    if (tag) return tag;
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the answer says nothing of a row that is there',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    throw new Error('The user could not be created', { cause: error });
  }
}`,
    },
    {
      name: 'Safe because the text only tells which key it was',
      code: `import { Repository } from 'typeorm';
async function add(tags: Repository<Tag>, name: string) {
  try {
    return await tags.insert({ name });
  } catch (error) {
    if (error.code === 'ER_DUP_ENTRY' && error.sqlMessage.includes('Duplicate entry')) return null;
    throw error;
  }
}`,
    },
    {
      name: 'Safe because a raw statement\'s own code is tested',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    await prisma.$executeRaw\`INSERT INTO users (email) VALUES (\${email})\`;
  } catch (error) {
    if (error.code === 'P2010' && error.meta.code === '23505') return;
    throw error;
  }
}`,
    },
    {
      name: 'Safe because one of the two writes gives this code',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    await prisma.$executeRaw\`INSERT INTO users (email) VALUES (\${email})\`;
    await prisma.invitation.create({ data: { email } });
  } catch (error) {
    if (error.code === 'P2002') return;
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the parent\'s code is tested, too',
      code: `import { Model } from 'sequelize';
class Tag extends Model {}
export async function add(name: string) {
  try {
    return await Tag.create({ name });
  } catch (error) {
    if (error.code === '23505' || error.parent?.code === '23505') return null;
    throw error;
  }
}`,
    },
    {
      name: 'Safe because a predicate that isn\'t in view is asked',
      code: `import { ConflictException } from '@nestjs/common';
import { isUniqueViolation } from '@acme/errors';
import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    return await prisma.user.create({ data: { email } });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ConflictException('taken');
  }
}`,
    },
    {
      name: 'Safe because TypeORM copies the driver\'s fields onto its error',
      code: `import { Repository } from 'typeorm';
async function add(tags: Repository<Tag>, name: string) {
  try {
    return await tags.insert({ name });
  } catch (error) {
    if (error.code === '23505' && error.constraint === 'tag_name') return null;
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the tries are counted',
      code: `import { prisma } from './prisma.js';
export async function add(code: () => string) {
  for (let tries = 0; ; tries++) {
    try {
      return await prisma.voucher.create({ data: { code: code() } });
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}`,
    },
    {
      name: 'Safe because the loop is a worker\'s, that goes on in any case',
      code: `import { prisma } from './prisma.js';
export async function work(next: () => Promise<string>) {
  while (true) {
    try {
      const id = await next();
      await prisma.visit.create({ data: { id } });
    } catch (error) {
      console.warn(error);
    }
  }
}`,
    },
    {
      name: 'Safe because the message is the application\'s own',
      code: `import { prisma } from './prisma.js';
export async function add(email: string) {
  try {
    await prisma.user.create({ data: { email } });
  } catch (error) {
    if (error.message.includes('quota')) return null;
    throw error;
  }
}`,
    },
  ],
});
