import { prisma } from './prisma.js';

export async function removePost(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.comment.deleteMany({ where: { postId: id } });
    await tx.post.delete({ where: { id } });
  });
}

export async function comment(postId: string, text: string) {
  const post = await prisma.post.findUnique({ where: { id: postId } });
  if (!post) throw new Error('no such post');
  await prisma.comment.create({ data: { postId, text } }); // race: no-check-then-reference
}

export async function commentReadAgain(slug: string, text: string) {
  const post = await prisma.post.findUniqueOrThrow({ where: { slug } });
  await prisma.comment.create({ data: { postId: post.id, text } }); // race: no-check-then-reference
}

export async function commentLocked(postId: string, text: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Post" WHERE id = ${postId} FOR UPDATE`;
    const post = await tx.post.findUnique({ where: { id: postId } });
    if (!post) throw new Error('no such post');
    await tx.comment.create({ data: { postId, text } });
  });
}
