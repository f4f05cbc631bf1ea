/** What the settings name a client of Supabase, written out. */
import type { StandIns } from '../../operations/dialect.js';

export const standIns: StandIns = {
  clients: { supabase: "import { createClient, type SupabaseClient } from '@supabase/supabase-js'; export const value = createClient('', ''); export type Type = SupabaseClient;" },
};
