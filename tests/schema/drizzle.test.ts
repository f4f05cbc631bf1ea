/** What Drizzle's tables say, and what rules, messages and repairs make of it. */
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/adapters/drizzle/schema.js';
import { reports, suggestions } from './lint.js';
import { printTable, resolverIn } from './print.js';

const table = (name: string, code: string, file = 'drizzle/src/service.ts'): readonly string[] => printTable(schema, `drizzle:${name}`, resolverIn(file, code));
const imported = (name: string): readonly string[] => table(name, `import { ${name} } from './schema/index.js';`);

describe('tables', () => {
  it('have the columns and keys of their builders, through imports, barrels, spreads and types of the project', () => {
    expect(imported('pages')).toEqual([
      'pages "pages" postgresql pages.ts:5',
      '  createdAt "created_at" now',
      '  updatedAt "updated_at" null updated',
      '  id generated',
      '  tenantId "tenant_id"',
      '  slug',
      '  title value',
      '  email',
      '  code null',
      '  alias null',
      '  state',
      '  hits value',
      '  primary full (id) id',
      '  full (email) email "pages_email"',
      '  nullable (code) code',
      '  full (alias) alias "alias_key"',
      '  full (tenantId, slug) tenantId_slug "pages_slug"',
      '  partial (title) title "pages_title"',
      '  nullable (title, code) title_code',
    ]);
  });

  it('are made by creators and schemas of other files, and have keys in the older form', () => {
    expect(imported('visits')).toEqual(['visits "visits" postgresql pages.ts:27', '  pageId "page_id"', '  day', '  count', '  primary full (pageId, day) pageId_day "place"']);
    expect(imported('changes')).toEqual(['changes "changes" postgresql pages.ts:33', '  id generated', '  note null', '  primary full (id) id']);
  });

  it('are found in the file itself, behind a namespace and behind the database', () => {
    expect(table('notes', "import { sqliteTable, integer } from 'drizzle-orm/sqlite-core';\nexport const notes = sqliteTable('notes', { id: integer().primaryKey() });")).toEqual(['notes "notes" sqlite service.ts:2', '  id generated', '  primary full (id) id']);
    expect(table('visits', "import * as tables from './schema/index.js';")[0]).toBe('visits "visits" postgresql pages.ts:27');
    expect(table('visits', "import { db } from './db.js';")[0]).toBe('visits "visits" postgresql pages.ts:27');
    expect(table('visits', '')).toEqual(['unknown']);
    expect(table('nothing', "import { db } from './db.js';")).toEqual(['unknown']);
  });

  it('are known in part where a key is an expression, or a column or the keys are made elsewhere', () => {
    expect(imported('labels')).toEqual(['labels "labels" postgresql labels.ts:5 in part', '  name']);
    expect(imported('marks')[0]).toMatch(/in part$/);
    expect(imported('hints')[0]).toMatch(/in part$/);
  });

  it('are on the database of their builder, or the one that is set', () => {
    const code = "import { mysqlTable, int } from 'drizzle-orm/mysql-core';\nexport const notes = mysqlTable('notes', { id: int().primaryKey().autoincrement() });";
    expect(table('notes', code)).toEqual(['notes "notes" mysql service.ts:2', '  id generated', '  primary full (id) id']);
    expect(schema.database(resolverIn('drizzle/src/service.ts', code))).toBe('mysql');
    expect(schema.database(resolverIn('drizzle/src/service.ts', ''))).toBe('postgresql');
    expect(schema.database(resolverIn('drizzle/src/service.ts', code, { database: 'mariadb' }))).toBe('mariadb');
  });
});

const register = (columns: readonly string[]): string => `
import { and, eq } from 'drizzle-orm';
import { db } from './db.js';
import { pages } from './schema/index.js';

export async function add(${columns.map((column) => `${column}: string`).join(', ')}, hits: number) {
  const [found] = await db.select().from(pages).where(and(${columns.map((column) => `eq(pages.${column}, ${column})`).join(', ')}));
  if (found) throw new Error('taken');
  await db.insert(pages).values({ ${columns.join(', ')}, hits });
}
`;

describe('messages', () => {
  it('say a unique violation where a full key is on the columns', () => {
    // Race because the second insert fails on (tenantId, slug).
    const [report] = reports('drizzle/src/service.ts', register(['tenantId', 'slug']));
    expect(report).toContain('no-check-then-create@8: Another request can insert the same `tenantId` and `slug` between this check (line 6) and this `insert`: a unique violation');
    expect(report).not.toContain('two rows');
  });

  it('say two rows, and the line to add, where no key is', () => {
    // Race because no key is on the state, alone or with the slug.
    expect(reports('drizzle/src/service.ts', register(['state']))[0]).toContain('two rows. Add `.unique()` to `state` of `pages` (pages.ts:5), then insert');
    expect(reports('drizzle/src/service.ts', register(['slug', 'state']))[0]).toContain('two rows. Add `unique().on(table.slug, table.state)` to `pages` (pages.ts:5)');
  });

  it('say both where the key is weak or not in view', () => {
    expect(reports('drizzle/src/service.ts', register(['code']))[0]).toContain('where the nullable unique key on `code` applies');
    expect(reports('drizzle/src/service.ts', register(['name']).replaceAll('pages', 'labels'))[0]).toContain('two rows, or a unique violation in place of the answer');
  });
});

describe('the conflict of an insert', () => {
  it('is aimed at the key', () => {
    expect(suggestions('drizzle/src/service.ts', register(['tenantId', 'slug']))[0]).toContain('.onConflictDoNothing({ target: [pages.tenantId, pages.slug] })');
  });

  it('is aimed at no key that is only among the columns, or partial', () => {
    expect(suggestions('drizzle/src/service.ts', register(['email', 'title']))).toEqual([]);
    expect(reports('drizzle/src/service.ts', register(['email', 'title']))[0]).toContain('needs a unique key on exactly `email` and `title`, and the table declares none');
    expect(suggestions('drizzle/src/service.ts', register(['title']))).toEqual([]);
  });

  it('is aimed at the columns that were looked for where the keys are out of view', () => {
    expect(suggestions('drizzle/src/service.ts', register(['name']).replaceAll('pages', 'labels'))[0]).toContain('.onConflictDoNothing({ target: labels.name })');
  });
});
