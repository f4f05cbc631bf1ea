import { createTag, findTag, tag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'A transaction-level advisory lock without a transaction',
  why: '`pg_advisory_xact_lock` is given back when its transaction ends, and a statement through the pool is a transaction by itself.',
  instead: 'Take it through the handle of the transaction that checks and writes.',
  needs: ['transaction', 'advisory'],
  on: ['postgresql'],
  cell: (layer) => ({
    wrong: fn('create', tag, lines(layer.advisory(layer.db, { key: 'slug', call: 'pg_advisory_xact_lock' }), findTag(layer, layer.db), race(createTag(layer, layer.db), 'no-check-then-create'))),
    right: fn('create', tag, layer.transaction(lines(layer.advisory(layer.tx, { key: 'slug', call: 'pg_advisory_xact_lock' }), findTag(layer, layer.tx), createTag(layer, layer.tx)))),
  }),
};
