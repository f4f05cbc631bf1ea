import { PrismaClient } from '@prisma/client';

const prisma = new PrismaClient();

export async function replaces(postId: string, names: string[]) {
  await prisma.tag.deleteMany({ where: { postId } });
  await prisma.tag.createMany({ data: names.map((name) => ({ postId, name })) }); // race: no-racy-replace-all
}

export async function waitsForTheParent(postId: string, names: string[]) {
  await prisma.$transaction(async (tx) => {
    await tx.post.update({ where: { id: postId }, data: { edited: true } });
    await tx.tag.deleteMany({ where: { postId } });
    await tx.tag.createMany({ data: names.map((name) => ({ postId, name })) });
  });
}
