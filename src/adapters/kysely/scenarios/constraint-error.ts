import { db } from './client';

export async function misses(name: string) {
  try {
    return await db.insertInto('tags').values({ name }).execute();
  } catch (error: any) {
    if (error.detail.includes('duplicate key')) return undefined; // race: no-unsafe-constraint-catch
    throw error;
  }
}

export async function recognises(name: string) {
  try {
    return await db.insertInto('tags').values({ name }).execute();
  } catch (error: any) {
    if (error.code === '23505') return undefined;
    throw error;
  }
}

export async function answersAnything(name: string, response: Response) {
  try {
    await db.insertInto('tags').values({ name }).execute();
  } catch (error) { // race: no-unsafe-constraint-catch
    response.status(409).end();
  }
}
