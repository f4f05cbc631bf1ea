import type { SupabaseClient } from '@supabase/supabase-js';

const isDuplicate = (error: { readonly code: string } | null): boolean => error?.code === '23505';

export const byHelper = async (supabase: SupabaseClient, slug: string): Promise<void> => {
  const { data: tag } = await supabase.from('tags').select('id').eq('slug', slug).maybeSingle();
  if (tag) return;
  const { error } = await supabase.from('tags').insert({ slug });
  if (error && !isDuplicate(error)) throw error;
};

export const byMessage = async (supabase: SupabaseClient, slug: string): Promise<void> => {
  const { data: tag } = await supabase.from('tags').select('id').eq('slug', slug).maybeSingle();
  if (tag) return;
  const { error } = await supabase.from('tags').insert({ slug });
  if (error && !error.message.includes('duplicate key')) throw error;
};

// nothing is thrown: the handler never sees the violation
export const caughtInVain = async (supabase: SupabaseClient, slug: string): Promise<void> => {
  const { data: tag } = await supabase.from('tags').select('id').eq('slug', slug).maybeSingle();
  if (tag) return;
  try {
    await supabase.from('tags').insert({ slug }); // race: no-check-then-create
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error;
  }
};

export const thrown = async (supabase: SupabaseClient, slug: string): Promise<void> => {
  const { data: tag } = await supabase.from('tags').select('id').eq('slug', slug).maybeSingle().throwOnError();
  if (tag) return;
  try {
    await supabase.from('tags').insert({ slug }).throwOnError();
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error;
  }
};

// the error of another insert is looked at
export const otherError = async (supabase: SupabaseClient, slug: string): Promise<void> => {
  const { data: tag } = await supabase.from('tags').select('id').eq('slug', slug).maybeSingle();
  if (tag) return;
  const { error: logError } = await supabase.from('logs').insert({ slug });
  if (logError?.code === '23505') return;
  const { error } = await supabase.from('tags').insert({ slug }); // race: no-check-then-create
  if (error) throw error;
};

// another code
export const otherCode = async (supabase: SupabaseClient, slug: string): Promise<void> => {
  const { data: tag } = await supabase.from('tags').select('id').eq('slug', slug).maybeSingle();
  if (tag) return;
  const { error } = await supabase.from('tags').insert({ slug }); // race: no-check-then-create
  if (error?.code === '42501') throw new Error('forbidden');
};

// nobody looks at the number of rows, and the mail goes out twice
export const ignored = async (supabase: SupabaseClient, id: string, send: (id: string) => Promise<void>): Promise<void> => {
  const { data: order } = await supabase.from('orders').select('state').eq('id', id).single();
  if (order?.state !== 'paid') return;
  await supabase.from('orders').update({ state: 'shipped' }).eq('id', id); // race: no-check-then-update
  await send(id);
};
