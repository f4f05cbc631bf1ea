import { checkOrder, order, payOpenOrder } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Conditional writes',
  title: 'A conditional write whose result is tested, not its count',
  why: 'The call gives an object, an array or a bigint, which is never falsy and never `=== 0`: the test can\'t fail, and both requests go on.',
  instead: 'Test the count itself, in its own type: `count`, `affected`, `rowCount`, `affectedRows`, `matchedCount`, `numUpdatedRows === 0n`.',
  needs: ['increment'],
  except: { sequelize: 'the call gives an array, whose only sensible use is its first element', knex: 'the call gives the number itself', 'mikro-orm': 'the call gives the number itself' },
  cell: (layer) => {
    const credit = layer.increment(layer.db, { table: 'wallets', where: { id: 'user' }, column: 'points', by: '10' });
    return {
      wrong: fn('pay', order, lines(checkOrder(layer, layer.db), race(payOpenOrder(layer, layer.db, 'paid'), 'no-check-then-update'), `if (${layer.nothing('paid')}) throw new Error('not open');`, credit)),
      right: fn('pay', order, lines(checkOrder(layer, layer.db), payOpenOrder(layer, layer.db, 'paid'), `if (${layer.none('paid')}) throw new Error('not open');`, credit)),
    };
  },
};
