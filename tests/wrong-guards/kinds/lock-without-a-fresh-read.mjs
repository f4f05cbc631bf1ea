import { fn, lines, race } from '../text.mjs';

const cells = {
  'mikro-orm': {
    wrong: fn('spend', 'id: string, amount: number', lines('await em.transactional(async (tx) => {', '  const wallet = await tx.findOneOrFail(Wallet, { id });', '  await tx.lock(wallet, LockMode.PESSIMISTIC_WRITE);', race('  wallet.balance -= amount;', 'no-stale-read-before-lock'), '});')),
    right: fn('spend', 'id: string, amount: number', lines('await em.transactional(async (tx) => {', '  const wallet = await tx.findOneOrFail(Wallet, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });', '  wallet.balance -= amount;', '});')),
  },
};

export default {
  group: 'Locks',
  title: 'A lock on an entity that is not read again',
  why: '`em.lock` locks the row and leaves the entity as it was read: what another request wrote while this one waited isn\'t in it.',
  instead: 'Find the entity with the lock; a locking `findOne` reads it anew.',
  unshown: 'ORM',
  only: Object.keys(cells),
  onlyBecause: 'locks are taken by reads',
  cell: (layer) => cells[layer.id],
};
