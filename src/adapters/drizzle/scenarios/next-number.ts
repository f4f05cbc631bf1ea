import { count, desc, eq, max, sql } from 'drizzle-orm';
import { db } from '../db';
import { invoices, projects, tasks } from '../schema';

export async function number(year: number) {
  const [last] = await db.select({ value: max(invoices.number) }).from(invoices).where(eq(invoices.year, year));
  await db.insert(invoices).values({ year, number: (last?.value ?? 0) + 1 }); // race: no-max-plus-one
}

export async function byLast(year: number) {
  const [last] = await db.select().from(invoices).where(eq(invoices.year, year)).orderBy(desc(invoices.number)).limit(1);
  await db.insert(invoices).values({ year, number: last ? last.number + 1 : 1 }); // race: no-max-plus-one
}

export async function byCount(projectId: number, title: string) {
  const rows = await db.select({ value: count() }).from(tasks).where(eq(tasks.projectId, projectId));
  const position = (rows[0]?.value ?? 0) + 1;
  await db.insert(tasks).values({ projectId, title, position }); // race: no-max-plus-one
}

export async function underLock(projectId: number, title: string) {
  await db.transaction(async (tx) => {
    await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).for('update');
    const [last] = await tx.select({ value: sql<number>`max(${tasks.position})` }).from(tasks).where(eq(tasks.projectId, projectId));
    await tx.insert(tasks).values({ projectId, title, position: (last?.value ?? 0) + 1 });
  });
}

export async function byCounter(projectId: number, title: string) {
  const [counter] = await db.update(projects).set({ taskNumber: sql`${projects.taskNumber} + 1` }).where(eq(projects.id, projectId)).returning({ next: projects.taskNumber });
  await db.insert(tasks).values({ projectId, title, position: counter?.next ?? 1 });
}
