import { object, snake } from '../text.mjs';

const where = (entries) => Object.entries(entries).map(([name, value]) => `.eq('${snake(name)}', ${value})`).join('');
const columns = (entries) => object(Object.fromEntries(Object.entries(entries).map(([name, value]) => [snake(name), value])));

export default {
  id: 'supabase',
  databases: ['postgresql'],
  lacks: { transaction: 'the HTTP API has no transactions', lock: 'the HTTP API has no locks', advisory: 'the HTTP API has no locks', isolation: 'the HTTP API has no transactions', increment: 'the HTTP API has no atomic expressions', throws: 'errors are given back, not thrown' },
  preamble: "import type { SupabaseClient } from '@supabase/supabase-js';\n\ndeclare const supabase: SupabaseClient;",
  db: 'supabase',
  find: (h, one) => `const { data: ${one.as} } = await ${h}.from('${one.table}').select('*')${where(one.where)}.maybeSingle();`,
  update: (h, one) => `${one.as ? `const { data: ${one.as} } = ` : ''}await ${h}.from('${one.table}').update(${columns(one.set)})${where(one.where)}${one.as ? ".select('id')" : ''};`,
  none: (as) => `${as}.length === 0`,
  nothing: (as) => `!${as}`,
  insert: (h, { table, values }) => `${h}.from('${table}').insert(${columns(values)}).throwOnError()`,
  count: (h, one) => `const { count: ${one.as} } = await ${h}.from('${one.table}').select('*', { count: 'exact', head: true })${where(one.where)};`,
  isUnique: (error) => `${error}.code === '23505'`,
  isForeign: (error) => `${error}.code === '23503'`,
  message: (error) => `${error}.message.includes('duplicate key')`,
};
