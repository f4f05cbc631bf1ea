import { checkOrder, lockTeam, order, payOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'A lock on a row of another table',
  why: 'A lock excludes those who lock the same row. Two requests that pay one order for two teams lock two rows, and both find the order open.',
  instead: 'Lock the order, or something that every request for this order locks.',
  needs: ['transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('pay', `${order}, teamId: string`, layer.transaction(lines(lockTeam(layer, layer.tx), checkOrder(layer, layer.tx), race(payOrder(layer, layer.tx), 'no-wrong-lock-target')))),
    right: fn('pay', `${order}, teamId: string`, layer.transaction(lines(lockTeam(layer, layer.tx), checkOrder(layer, layer.tx, 'update'), payOrder(layer, layer.tx)))),
  }),
};
