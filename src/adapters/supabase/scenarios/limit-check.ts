import type { SupabaseClient } from '@supabase/supabase-js';

export const join = async (supabase: SupabaseClient, team: string, user: string): Promise<void> => {
  const { count } = await supabase.from('members').select('*', { count: 'exact', head: true }).eq('team_id', team);
  if ((count ?? 0) >= 5) throw new Error('full');
  await supabase.from('members').insert({ team_id: team, user_id: user }); // race: no-racy-limit-check
};

export const joinByRows = async (supabase: SupabaseClient, team: string, user: string): Promise<void> => {
  const { data: members } = await supabase.from('members').select('id').eq('team_id', team);
  if (members && members.length >= 5) throw new Error('full');
  await supabase.from('members').insert({ team_id: team, user_id: user }); // race: no-racy-limit-check
};

export const joinByFunction = async (supabase: SupabaseClient, team: string, user: string): Promise<void> => {
  const { count } = await supabase.from('members').select('*', { count: 'exact', head: true }).eq('team_id', team);
  if ((count ?? 0) >= 5) throw new Error('full');
  const { error } = await supabase.rpc('join_team', { team, user });
  if (error) throw error;
};
