import { and, count, eq, gt, sql } from 'drizzle-orm';
import { db } from '../db';
import { memberships, seats, teams } from '../schema';

export async function join(teamId: number, userId: number) {
  const [members] = await db.select({ value: count() }).from(memberships).where(eq(memberships.teamId, teamId));
  if (members && members.value >= 10) throw new Error('Full');
  await db.insert(memberships).values({ teamId, userId }); // race: no-racy-limit-check
}

export async function joinUnderLock(teamId: number, userId: number) {
  await db.transaction(async (tx) => {
    await tx.select().from(teams).where(eq(teams.id, teamId)).for('update');
    const members = await tx.$count(memberships, eq(memberships.teamId, teamId));
    if (members >= 10) throw new Error('Full');
    await tx.insert(memberships).values({ teamId, userId });
  });
}

export async function leave(teamId: number, userId: number) {
  const owners = await db.select({ id: memberships.id }).from(memberships).where(and(eq(memberships.teamId, teamId), eq(memberships.role, 'owner')));
  if (owners.length <= 1) throw new Error('The last owner stays');
  await db.delete(memberships).where(and(eq(memberships.teamId, teamId), eq(memberships.userId, userId))); // race: no-racy-limit-check
}

export async function book(showId: number, seat: string) {
  const sold = await db.select({ value: sql<number>`count(*)` }).from(seats).where(eq(seats.showId, showId)).then((rows) => Number(rows[0]?.value ?? 0));
  if (sold < 100) await db.insert(seats).values({ showId, seat }); // race: no-racy-limit-check
}

/** As many rows as are allowed are all that need to be counted. */
export async function cut(teamId: number) {
  const rows = await db.select().from(memberships).where(eq(memberships.teamId, teamId)).limit(50);
  if (rows.length < 50) await db.insert(memberships).values({ teamId, userId: 0 }); // race: no-racy-limit-check
}

/** The length of a page says whether there is another one. */
export async function page(teamId: number) {
  for (let last = 0; ; ) {
    const rows = await db.select().from(memberships).where(and(eq(memberships.teamId, teamId), gt(memberships.userId, last))).limit(50);
    for (const row of rows) await db.delete(memberships).where(and(eq(memberships.teamId, teamId), eq(memberships.userId, Number(row.userId) - 1)));
    if (rows.length < 50) return;
    last = rows.at(-1)?.userId ?? 0;
  }
}

/** What is too much goes, whoever removes it. */
export async function trim(teamId: number, keep: number) {
  const rows = await db.select({ id: memberships.id }).from(memberships).where(eq(memberships.teamId, teamId));
  if (rows.length <= keep) return;
  await db.delete(memberships).where(sql`${memberships.id} IN ${rows.slice(keep).map((row) => row.id)}`);
}
