import { eq } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { pgTable, serial, text } from 'drizzle-orm/pg-core';
import * as schema from '../schema';

export const teams = pgTable('teams', { id: serial('id').primaryKey(), name: text('name').notNull() });

export const database = drizzle(process.env['DATABASE_URL'] ?? '', { schema });

type Transaction = Parameters<Parameters<typeof database.transaction>[0]>[0];

export async function ofConstruction(name: string) {
  const [known] = await database.select().from(teams).where(eq(teams.name, name));
  if (!known) await database.insert(teams).values({ name }); // race: no-check-then-create
}

export async function ofOptionalTransaction(name: string, tx?: Transaction) {
  const through = tx ?? database;
  const [known] = await through.select().from(schema.users).where(eq(schema.users.name, name));
  if (!known) await through.insert(schema.users).values({ name }); // race: no-check-then-create
}

/** A caller's transaction may have locked before; the row lock of its own counts. */
export async function ofParameter(tx: Transaction, id: number) {
  const [user] = await tx.select().from(schema.users).where(eq(schema.users.id, id)).for('update');
  if (user) await tx.update(schema.users).set({ logins: user.logins + 1 }).where(eq(schema.users.id, id));
}

export class TeamService {
  constructor(private readonly db: NodePgDatabase<typeof schema>) {}

  async ensure(name: string) {
    const [known] = await this.db.select().from(teams).where(eq(teams.name, name));
    if (known) return known;
    const [team] = await this.db.insert(teams).values({ name }).returning(); // race: no-check-then-create
    return team;
  }

  async ensureOnce(name: string) {
    await this.db.insert(teams).values({ name }).onConflictDoNothing();
  }
}

export const procedure = async ({ ctx, input }: { ctx: { db: typeof database }; input: { name: string } }) => {
  const known = await ctx.db.query.users.findFirst({ where: eq(schema.users.name, input.name) });
  if (known) throw new Error('taken');
  await ctx.db.insert(schema.users).values({ name: input.name }); // race: no-check-then-create
};
