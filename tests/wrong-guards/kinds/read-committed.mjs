import { readWallet, takeFromWallet, wallet } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Transactions and isolation',
  title: 'READ COMMITTED, written down',
  why: 'Naming the level changes nothing: it is PostgreSQL\'s default, and each statement sees whatever was committed before it. The second request reads the old balance and writes over the new one.',
  instead: 'On PostgreSQL, REPEATABLE READ fails the second of two transactions that write one row (40001); then retry the whole transaction. It does so on PostgreSQL only, and only for the very row that is read and written.',
  needs: ['transaction', 'isolation'],
  on: ['postgresql'],
  cell: (layer) => ({
    wrong: fn('spend', wallet, layer.transaction(lines(readWallet(layer, layer.tx), race(takeFromWallet(layer, layer.tx), 'no-read-modify-write')), 'read committed')),
    right: fn('spend', wallet, layer.transaction(lines(readWallet(layer, layer.tx), takeFromWallet(layer, layer.tx)), 'repeatable read')),
  }),
};
