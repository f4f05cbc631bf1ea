import { order } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Conditional writes',
  title: 'A version in the WHERE, and nobody asks whether it hit',
  why: 'The version keeps the second write from its row. Without a look at the count, the second request is told that its change was saved, and what goes with it happens twice.',
  instead: 'Look at the number of rows, and treat zero as a conflict.',
  needs: ['increment'],
  cell: (layer) => {
    const credit = layer.increment(layer.db, { table: 'wallets', where: { id: 'user' }, column: 'points', by: '10' });
    const update = { table: 'orders', where: { id: 'id', version: 'version' }, set: { status: "'paid'", version: 'version + 1' } };
    const check = lines(layer.find(layer.db, { table: 'orders', as: 'order', where: { id: 'id' } }), "if (order.version !== version) throw new Error('changed meanwhile');");
    return {
      wrong: fn('pay', `${order}, version: number`, lines(check, race(layer.update(layer.db, update), 'no-check-then-update'), credit)),
      right: fn('pay', `${order}, version: number`, lines(check, layer.update(layer.db, { ...update, as: 'paid' }), `if (${layer.none('paid')}) throw new Error('changed meanwhile');`, credit)),
    };
  },
};
