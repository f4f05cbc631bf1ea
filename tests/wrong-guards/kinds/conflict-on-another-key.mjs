import { findTag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

const upserts = {
  typeorm: (key) => `dataSource.manager.upsert(Tag, { id, slug, color }, ['${key}'])`,
  drizzle: (key) => `db.insert(tags).values({ id, slug, color }).onConflictDoUpdate({ target: tags.${key}, set: { color } })`,
  knex: (key) => `db('tags').insert({ id, slug, color }).onConflict('${key}').merge(['color'])`,
  kysely: (key) => `db.insertInto('tags').values({ id, slug, color }).onConflict((oc) => oc.column('${key}').doUpdateSet({ color })).execute()`,
  'mikro-orm': (key) => `em.upsert(Tag, { id, slug, color }, { onConflictFields: ['${key}'] })`,
  pg: (key) => `pool.query('INSERT INTO tags (id, slug, color) VALUES ($1, $2, $3) ON CONFLICT (${key}) DO UPDATE SET color = EXCLUDED.color', [id, slug, color])`,
  sqlite: (key) => `db.run('INSERT INTO tags (id, slug, color) VALUES (?, ?, ?) ON CONFLICT (${key}) DO UPDATE SET color = excluded.color', [id, slug, color])`,
  supabase: (key) => `supabase.from('tags').upsert({ id, slug, color }, { onConflict: '${key}' })`,
};

export default {
  group: 'Upserts',
  title: 'ON CONFLICT on another key',
  why: 'The check is by the slug, the conflict clause is about the id. Two rows with one slug have two ids, so the clause never applies: the second request gets the violation of the other key, or there are two rows.',
  instead: 'Name the key that the check looks for.',
  only: Object.keys(upserts),
  onlyBecause: 'no key is named in its conflict clause, or it is the upsert of another entry',
  cell: (layer) => ({
    wrong: fn('create', 'id: string, slug: string, color: string', lines(findTag(layer, layer.db), race(`if (!tag) await ${upserts[layer.id]('id')};`, 'no-check-then-create'))),
    right: fn('create', 'id: string, slug: string, color: string', lines(findTag(layer, layer.db), `if (!tag) await ${upserts[layer.id]('slug')};`)),
  }),
};
