import { readWallet, takeFromWallet, wallet } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Transactions and isolation',
  title: 'REPEATABLE READ on MySQL',
  why: 'InnoDB\'s REPEATABLE READ is about reads alone: writes see the newest row, and nobody is told that the row that was read is an old one. The lost update happens without an error.',
  instead: 'Read the row with `FOR UPDATE`, or compute in the statement (`SET balance = balance - ?`) with the test in its `WHERE`.',
  needs: ['transaction', 'isolation'],
  on: ['mysql'],
  cell: (layer) => ({
    wrong: fn('spend', wallet, layer.transaction(lines(readWallet(layer, layer.tx), race(takeFromWallet(layer, layer.tx), 'no-read-modify-write')), 'repeatable read')),
    right: fn('spend', wallet, layer.transaction(lines(readWallet(layer, layer.tx, 'update'), takeFromWallet(layer, layer.tx)))),
  }),
};
