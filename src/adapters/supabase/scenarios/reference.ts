import type { SupabaseClient } from '@supabase/supabase-js';

export class Comments {
  constructor(private readonly supabase: SupabaseClient) {}

  async remove(id: string): Promise<void> {
    await this.supabase.from('comments').delete().eq('post_id', id);
    await this.supabase.from('posts').delete().eq('id', id);
  }

  async add(id: string, text: string): Promise<void> {
    const { data: post } = await this.supabase.from('posts').select('id').eq('id', id).maybeSingle();
    if (!post) throw new Error('no such post');
    await this.supabase.from('comments').insert({ post_id: post.id, text }); // race: no-check-then-reference
  }
}
