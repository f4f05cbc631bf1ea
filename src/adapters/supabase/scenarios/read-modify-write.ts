import type { SupabaseClient } from '@supabase/supabase-js';

export const like = async (supabase: SupabaseClient, id: string): Promise<void> => {
  const { data } = await supabase.from('posts').select('likes').eq('id', id).single();
  await supabase.from('posts').update({ likes: data.likes + 1 }).eq('id', id); // race: no-read-modify-write
};

export const likeByFunction = async (supabase: SupabaseClient, id: string): Promise<void> => {
  const { data } = await supabase.from('posts').select('likes').eq('id', id).single();
  if (data) await supabase.rpc('add_likes', { post_id: id, by: 1 });
};

export const likeByComparison = async (supabase: SupabaseClient, id: string): Promise<void> => {
  const { data } = await supabase.from('posts').select('likes').eq('id', id).single();
  const { data: hit } = await supabase.from('posts').update({ likes: data.likes + 1 }).eq('id', id).eq('likes', data.likes).select('id');
  if (hit?.length === 0) throw new Error('changed meanwhile');
};

export const appendPhotos = async (supabase: SupabaseClient, id: string, paths: readonly string[]): Promise<void> => {
  const { data: ticket, error } = await supabase.from('tickets').select('id, photos').eq('id', id).maybeSingle();
  if (error || !ticket) throw new Error('not found');
  const photos = ticket.photos || [];
  await supabase.from('tickets').update({ photos: [...photos, ...paths] }).eq('id', id); // race: no-read-modify-write
};

export const editPage = async (supabase: SupabaseClient, id: string, body: string): Promise<void> => {
  const { data: page } = await supabase.from('pages').select('version').eq('id', id).single();
  const { data: hit } = await supabase.from('pages').update({ body, version: page.version + 1 }).eq('id', id).eq('version', page.version).select();
  if (!hit?.length) throw new Error('changed meanwhile');
};
