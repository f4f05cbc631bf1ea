import { QueryFailedError, type Repository } from 'typeorm';
import type { Tag } from '../entities';

declare const tags: Repository<Tag>;

export async function misses(name: string) {
  try {
    return await tags.insert({ name });
  } catch (error: any) {
    if (error.message.includes('duplicate key')) return undefined; // race: no-unsafe-constraint-catch
    throw error;
  }
}

export async function recognises(name: string) {
  try {
    return await tags.insert({ name });
  } catch (error: any) {
    if (error instanceof QueryFailedError && error.driverError.code === '23505') return undefined;
    throw error;
  }
}

export async function answersAnything(name: string, response: Response) {
  try {
    await tags.insert({ name });
  } catch (error) { // race: no-unsafe-constraint-catch
    response.status(409).end();
  }
}
