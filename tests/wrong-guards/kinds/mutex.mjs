import { checkOrder, order, payOnce, payOrder } from '../domain.mjs';
import { fn, indent, lines, race } from '../text.mjs';

export default {
  group: 'Locks in the process',
  title: 'A mutex in the process',
  why: '`async-mutex` and its like exclude the requests of one process. Two replicas, a worker, or the old and the new process during a deployment don\'t share it.',
  instead: 'Let the database decide: a conditional write with its count, a row lock, a unique key. (`singleInstance: true` in the settings says that one process is all there is.)',
  cell: (layer) => ({
    wrong: lines("import { Mutex } from 'async-mutex';\n\nconst mutex = new Mutex();", '', fn('pay', order, lines('await mutex.runExclusive(async () => {', indent(lines(checkOrder(layer, layer.db), race(payOrder(layer, layer.db), 'no-process-local-lock'))), '});'))),
    right: fn('pay', order, payOnce(layer)),
  }),
};
