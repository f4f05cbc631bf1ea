import type { SupabaseClient } from '@supabase/supabase-js';

export class Payments {
  constructor(private readonly supabase: SupabaseClient) {}

  async cancel(id: string): Promise<void> {
    await this.supabase.from('orders').update({ status: 'cancelled' }).eq('id', id);
    await this.supabase.from('payments').update({ state: 'refunded' }).eq('order_id', id);
  }

  async pay(id: string): Promise<void> {
    const { data: order } = await this.supabase.from('orders').select('id, status').eq('id', id).single();
    if (order?.status !== 'open') throw new Error('not open');
    await this.supabase.from('payments').insert({ order_id: order.id, state: 'new' }); // race: no-write-skew
  }
}
