import { tag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Conditional writes',
  title: 'An insert because an update hit no row',
  why: 'Both updates hit nothing, and both requests insert. Where a MySQL client counts changed rows, zero can even mean that the row is there and had the value already.',
  instead: 'Insert first and update on the unique violation, or an upsert of one statement.',
  cell: (layer) => {
    const update = { table: 'tags', where: { slug: 'slug' }, set: { color: 'color' } };
    const insert = layer.insert(layer.db, { table: 'tags', values: { slug: 'slug', color: 'color' } });
    return {
      wrong: fn('paint', `${tag}, color: string`, lines(layer.update(layer.db, { ...update, as: 'painted' }), race(`if (${layer.none('painted')}) await ${insert};`, 'no-update-then-create'))),
      right: fn('paint', `${tag}, color: string`, lines('try {', `  await ${insert};`, '} catch (error) {', `  if (!(${layer.isUnique('error')})) throw error;`, `  ${layer.update(layer.db, update)}`, '}')),
    };
  },
};
