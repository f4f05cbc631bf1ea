import knex from 'knex';

const db = knex({ client: 'pg' });

export async function misses(name: string) {
  try {
    return await db('tags').insert({ name });
  } catch (error: any) {
    if (error.code === 23505) return undefined; // race: no-unsafe-constraint-catch
    throw error;
  }
}

export async function recognises(name: string) {
  try {
    return await db('tags').insert({ name });
  } catch (error: any) {
    if (error.code === '23505') return undefined;
    throw error;
  }
}

export async function answersAnything(name: string, response: Response) {
  try {
    await db('tags').insert({ name });
  } catch (error) { // race: no-unsafe-constraint-catch
    response.status(409).end();
  }
}
