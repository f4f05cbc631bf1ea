import { checkOrder, order, payOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'FOR SHARE before an update',
  why: 'Many hold a share lock at once, so both requests read the same state. Then each waits for the other to give up its lock, and the database ends one of them as a deadlock.',
  instead: '`FOR UPDATE`: who reads in order to write has to be alone from the read on.',
  needs: ['transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('pay', order, layer.transaction(lines(checkOrder(layer, layer.tx, 'share'), race(payOrder(layer, layer.tx), 'no-check-then-update')))),
    right: fn('pay', order, layer.transaction(lines(checkOrder(layer, layer.tx, 'update'), payOrder(layer, layer.tx)))),
  }),
};
