import { checkOrder, order, payOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'A second check without a lock',
  why: 'Reading again makes the gap smaller, not safe: between the second read and the write there is still room for another request.',
  instead: 'The second read has to take the lock.',
  needs: ['transaction', 'lock', 'sameRow'],
  cell: (layer) => ({
    wrong: fn('pay', order, lines(checkOrder(layer, layer.db), layer.transaction(lines(layer.find(layer.tx, { table: 'orders', as: 'again', where: { id: 'id' } }), "if (again.status !== 'open') throw new Error('not open');", race(payOrder(layer, layer.tx), 'no-check-then-update'))))),
    right: fn('pay', order, lines(checkOrder(layer, layer.db), layer.transaction(lines(layer.find(layer.tx, { table: 'orders', as: 'again', where: { id: 'id' }, lock: 'update' }), "if (again.status !== 'open') throw new Error('not open');", payOrder(layer, layer.tx))))),
  }),
};
