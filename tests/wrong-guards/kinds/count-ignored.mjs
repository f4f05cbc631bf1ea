import { checkOrder, order, payOpenOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Conditional writes',
  title: 'A conditional write whose count nobody looks at',
  why: 'The write itself happens once. What goes with it happens for both requests, because nothing tells the second one that its write hit no row.',
  instead: 'Look at the number of rows, and stop at zero.',
  needs: ['increment'],
  cell: (layer) => {
    const credit = layer.increment(layer.db, { table: 'wallets', where: { id: 'user' }, column: 'points', by: '10' });
    return {
      wrong: fn('pay', order, lines(checkOrder(layer, layer.db), race(payOpenOrder(layer, layer.db), 'no-check-then-update'), credit)),
      right: fn('pay', order, lines(checkOrder(layer, layer.db), payOpenOrder(layer, layer.db, 'paid'), `if (${layer.none('paid')}) throw new Error('not open');`, credit)),
    };
  },
};
