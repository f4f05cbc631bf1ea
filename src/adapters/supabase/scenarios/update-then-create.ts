import type { SupabaseClient } from '@supabase/supabase-js';

export const set = async (supabase: SupabaseClient, name: string, content: string): Promise<void> => {
  const { data: updated } = await supabase.from('settings').update({ content }).eq('name', name).select('id');
  if (updated?.length === 0) await supabase.from('settings').insert({ name, content }); // race: no-update-then-create
};

export const setByCount = async (supabase: SupabaseClient, name: string, content: string): Promise<void> => {
  const { count } = await supabase.from('settings').update({ content }, { count: 'exact' }).eq('name', name);
  if (count === 0) await supabase.from('settings').insert({ name, content }); // race: no-update-then-create
};

export const setAtOnce = async (supabase: SupabaseClient, name: string, content: string): Promise<void> => {
  await supabase.from('settings').upsert({ name, content }, { onConflict: 'name' });
};
