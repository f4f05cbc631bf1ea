/** Prisma: find, then update or create, becomes an `upsert`; near misses beside it. */
import { testRepairs } from './prisma-suite.js';

testRepairs('no-check-then-create', [
  {
    name: 'Race because both find no seat: if/else becomes one upsert',
    code: `
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  const hit = await db.seat.findUnique({ where: { hall_no: { hall, no } } });
  if (hit) await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
  else await db.seat.create({ data: { hall, no, guest } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  await db.seat.upsert({
    where: { hall_no: { hall, no } },
    create: { hall, no, guest },
    update: { guest },
  });
}
`, `
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  const hit = await db.seat.findUnique({ where: { hall_no: { hall, no } } });
  if (hit) await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
  else await db.seat.create({ data: { hall, no, guest } }).catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'P2002')) {
      throw error;
    }
    await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
  });
}
`],
  },
  {
    name: 'Race because both find no seat: create lacks a part of the key, so an upsert would be emulated',
    code: `
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  const hit = await db.seat.findUnique({ where: { hall_no: { hall, no } } });
  if (hit) await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
  else await db.seat.create({ data: { hall, no: no + 1, guest } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  const hit = await db.seat.findUnique({ where: { hall_no: { hall, no } } });
  if (hit) await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
  else await db.seat.create({ data: { hall, no: no + 1, guest } }).catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'P2002')) {
      throw error;
    }
    await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
  });
}
`],
  },
  {
    name: "Race because both find no profile: early return, the row's own id in the update, an increment, comments kept",
    code: `
import { prisma } from './prisma';
export async function save(userId: string, bio: string) {
  // the profile of the user
  const profile = await prisma.profile.findUnique({ where: { userId } });
  if (profile) {
    // update it
    return prisma.profile.update({
      where: { id: profile.id },
      data: { bio, edits: { increment: 1 } },
    });
  }
  return prisma.profile.create({
    data: {
      userId, // the owner
      bio,
      edits: 1,
    },
  });
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function save(userId: string, bio: string) {
  // the profile of the user
  // update it
  return prisma.profile.upsert({
    where: { userId },
    create: {
      userId, // the owner
      bio,
      edits: 1,
    },
    update: { bio, edits: { increment: 1 } },
  });
}
`, `
import { prisma } from './prisma';
export async function save(userId: string, bio: string) {
  // the profile of the user
  const profile = await prisma.profile.findUnique({ where: { userId } });
  if (profile) {
    // update it
    return prisma.profile.update({
      where: { id: profile.id },
      data: { bio, edits: { increment: 1 } },
    });
  }
  return prisma.profile.create({
    data: {
      userId, // the owner
      bio,
      edits: 1,
    },
  }).catch(async (error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      const profile = await prisma.profile.findUniqueOrThrow({ where: { userId } });
      return prisma.profile.update({
        where: { id: profile.id },
        data: { bio, edits: { increment: 1 } },
      });
    }
    throw error;
  });
}
`],
  },
  {
    name: 'Race because both find no profile: the row is used afterwards, so no upsert',
    code: `
import { prisma } from './prisma';
export async function save(userId: string, bio: string) {
  const profile = await prisma.profile.findUnique({ where: { userId } });
  if (profile) await prisma.profile.update({ where: { userId }, data: { bio } });
  else await prisma.profile.create({ data: { userId, bio } });
  return profile === null;
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function save(userId: string, bio: string) {
  const profile = await prisma.profile.findUnique({ where: { userId } });
  if (profile) await prisma.profile.update({ where: { userId }, data: { bio } });
  else await prisma.profile.create({ data: { userId, bio } }).catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'P2002')) {
      throw error;
    }
    await prisma.profile.update({ where: { userId }, data: { bio } });
  });
  return profile === null;
}
`],
  },
  {
    name: 'Race because both find no tag: ?? becomes an upsert that writes the key to itself',
    code: `
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  const t = (await prisma.tag.findUnique({ where: { slug } })) ?? (await prisma.tag.create({ data: { slug, label } }));
  return t;
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  const t = (await prisma.tag.findUnique({ where: { slug } })) ?? (await prisma.tag.create({ data: { slug, label } }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      return prisma.tag.findUniqueOrThrow({ where: { slug } });
    }
    throw error;
  }));
  return t;
}
`, `
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  const t = await prisma.tag.upsert({ where: { slug }, create: { slug, label }, update: { slug } });
  return t;
}
`],
  },
  {
    name: 'Race because both find no tag: the key is more than a unique column, so no upsert',
    code: `
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  const t = (await prisma.tag.findUnique({ where: { slug, label } })) ?? (await prisma.tag.create({ data: { slug, label } }));
  return t;
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  const t = (await prisma.tag.findUnique({ where: { slug, label } })) ?? (await prisma.tag.create({ data: { slug, label } }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      return prisma.tag.findUniqueOrThrow({ where: { slug, label } });
    }
    throw error;
  }));
  return t;
}
`],
  },
  {
    name: 'Race because both find no tag: the row is returned',
    code: `
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  const existing = await prisma.tag.findUnique({ where: { slug } });
  if (existing) return existing;
  return prisma.tag.create({ data: { slug, label } });
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  const existing = await prisma.tag.findUnique({ where: { slug } });
  if (existing) return existing;
  return prisma.tag.create({ data: { slug, label } }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      return prisma.tag.findUniqueOrThrow({ where: { slug } });
    }
    throw error;
  });
}
`, `
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  return prisma.tag.upsert({ where: { slug }, create: { slug, label }, update: { slug } });
}
`],
  },
  {
    name: 'Race because both find no tag: something is done for one of the branches, so no upsert',
    code: `
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  const existing = await prisma.tag.findUnique({ where: { slug } });
  if (existing) return existing;
  logger.warn('new tag');
  return prisma.tag.create({ data: { slug, label } });
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function tag(slug: string, label: string) {
  const existing = await prisma.tag.findUnique({ where: { slug } });
  if (existing) return existing;
  logger.warn('new tag');
  return prisma.tag.create({ data: { slug, label } }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      return prisma.tag.findUniqueOrThrow({ where: { slug } });
    }
    throw error;
  });
}
`],
  },
  {
    name: 'Race because both find no tag: a conditional expression, double quotes, tabs',
    code: `
import { prisma } from "./prisma";
export async function tag(slug: string, label: string) {
	const hit = await prisma.tag.findUnique({ where: { slug } });
	const t = hit ? await prisma.tag.update({ where: { slug }, data: { label: "l" } }) : await prisma.tag.create({ data: { slug, label } });
	return t;
}
`,
    outputs: [`
import { prisma } from "./prisma";
export async function tag(slug: string, label: string) {
	const t = await prisma.tag.upsert({ where: { slug }, create: { slug, label }, update: { label: "l" } });
	return t;
}
`, `
import { prisma } from "./prisma";
export async function tag(slug: string, label: string) {
	const hit = await prisma.tag.findUnique({ where: { slug } });
	const t = hit ? await prisma.tag.update({ where: { slug }, data: { label: "l" } }) : await prisma.tag.create({ data: { slug, label } }).catch((error: unknown) => {
		if (error instanceof Error && "code" in error && error.code === "P2002") {
			return prisma.tag.update({ where: { slug }, data: { label: "l" } });
		}
		throw error;
	});
	return t;
}
`],
  },
  {
    name: 'Race because both find no tag: the update connects a relation, so an upsert would be emulated',
    code: `
import { prisma } from './prisma';
export async function tag(slug: string, userId: string) {
  const hit = await prisma.tag.findUnique({ where: { slug } });
  const t = hit ? await prisma.tag.update({ where: { slug }, data: { user: { connect: { id: userId } } } }) : await prisma.tag.create({ data: { slug } });
  return t;
}
`,
    outputs: [`
import { prisma } from './prisma';
export async function tag(slug: string, userId: string) {
  const hit = await prisma.tag.findUnique({ where: { slug } });
  const t = hit ? await prisma.tag.update({ where: { slug }, data: { user: { connect: { id: userId } } } }) : await prisma.tag.create({ data: { slug } }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      return prisma.tag.update({ where: { slug }, data: { user: { connect: { id: userId } } } });
    }
    throw error;
  });
  return t;
}
`],
  },
  {
    name: 'Race because both find no tag: the update is followed by a bare return, the check stands in the condition',
    code: `
import { db } from './prisma';
export async function add(slug: string) {
  if (await db.tag.findUnique({ where: { slug } })) {
    await db.tag.update({ where: { slug }, data: { uses: { increment: 1 } } });
    return;
  }
  await db.tag.create({ data: { slug, uses: 1 } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function add(slug: string) {
  await db.tag.upsert({
    where: { slug },
    create: { slug, uses: 1 },
    update: { uses: { increment: 1 } },
  });
}
`, `
import { db } from './prisma';
export async function add(slug: string) {
  if (await db.tag.findUnique({ where: { slug } })) {
    await db.tag.update({ where: { slug }, data: { uses: { increment: 1 } } });
    return;
  }
  try {
    await db.tag.create({ data: { slug, uses: 1 } });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      await db.tag.update({ where: { slug }, data: { uses: { increment: 1 } } });
      return;
    }
    throw error;
  }
}
`],
  },
  {
    name: 'Race because both find no tag: a value is computed by a call that an upsert would make for both',
    code: `
import { db } from './prisma';
export async function add(slug: string, text: string) {
  if (await db.tag.findUnique({ where: { slug } })) {
    await db.tag.update({ where: { slug }, data: { label: 'x' } });
    return;
  }
  await db.tag.create({ data: { slug, label: await hash(text) } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function add(slug: string, text: string) {
  if (await db.tag.findUnique({ where: { slug } })) {
    await db.tag.update({ where: { slug }, data: { label: 'x' } });
    return;
  }
  try {
    await db.tag.create({ data: { slug, label: await hash(text) } });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') {
      await db.tag.update({ where: { slug }, data: { label: 'x' } });
      return;
    }
    throw error;
  }
}
`],
  },
  {
    name: 'Race because both find no tag: findFirst, and the update names the key',
    code: `
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  const hit = await db.seat.findFirst({ where: { hall, no } });
  if (hit) {
    return await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
  } else {
    return await db.seat.create({ data: { hall, no, guest } });
  }
}
`,
    outputs: [`
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  return await db.seat.upsert({
    where: { hall_no: { hall, no } },
    create: { hall, no, guest },
    update: { guest },
  });
}
`, `
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  const hit = await db.seat.findFirst({ where: { hall, no } });
  if (hit) {
    return await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
  } else {
    return await db.seat.create({ data: { hall, no, guest } }).catch(async (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'P2002') {
        return await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
      }
      throw error;
    });
  }
}
`],
  },
  {
    name: 'Race because both find no seat: findFirst, and nothing names a unique key',
    code: `
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  const hit = await db.seat.findFirst({ where: { hall, no } });
  if (hit) {
    return await db.seat.update({ where: { id: hit.id }, data: { guest } });
  } else {
    return await db.seat.create({ data: { hall, no, guest } });
  }
}
`,
    outputs: [`
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  const hit = await db.seat.findFirst({ where: { hall, no } });
  if (hit) {
    return await db.seat.update({ where: { id: hit.id }, data: { guest } });
  } else {
    return await db.seat.create({ data: { hall, no, guest } }).catch(async (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'P2002') {
        const hit = await db.seat.findFirstOrThrow({ where: { hall, no } });
        return await db.seat.update({ where: { id: hit.id }, data: { guest } });
      }
      throw error;
    });
  }
}
`],
  },
  {
    name: "Race because both find no seat, in a transaction, which doesn't help: an upsert does",
    code: `
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  await db.$transaction(async (tx) => {
    const hit = await tx.seat.findUnique({ where: { hall_no: { hall, no } } });
    if (hit === null) {
      await tx.seat.create({ data: { hall, no, guest } });
    } else {
      await tx.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
    }
  });
}
`,
    outputs: [`
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  await db.$transaction(async (tx) => {
    await tx.seat.upsert({
      where: { hall_no: { hall, no } },
      create: { hall, no, guest },
      update: { guest },
    });
  });
}
`],
  },
  {
    name: "Race because both find no seat, in a transaction, where a violation can't be caught",
    code: `
import { db } from './prisma';
export async function seat(slug: string) {
  await db.$transaction(async (tx) => {
    const hit = await tx.tag.findUnique({ where: { slug } });
    if (hit) throw new ConflictException('taken');
    await tx.tag.create({ data: { slug } });
  });
}
`,
    outputs: [],
    refusal: /PostgreSQL refuses every further query/,
  },
  {
    name: 'Race because both find no seat: a comment for a tool stands in the branch',
    code: `
import { db } from './prisma';
export async function seat(hall: string, no: number, guest: string) {
  const hit = await db.seat.findUnique({ where: { hall_no: { hall, no } } });
  if (hit) {
    // prettier-ignore
    await db.seat.update({ where: { hall_no: { hall, no } }, data: { guest } });
  } else {
    await db.seat.create({ data: { hall, no, guest } });
  }
}
`,
    outputs: [],
    refusal: /comment/,
  },
  {
    name: 'Race because both find no tag: read from a replica, arithmetic over several lines, blank lines around',
    code: `
import { dbRead, dbWrite } from './prisma';
export async function tip(slug: string, uses: number) {
  logger.warn('tip');

  const existing = await dbRead.tag.findUnique({
    where: { slug },
    select: { uses: true },
  });

  if (existing) {
    // one more
    await dbWrite.tag.update({
      where: { slug },
      data: {
        uses: existing.uses + uses,
        label: 'old',
      },
    });
  } else {
    await dbWrite.tag.create({
      data: { slug, uses },
    });
  }
}
`,
    outputs: [`
import { dbRead, dbWrite } from './prisma';
export async function tip(slug: string, uses: number) {
  logger.warn('tip');

  // one more
  await dbWrite.tag.upsert({
    where: { slug },
    create: { slug, uses },
    update: {
      uses: { increment: uses },
      label: 'old',
    },
  });
}
`],
  },
  {
    name: 'Race because both find no tag: created through another client, so not one call',
    code: `
import { db, dbWrite } from './prisma';
export async function tag(slug: string, label: string) {
  const existing = await db.tag.findUnique({ where: { slug } });
  if (existing) await db.tag.update({ where: { slug }, data: { label } });
  else await dbWrite.tag.create({ data: { slug, label } });
}
`,
    outputs: [`
import { db, dbWrite } from './prisma';
export async function tag(slug: string, label: string) {
  const existing = await db.tag.findUnique({ where: { slug } });
  if (existing) await db.tag.update({ where: { slug }, data: { label } });
  else await dbWrite.tag.create({ data: { slug, label } }).catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'P2002')) {
      throw error;
    }
    await db.tag.update({ where: { slug }, data: { label } });
  });
}
`],
  },
]);
