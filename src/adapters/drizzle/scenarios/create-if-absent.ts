import { and, eq, sql } from 'drizzle-orm';
import { db } from '../db';
import { memberships, prefs, tags, users } from '../schema';

export async function register(email: string, name: string) {
  const [taken] = await db.select().from(users).where(eq(users.email, email)).limit(1);
  if (taken) throw new Error('The address is taken');
  await db.insert(users).values({ email, name }); // race: no-check-then-create
}

export async function registerOnce(email: string, name: string) {
  const [user] = await db.insert(users).values({ email, name }).onConflictDoNothing({ target: users.email }).returning();
  if (!user) throw new Error('The address is taken');
  return user;
}

export async function tagOf(slug: string) {
  const known = await db.query.tags.findFirst({ where: (table, { eq: equals }) => equals(table.slug, slug) });
  if (known) return known;
  const [created] = await db.insert(tags).values({ slug }).returning(); // race: no-check-then-create
  return created;
}

export async function tagByFilter(slug: string) {
  const known = await db.query.tags.findFirst({ where: { slug } });
  return known ?? (await db.insert(tags).values({ slug }).returning())[0]; // race: no-check-then-create
}

export async function join(userId: number, teamId: number) {
  const rows = await db.select({ id: memberships.id }).from(memberships).where(and(eq(memberships.userId, userId), eq(memberships.teamId, teamId)));
  if (rows.length === 0) {
    await db.insert(memberships).values({ userId, teamId }); // race: no-check-then-create
  }
}

export async function joinBySql(userId: number, teamId: number) {
  const found = await db.execute(sql`SELECT 1 FROM ${memberships} WHERE ${memberships.userId} = ${userId} AND ${memberships.teamId} = ${teamId}`);
  if (found.rows.length > 0) return;
  await db.execute(sql`INSERT INTO ${memberships} (user_id, team_id) VALUES (${userId}, ${teamId})`); // race: no-check-then-create
}

export async function countFirst(email: string) {
  const taken = await db.$count(users, eq(users.email, email));
  if (taken > 0) return false;
  await db.insert(users).values({ email }); // race: no-check-then-create
  return true;
}

export async function put(userId: number, key: string, value: string) {
  const pref = await db.select().from(prefs).where(and(eq(prefs.userId, userId), eq(prefs.key, key))).then((rows) => rows[0]);
  if (pref) {
    await db.update(prefs).set({ value }).where(eq(prefs.id, pref.id));
  } else {
    await db.insert(prefs).values({ userId, key, value }); // race: no-check-then-create
  }
}

export async function putAtOnce(userId: number, key: string, value: string) {
  await db.insert(prefs).values({ userId, key, value }).onConflictDoUpdate({ target: [prefs.userId, prefs.key], set: { value } });
}

/** Another column is looked for than is written. */
export async function invite(email: string, by: number) {
  const [host] = await db.select().from(users).where(eq(users.id, by));
  if (!host) throw new Error('Unknown host');
  await db.insert(users).values({ email });
}
