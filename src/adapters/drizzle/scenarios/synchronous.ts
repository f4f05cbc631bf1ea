import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const counters = sqliteTable('counters', { key: text('key').primaryKey(), hits: integer('hits').notNull() });
const db = drizzle(new Database('app.db'));

/** Nothing is waited for between the read and the write. */
export function hit(key: string) {
  const counter = db.select().from(counters).where(eq(counters.key, key)).get();
  if (counter) db.update(counters).set({ hits: counter.hits + 1 }).where(eq(counters.key, key)).run();
  else db.insert(counters).values({ key, hits: 1 }).run();
}

export function hitInTransaction(key: string) {
  db.transaction((tx) => {
    const counter = tx.select().from(counters).where(eq(counters.key, key)).get();
    if (!counter) tx.insert(counters).values({ key, hits: 1 }).run();
  });
}

/** While this one waits, another request goes on. */
export async function hitLater(key: string, allowed: () => Promise<boolean>) {
  const counter = db.select().from(counters).where(eq(counters.key, key)).get();
  if (!(await allowed())) return;
  if (!counter) db.insert(counters).values({ key, hits: 1 }).run(); // race: no-check-then-create
}
