import { createTag, ensureTag, findTag, tag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Transactions and isolation',
  title: 'A transaction around the check and the insert',
  why: 'Two transactions that find no row both insert one. Nothing is there yet that either could have locked, and neither sees the row of the other before it is committed.',
  instead: 'A unique key, and an insert whose violation is caught outside of any transaction; or an upsert of one statement.',
  needs: ['transaction'],
  cell: (layer) => ({
    wrong: fn('create', tag, layer.transaction(lines(findTag(layer, layer.tx), race(createTag(layer, layer.tx), 'no-check-then-create')))),
    right: fn('create', tag, ensureTag(layer)),
  }),
};
