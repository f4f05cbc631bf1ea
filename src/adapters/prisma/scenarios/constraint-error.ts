import { PrismaClient, Prisma } from '@prisma/client';

const prisma = new PrismaClient();

export async function misses(name: string) {
  try {
    return await prisma.tag.create({ data: { name } });
  } catch (error: any) {
    if (error.code === '23505') return undefined; // race: no-unsafe-constraint-catch
    throw error;
  }
}

export async function recognises(name: string) {
  try {
    return await prisma.tag.create({ data: { name } });
  } catch (error: any) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return undefined;
    throw error;
  }
}

export async function answersAnything(name: string, response: Response) {
  try {
    await prisma.tag.create({ data: { name } });
  } catch (error) { // race: no-unsafe-constraint-catch
    response.status(409).end();
  }
}
