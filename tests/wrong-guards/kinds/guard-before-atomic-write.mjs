import { readWallet, wallet } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Conditional writes',
  title: 'An atomic expression behind a check',
  why: 'The subtraction is right whoever comes first, so nothing is lost. But both requests saw enough in the wallet, and the second one overdraws it.',
  instead: 'The check has to be part of the statement, or the row locked by the read.',
  needs: ['increment', 'transaction', 'lock'],
  cell: (layer) => ({
    wrong: fn('spend', wallet, lines(readWallet(layer, layer.db), race(layer.increment(layer.db, { table: 'wallets', where: { id: 'id' }, column: 'balance', by: '-amount' }), 'no-check-then-update'))),
    right: fn('spend', wallet, layer.transaction(lines(readWallet(layer, layer.tx, 'update'), layer.increment(layer.tx, { table: 'wallets', where: { id: 'id' }, column: 'balance', by: '-amount' })))),
  }),
};
