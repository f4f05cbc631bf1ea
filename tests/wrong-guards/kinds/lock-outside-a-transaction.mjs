import { checkOrder, order, payOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'FOR UPDATE outside of a transaction',
  why: 'A row lock lasts to the end of its transaction, and a statement by itself is one: the lock is gone before the answer arrives.',
  instead: 'Read and write in one transaction, through its handle.',
  needs: ['transaction', 'lock'],
  except: { 'mikro-orm': 'MikroORM refuses a lock outside of a transaction', sequelize: '`lock: true` without a transaction may count on one that CLS passes on' },
  cell: (layer) => ({
    wrong: fn('pay', order, lines(checkOrder(layer, layer.db, 'update'), race(payOrder(layer, layer.db), 'no-check-then-update'))),
    right: fn('pay', order, layer.transaction(lines(checkOrder(layer, layer.tx, 'update'), payOrder(layer, layer.tx)))),
  }),
};
