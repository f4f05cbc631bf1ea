/** Repairs of Supabase code: what is offered, that the rule is silent after it, and why nothing is offered for a near miss. */
import { describe, expect, it } from 'vitest';
import { lint, type RuleName } from './typeorm-repairs.js';

interface Case {
  readonly name: string;
  readonly rule: RuleName;
  readonly code: string;
  /** the lines that the first offer has and the code hasn't */
  readonly offers: readonly string[];
}

const file = (body: string): string => `import type { SupabaseClient } from '@supabase/supabase-js';\nexport const f = async (supabase: SupabaseClient, id: string, email: string, by: number) => {\n${body}\n};\n`;

const cases: readonly Case[] = [
  {
    name: 'violation in an error that is at hand', rule: 'no-check-then-create',
    code: file(`  const { data: taken } = await supabase.from('users').select('id').eq('email', email).maybeSingle();
  if (taken) throw new Error('taken');
  const { error: insertError } = await supabase.from('users').insert({ email });
  if (insertError) throw insertError;`),
    offers: ["  if (insertError?.code === '23505') throw new Error('taken');"],
  },
  {
    name: 'violation in an error that is dropped', rule: 'no-check-then-create',
    code: file(`  const { data: taken } = await supabase.from('users').select('id').eq('email', email).maybeSingle();
  if (taken) return 'taken';
  await supabase.from('users').insert({ email });`),
    offers: ["  const { error } = await supabase.from('users').insert({ email });", "  if (error?.code === '23505') return 'taken';"],
  },
  {
    name: 'ignored conflict', rule: 'no-check-then-create',
    code: file(`  const { data: tag } = await supabase.from('tags').select('id').eq('slug', email).maybeSingle();
  if (!tag) await supabase.from('tags').insert({ slug: email });`),
    offers: ["  if (!tag) await supabase.from('tags').upsert({ slug: email }, { onConflict: 'slug', ignoreDuplicates: true });"],
  },
  {
    name: 'condition in a filter', rule: 'no-check-then-update',
    code: file(`  const { data: job } = await supabase.from('jobs').select('state').eq('id', id).single();
  if (!job || job.state !== 'idle') throw new Error('busy');
  const { error } = await supabase.from('jobs').update({ state: 'run', by }).eq('id', id);
  if (error) throw error;`),
    offers: [
      "  const { data: updated, error } = await supabase.from('jobs').update({ state: 'run', by }).eq('id', id).eq('state', 'idle').select();",
      "  if (updated?.length === 0) throw new Error('busy');",
    ],
  },
  {
    name: 'condition in a filter of a lone statement', rule: 'no-check-then-update',
    code: file(`  const { data: job } = await supabase.from('jobs').select('tries').eq('id', id).single();
  if (job.tries >= by) return;
  await supabase.from('jobs').update({ tries: 0, by }).eq('id', id);`),
    offers: [
      "  const { data: updated } = await supabase.from('jobs').update({ tries: 0, by }).eq('id', id).lt('tries', by).select();",
      '  if (updated?.length === 0) return;',
    ],
  },
];

describe('offered', () => {
  it.each(cases)('$name', ({ rule, code, offers }) => {
    const [output = ''] = lint(rule, code).flatMap((finding) => finding.offers);
    expect(output.split('\n').filter((line) => !code.split('\n').includes(line))).toEqual(offers);
    expect(lint(rule, output)).toEqual([]);
  });
});

describe('refused', () => {
  const refused: readonly (Omit<Case, 'offers'> & { readonly because: string })[] = [
    {
      name: 'an update can\'t compute', rule: 'no-read-modify-write', because: 'rpc',
      code: file(`  const { data: post } = await supabase.from('posts').select('likes').eq('id', id).single();
  await supabase.from('posts').update({ likes: post.likes + 1 }).eq('id', id);`),
    },
    {
      name: 'an upsert overwrites what is sent', rule: 'no-check-then-create', because: 'overwrites all columns',
      code: file(`  const { data: row } = await supabase.from('prefs').select('id').eq('user_id', id).maybeSingle();
  if (row) await supabase.from('prefs').update({ by }).eq('user_id', id);
  else await supabase.from('prefs').insert({ user_id: id, by, email });`),
    },
    {
      name: 'a query that throws', rule: 'no-check-then-create', because: 'throws its errors',
      code: file(`  const { data: taken } = await supabase.from('users').select('id').eq('email', email).maybeSingle();
  if (taken) throw new Error('taken');
  await supabase.from('users').insert({ email }).throwOnError();`),
    },
  ];
  it.each(refused)('$name', ({ rule, code, because }) => {
    const [finding] = lint(rule, code);
    expect(finding?.offers).toEqual([]);
    expect(finding?.message).toContain(because);
  });
});
