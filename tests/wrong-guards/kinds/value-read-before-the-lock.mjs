import { readWallet, takeFromWallet, wallet } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'A value that was read before the lock',
  why: 'The row is locked, but the new balance is computed from what was read before: while this request waited for the lock, another one changed the row.',
  instead: 'Read under the lock; the locking read can be the only one.',
  needs: ['transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('spend', wallet, lines(readWallet(layer, layer.db), layer.transaction(lines(layer.find(layer.tx, { table: 'wallets', as: 'locked', where: { id: 'id' }, lock: 'update' }), race(takeFromWallet(layer, layer.tx), 'no-stale-read-before-lock'))))),
    right: fn('spend', wallet, layer.transaction(lines(readWallet(layer, layer.tx, 'update'), takeFromWallet(layer, layer.tx)))),
  }),
};
