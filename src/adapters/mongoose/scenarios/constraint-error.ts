import mongoose from 'mongoose';

const Tag = mongoose.model('Tag', new mongoose.Schema({ name: { type: String, unique: true } }));

export async function misses(name: string) {
  try {
    return await Tag.create({ name });
  } catch (error: any) {
    if (error.code === '11000') return undefined; // race: no-unsafe-constraint-catch
    throw error;
  }
}

export async function recognises(name: string) {
  try {
    return await Tag.create({ name });
  } catch (error: any) {
    if (error.code === 11000) return undefined;
    throw error;
  }
}

export async function answersAnything(name: string, response: Response) {
  try {
    await Tag.create({ name });
  } catch (error) { // race: no-unsafe-constraint-catch
    response.status(409).end();
  }
}
