import type { SupabaseClient } from '@supabase/supabase-js';

export const start = async (supabase: SupabaseClient, id: string): Promise<void> => {
  const { data: job, error } = await supabase.from('jobs').select('state').eq('id', id).single();
  if (error) throw error;
  if (job.state !== 'idle') throw new Error('busy');
  await supabase.from('jobs').update({ state: 'running', tries: 0 }).eq('id', id); // race: no-check-then-update
};

export const startOnce = async (supabase: SupabaseClient, id: string): Promise<void> => {
  const { data: job } = await supabase.from('jobs').select('state').eq('id', id).single();
  if (job?.state !== 'idle') throw new Error('busy');
  const { data: hit, error } = await supabase.from('jobs').update({ state: 'running' }).eq('id', id).eq('state', 'idle').select('id');
  if (error) throw error;
  if (hit.length === 0) throw new Error('busy');
};

export const sweep = async (supabase: SupabaseClient, before: string): Promise<void> => {
  const { data: orders } = await supabase.from('orders').select('id, customer_id').eq('status', 'pending').lt('created_at', before);
  for (const order of orders ?? []) {
    await supabase.from('orders').update({ status: 'cancelled' }).eq('id', order.id); // race: no-check-then-update
  }
};

export const sweepOnce = async (supabase: SupabaseClient, before: string, notify: (id: string) => Promise<void>): Promise<void> => {
  const { data: orders } = await supabase.from('orders').select('id, customer_id').eq('status', 'pending').lt('created_at', before);
  for (const order of orders ?? []) {
    const { data: cancelled } = await supabase.from('orders').update({ status: 'cancelled' }).eq('id', order.id).eq('status', 'pending').select('id').maybeSingle();
    if (cancelled) await notify(order.customer_id);
  }
};

export const rename = async (supabase: SupabaseClient, id: string, name: string): Promise<void> => {
  const { data: job } = await supabase.from('jobs').select('id').eq('id', id).maybeSingle();
  if (!job) throw new Error('not found');
  await supabase.from('jobs').update({ name }).eq('id', id);
};

export const discard = async (supabase: SupabaseClient, id: string): Promise<void> => {
  const { data: job } = await supabase.from('jobs').select('state').eq('id', id).single();
  if (job?.state !== 'idle') throw new Error('busy');
  await supabase.from('jobs').delete().eq('id', id); // race: no-check-then-update
};
