import type { SupabaseClient } from '@supabase/supabase-js';

export class Tags {
  constructor(private readonly supabase: SupabaseClient) {}

  async register(email: string): Promise<void> {
    const { data: taken } = await this.supabase.from('users').select('id').eq('email', email).maybeSingle();
    if (taken) throw new Error('taken');
    const { error } = await this.supabase.from('users').insert({ email }); // race: no-check-then-create
    if (error) throw error;
  }

  async registerCaught(email: string): Promise<void> {
    const { data: taken } = await this.supabase.from('users').select('id').eq('email', email).maybeSingle();
    if (taken) throw new Error('taken');
    const { error } = await this.supabase.from('users').insert({ email });
    if (error?.code === '23505') throw new Error('taken');
    if (error) throw error;
  }

  async findOrCreate(slug: string): Promise<unknown> {
    const { data: tag, error } = await this.supabase.from('tags').select('*').eq('slug', slug).single();
    if (error && error.code !== 'PGRST116') throw error;
    if (tag) return tag;
    const { data } = await this.supabase.from('tags').insert({ slug }).select().single(); // race: no-check-then-create
    return data;
  }

  async byCode(slug: string): Promise<void> {
    const { error } = await this.supabase.from('tags').select('id').eq('slug', slug).single();
    if (error?.code === 'PGRST116') await this.supabase.from('tags').insert([{ slug }]); // race: no-check-then-create
  }

  async byError(slug: string): Promise<void> {
    const { error } = await this.supabase.from('tags').select('id').eq('slug', slug).single();
    if (error) await this.supabase.from('tags').insert({ slug }); // race: no-check-then-create
  }

  async byList(slug: string): Promise<void> {
    const { data: tags } = await this.supabase.from('tags').select('id').match({ slug });
    if (!tags || tags.length === 0) await this.supabase.from('tags').insert({ slug }); // race: no-check-then-create
  }

  async byCount(slug: string): Promise<void> {
    const { count } = await this.supabase.from('tags').select('*', { count: 'exact', head: true }).eq('slug', slug);
    if (count === 0) await this.supabase.from('tags').insert({ slug }); // race: no-check-then-create
  }

  async savePreference(user: string, value: string): Promise<void> {
    const { data: row } = await this.supabase.from('preferences').select('id').eq('user_id', user).maybeSingle();
    if (row) await this.supabase.from('preferences').update({ value }).eq('user_id', user);
    else await this.supabase.from('preferences').insert({ user_id: user, value }); // race: no-check-then-create
  }

  async savePreferenceAtOnce(user: string, value: string): Promise<void> {
    await this.supabase.from('preferences').upsert({ user_id: user, value }, { onConflict: 'user_id' });
  }

  async skipped(slug: string): Promise<void> {
    const { data: tag } = await this.supabase.from('tags').select('id').eq('slug', slug).maybeSingle();
    if (!tag) await this.supabase.from('tags').upsert({ slug }, { onConflict: 'slug', ignoreDuplicates: true });
  }
}
