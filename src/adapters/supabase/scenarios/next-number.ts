import type { SupabaseClient } from '@supabase/supabase-js';

export const number = async (supabase: SupabaseClient, team: string): Promise<void> => {
  const { data: last } = await supabase.from('invoices').select('number').eq('team_id', team).order('number', { ascending: false }).limit(1).maybeSingle();
  await supabase.from('invoices').insert({ team_id: team, number: (last?.number ?? 0) + 1 }); // race: no-max-plus-one
};

export const numberByCount = async (supabase: SupabaseClient, team: string): Promise<void> => {
  const { count } = await supabase.from('invoices').select('*', { count: 'exact', head: true }).eq('team_id', team);
  await supabase.from('invoices').insert({ team_id: team, number: (count ?? 0) + 1 }); // race: no-max-plus-one
};

export const numberRetried = async (supabase: SupabaseClient, team: string): Promise<void> => {
  for (let tries = 0; tries < 3; tries++) {
    const { count } = await supabase.from('invoices').select('*', { count: 'exact', head: true }).eq('team_id', team);
    const { error } = await supabase.from('invoices').insert({ team_id: team, number: (count ?? 0) + 1 });
    if (!error) return;
    if (error.code !== '23505') throw error;
  }
};
