/** Prisma has no row locks: the message says what to write. */
import { testRepairs } from './prisma-suite.js';

testRepairs('no-wrong-lock-target', [
  {
    name: 'Race because the room is locked and the order decides: no table name is known for a lock',
    code: `
import { db } from './prisma';
export async function pay(id: string, userId: string) {
  await db.$transaction(async (tx) => {
    const users = await tx.$queryRaw\`SELECT * FROM "User" WHERE id = \${userId} FOR UPDATE\`;
    const order = await tx.order.findUniqueOrThrow({ where: { id } });
    if (order.state !== 'OPEN') throw new Error('closed');
    await tx.order.update({ where: { id }, data: { state: 'PAID' } });
    await notify(users);
  });
}
`,
    outputs: [],
    refusal: /Prisma has no row locks: before the read, run `await tx\.\$queryRaw`SELECT 1 FROM "Order" WHERE "id" = \$\{id\} FOR UPDATE``, with the names/,
  },
]);
