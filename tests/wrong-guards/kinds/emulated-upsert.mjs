import { fn, race } from '../text.mjs';

const cells = {
  prisma: {
    wrong: fn('ensure', 'slug: string', race('await prisma.tag.upsert({ where: { slug }, create: { slug }, update: {} });', 'no-emulated-upsert')),
    right: fn('ensure', 'slug: string', 'await prisma.tag.upsert({ where: { slug }, create: { slug }, update: { slug } });'),
  },
};

export default {
  group: 'Upserts',
  title: 'An upsert that is a SELECT and an INSERT',
  why: 'Prisma sends one statement only for some shapes of `upsert`: an empty `update`, a nested write, or MySQL make it a read and a write, and the second request gets P2002.',
  instead: 'A shape that is one statement, or catch the violation and read again.',
  unshown: 'ORM',
  only: Object.keys(cells),
  onlyBecause: 'no-emulated-upsert knows no such call of this layer',
  cell: (layer) => cells[layer.id],
};
