import { createServerClient } from '@supabase/ssr';
import { createClient } from '@supabase/supabase-js';

const admin = createClient('https://example.supabase.co', 'key');

const serverClient = async () => createServerClient('https://example.supabase.co', 'key', { cookies: {} });

export const byModule = async (name: string): Promise<void> => {
  const rooms = await admin.from('rooms').select('id').eq('name', name).maybeSingle();
  if (!rooms.data) await admin.from('rooms').insert({ name }); // race: no-check-then-create
};

export const byFactory = async (name: string): Promise<void> => {
  const supabase = await serverClient();
  const { data: room } = await supabase.from('rooms').select('id').filter('name', 'eq', name).maybeSingle();
  if (!room) await supabase.from('rooms').insert({ name }); // race: no-check-then-create
};

export const bySchema = async (name: string): Promise<void> => {
  const { data: room } = await admin.schema('app').from('rooms').select('id').eq('name', name).maybeSingle();
  if (!room) await admin.schema('app').from('rooms').insert({ name }); // race: no-check-then-create
};

export const byForm = async (database: any, name: string): Promise<void> => {
  const { data: room } = await database.from('rooms').select('id').eq('name', name).maybeSingle();
  if (!room) await database.from('rooms').insert({ name }); // race: no-check-then-create
};

export const held = async (name: string, team: string | undefined): Promise<void> => {
  let query = admin.from('rooms').select('id').eq('name', name);
  if (team !== undefined) query = query.eq('team_id', team);
  const { data: rooms } = await query;
  if (rooms?.length === 0) await admin.from('rooms').insert({ name, team_id: team }); // race: no-check-then-create
};

export const storage = async (path: string, file: Blob): Promise<void> => {
  const { data } = await admin.storage.from('rooms').list(path);
  if (data?.length === 0) await admin.storage.from('rooms').upload(path, file);
};

export const notSent = async (name: string): Promise<void> => {
  const { data: room } = await admin.from('rooms').select('id').eq('name', name).maybeSingle();
  if (!room) admin.from('rooms').insert({ name });
};

export const chained = (name: string): Promise<unknown> =>
  admin
    .from('rooms')
    .select('id')
    .eq('name', name)
    .maybeSingle()
    .then(({ data }) => (data ? data : admin.from('rooms').insert({ name }).select().single())); // race: no-check-then-create
