import { createTag, findTag, tag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Locks',
  title: 'An advisory lock on another key',
  why: 'The key is the user\'s, and what must not be there twice is the tag: two users create one tag under two locks.',
  instead: 'Make the key of what the check looks for.',
  needs: ['transaction', 'advisory'],
  on: ['postgresql'],
  cell: (layer) => ({
    wrong: fn('create', `${tag}, user: string`, layer.transaction(lines(layer.advisory(layer.tx, { key: 'user', call: 'pg_advisory_xact_lock' }), findTag(layer, layer.tx), race(createTag(layer, layer.tx), 'no-check-then-create')))),
    right: fn('create', `${tag}, user: string`, layer.transaction(lines(layer.advisory(layer.tx, { key: 'slug', call: 'pg_advisory_xact_lock' }), findTag(layer, layer.tx), createTag(layer, layer.tx)))),
  }),
};
