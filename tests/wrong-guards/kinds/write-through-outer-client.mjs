import { checkOrder, order, payOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Transactions and isolation',
  title: 'The lock in the transaction, the write outside of it',
  why: 'A write through the outer client runs on a connection of its own. It waits for the transaction\'s own lock until the pool or the database gives up, or it is committed although the transaction is rolled back.',
  instead: 'Send every operation through the transaction\'s handle.',
  needs: ['transaction', 'lock'],
  except: { 'mikro-orm': 'the outer `em` joins the transaction' },
  cell: (layer) => ({
    wrong: fn('pay', order, layer.transaction(lines(checkOrder(layer, layer.tx, 'update'), race(payOrder(layer, layer.db), 'no-check-then-update')))),
    right: fn('pay', order, layer.transaction(lines(checkOrder(layer, layer.tx, 'update'), payOrder(layer, layer.tx)))),
  }),
};
