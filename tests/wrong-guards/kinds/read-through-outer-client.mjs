import { readWallet, takeFromWallet, wallet } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Transactions and isolation',
  title: 'The read outside of the transaction, the write in it',
  why: 'What goes through the outer client runs on another connection, in no transaction: its lock ends with its statement, and a database that compares the transactions\' reads and writes (MongoDB, SERIALIZABLE) doesn\'t know of it.',
  instead: 'Give every operation the handle, or the session, of the transaction.',
  needs: ['transaction'],
  except: { 'mikro-orm': 'the outer `em` joins the transaction', sequelize: '`lock: true` without a transaction may count on one that CLS passes on' },
  cell: (layer) => ({
    wrong: fn('spend', wallet, layer.transaction(lines(readWallet(layer, layer.db, layer.lacks.lock ? undefined : 'update'), race(takeFromWallet(layer, layer.tx), 'no-read-modify-write')))),
    right: fn('spend', wallet, layer.transaction(lines(readWallet(layer, layer.tx, layer.lacks.lock ? undefined : 'update'), takeFromWallet(layer, layer.tx)))),
  }),
};
