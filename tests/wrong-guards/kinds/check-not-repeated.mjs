import { checkOrder, order, payOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'A check that is not repeated under the lock',
  why: 'The first check spares most requests the lock. Two that pass it together are let through one after the other, and the second one pays again.',
  instead: 'Keep the early check, and test again what the locking read gave.',
  needs: ['transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('pay', order, lines(checkOrder(layer, layer.db), layer.transaction(lines(layer.find(layer.tx, { table: 'orders', as: 'locked', where: { id: 'id' }, lock: 'update' }), race(payOrder(layer, layer.tx), 'no-stale-read-before-lock'))))),
    right: fn('pay', order, lines(checkOrder(layer, layer.db), layer.transaction(lines(layer.find(layer.tx, { table: 'orders', as: 'locked', where: { id: 'id' }, lock: 'update' }), "if (locked.status !== 'open') throw new Error('not open');", payOrder(layer, layer.tx))))),
  }),
};
