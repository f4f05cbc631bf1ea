import { checkOrder, order, payOrder } from '../domain.mjs';
import { fn, indent, lines, race } from '../text.mjs';

/** A transaction that declares its connection has its own names. */
const inBlock = (text) => (text.startsWith('const ') ? lines('{', indent(text), '}') : text);

export default {
  group: 'Locks',
  title: 'A lock in one transaction, the write in the next',
  why: 'The commit of the first transaction gives the lock back. Between it and the second one, another request can lock, check and write.',
  instead: 'Check and write in the transaction that holds the lock.',
  needs: ['transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('pay', order, lines(inBlock(layer.transaction(checkOrder(layer, layer.tx, 'update'))), inBlock(layer.transaction(race(payOrder(layer, layer.tx), 'no-check-then-update'))))),
    right: fn('pay', order, inBlock(layer.transaction(lines(checkOrder(layer, layer.tx, 'update'), payOrder(layer, layer.tx))))),
  }),
};
