import { checkOrder, order, payOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Transactions and isolation',
  title: 'A transaction around the check and the write',
  why: 'A transaction makes its writes happen together or not at all. It keeps nobody else from reading: at the default level (READ COMMITTED on PostgreSQL, REPEATABLE READ on MySQL) two requests both read `open`, and both write.',
  instead: 'Lock the row with the read (`FOR UPDATE`), or repeat the test in the `WHERE` of the write and look at the number of rows.',
  needs: ['transaction', 'lock', 'sameRow'],
  cell: (layer) => ({
    wrong: fn('pay', order, layer.transaction(lines(checkOrder(layer, layer.tx), race(payOrder(layer, layer.tx), 'no-check-then-update')))),
    right: fn('pay', order, layer.transaction(lines(checkOrder(layer, layer.tx, 'update'), payOrder(layer, layer.tx)))),
  }),
};
