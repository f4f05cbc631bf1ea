/** What TypeORM entities say, and what rules and messages make of it. */
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/adapters/typeorm/schema.js';
import { reports, suggestions } from './lint.js';
import { printTable, resolverIn } from './print.js';

const table = (name: string, code: string, file = 'typeorm/src/service.ts'): readonly string[] => printTable(schema, `typeorm:${name}`, resolverIn(file, code));

describe('entities', () => {
  it('are read through imports, path mappings, barrels and base classes', () => {
    expect(table('Page', "import { Page } from '@entities';")).toEqual([
      'Page "pages" postgresql page.entity.ts:9',
      '  id generated',
      '  reference',
      '  createdAt now',
      '  updatedAt "changed_at" now updated',
      '  version value version',
      '  tenantId "tenant_id"',
      '  slug',
      '  code null',
      '  alias',
      '  title value',
      '  ownerId "owner_id"',
      '  owner -> typeorm:Owner by ownerId',
      '  reviewer -> typeorm:Owner',
      '  primary full (id) id',
      '  full (reference) reference',
      '  full (tenantId, slug) tenantId_slug "UQ_page_slug"',
      '  full (owner, title) owner_title',
      '  partial (alias) alias',
      '  nullable (code) code',
      '  nullable (reviewer) reviewer',
    ]);
  });

  it('have one primary key of all primary columns', () => {
    expect(table('Owner', "import { Owner } from './entities/owner.entity.js';")).toEqual([
      'Owner "owner" postgresql owner.entity.ts:5', '  tenantId', '  number', '  name', '  pages -> typeorm:Page[]', '  primary full (tenantId, number) tenantId_number',
    ]);
  });

  it('can be an EntitySchema', () => {
    expect(table('Label', "import { Label } from './entities/index.js';")).toEqual([
      'Label "labels" postgresql label.schema.ts:3', '  id generated', '  name', '  color null', '  primary full (id) id', '  full (name) name', '  nullable (name, color) name_color "UQ_label"', '  partial (color) color',
    ]);
  });

  it('are known in part where a base class or a decorator of the project is out of view', () => {
    const code = (head: string, base: string): string => `import { Column, Entity, PrimaryColumn } from 'typeorm';\n${head}\n@Entity() export class Tag ${base} { @PrimaryColumn() id: number; @Column() name: string; }`;
    expect(table('Tag', code('', ''))[0]).toBe('Tag "tag" postgresql service.ts:3');
    expect(table('Tag', code("import { Base } from './missing.js';", 'extends Base'))[0]).toBe('Tag "tag" postgresql service.ts:3 in part');
    expect(table('Tag', code("import { Audited } from './audited.js';\n@Audited()", ''))[0]).toMatch(/in part$/);
  });

  it('are unknown where the class is out of view', () => {
    expect(table('Page', "import { Page } from './missing.js';")).toEqual(['unknown']);
    expect(table('Page', '')).toEqual(['unknown']);
  });
});

describe('the database', () => {
  it("is the driver's, and the data source's where it says more", () => {
    expect(schema.database(resolverIn('typeorm/src/service.ts', ''))).toBe('postgresql');
    expect(schema.database(resolverIn('maria/src/service.ts', ''))).toBe('mariadb');
    expect(schema.database(resolverIn('maria/src/service.ts', '', { database: 'mysql' }))).toBe('mysql');
  });
});

const service = (entity: string, key: string): string => `
import { Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
import { ${entity} } from '@entities';

export class Service {
  constructor(@InjectRepository(${entity}) private readonly rows: Repository<${entity}>) {}

  async add(tenantId: number, slug: string, title: string) {
    const found = await this.rows.findOneBy({ ${key} });
    if (found) throw new Error('taken');
    await this.rows.insert({ tenantId, slug, title });
  }
}
`;

describe('messages', () => {
  it('say a unique violation where a full key is on the columns', () => {
    // Race because the second insert fails on (tenantId, slug).
    expect(reports('typeorm/src/service.ts', service('Page', 'tenantId, slug'))).toEqual([
      'no-check-then-create@11: Another request can insert the same `tenantId` and `slug` between this check (line 9) and this `insert`: a unique violation (23505) in place of the answer that the check gives. Insert and handle the unique violation (23505); the check may stay for the friendly answer.',
    ]);
  });

  it('say two rows where none is', () => {
    // Race because no key is on title.
    expect(reports('typeorm/src/service.ts', service('Page', 'title'))[0]).toContain('two rows. Add `@Index({ unique: true })` to `title` of `Page` (page.entity.ts:9), then insert');
    expect(reports('typeorm/src/service.ts', service('Page', 'slug, title'))[0]).toContain("two rows. Add `@Unique(['slug', 'title'])` to `Page`");
  });
});

describe('repairs', () => {
  const earn = (column: string): string => `
import { Repository } from 'typeorm';
import { Owner, Page } from '@entities';
export const earn = async (pages: Repository<Page>, from: Owner, id: number) => {
  const page = await pages.findOneByOrFail({ id });
  page.${column} += from.${column};
  await pages.save(page);
};
`;

  it('add to a column that is a number by its declaration in another file', () => {
    // Race because both add to what they read; the amount is no number that could be seen here.
    expect(suggestions('typeorm/src/service.ts', earn('tenantId'))[0]).toContain("await pages.increment({ id }, 'tenantId', from.tenantId);");
  });

  it('add to no column that arrives as text', () => {
    expect(suggestions('typeorm/src/service.ts', earn('title'))).toEqual([]);
  });
});
