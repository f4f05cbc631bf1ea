import { drizzle } from 'drizzle-orm/node-postgres';
import { tags } from '../schema';

const db = drizzle(process.env['DATABASE_URL'] ?? '');

export async function misses(name: string) {
  try {
    return await db.insert(tags).values({ name });
  } catch (error: any) {
    if (error.message.includes('duplicate key')) return undefined; // race: no-unsafe-constraint-catch
    throw error;
  }
}

export async function recognises(name: string) {
  try {
    return await db.insert(tags).values({ name });
  } catch (error: any) {
    if ((error.cause ?? error).code === '23505') return undefined;
    throw error;
  }
}

export async function answersAnything(name: string, response: Response) {
  try {
    await db.insert(tags).values({ name });
  } catch (error) { // race: no-unsafe-constraint-catch
    response.status(409).end();
  }
}
