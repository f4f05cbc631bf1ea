/** What the reader makes of Prisma schemas: of their text, their place, and what can't be read. */
import { mkdtempSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { beforeLinting } from '../../src/project/world.js';
import { prismaSchema, schema } from '../../src/adapters/prisma/schema.js';
import { readSchemaText } from '../../src/adapters/prisma/schema-text.js';
import { buildSchema, type PrismaSchema } from '../../src/adapters/prisma/schema-tables.js';
import { fixtures } from './lint.js';
import { printTable, resolverIn } from './print.js';

const read = (text: string): PrismaSchema => buildSchema([{ file: '/schema.prisma', text: readSchemaText(text) }], undefined);
const found = (file: string, code = '', settings = {}): PrismaSchema | undefined => prismaSchema(resolverIn(file, code, settings));
const filesOf = (schemaFound: PrismaSchema | undefined): readonly string[] | undefined => schemaFound?.files.map((file) => file.replace(fixtures, ''));

describe('tables', () => {
  const at = resolverIn('postgres/src/a.ts', '');

  it('have columns, relations and keys', () => {
    expect(printTable(schema, 'prisma:page', at)).toEqual([
      'Page "pages" postgresql schema.prisma:6',
      '  id generated',
      '  tenantId "tenant_id"',
      '  slug',
      '  hits value',
      '  ownerId null',
      '  code null',
      '  createdAt now',
      '  updatedAt updated',
      '  owner -> prisma:member by ownerId',
      '  visits -> prisma:visit[]',
      '  primary full (id) id',
      '  nullable (code) code',
      '  full (tenantId, slug) tenantId_slug',
    ]);
  });

  it('take the name of a key', () => {
    expect(printTable(schema, 'prisma:visit', at).at(-1)).toBe('  primary full (pageId, day) place');
  });

  it('are found by their SQL name', () => {
    expect(printTable(schema, 'prisma:pages', at)[0]).toContain('Page "pages"');
  });

  it("aren't there when they are ignored, and have no keys when they are views", () => {
    expect(printTable(schema, 'prisma:hidden', at)).toEqual(['absent']);
    expect(printTable(schema, 'prisma:summary', at)).toEqual(['Summary "Summary" postgresql schema.prisma:50 in part', '  id', '  total']);
  });

  it('have partial keys, and keys over several lines', () => {
    const keys = read('model A {\n  id Int @id(map: "pk") // key\n  a Int /* one\n  two */\n  b String @unique(sort: Desc, map: "b_key")\n\n  @@unique(\n    [a, b(sort: Desc)],\n    name: "both",\n    map: "a_b"\n  )\n  @@unique([a], where: { b: null })\n}\n').find('a')?.keys;
    expect(keys).toEqual([
      { columns: ['id'], name: 'id', constraint: 'pk', primary: true, kind: 'full' },
      { columns: ['b'], name: 'b', constraint: 'b_key', primary: false, kind: 'full' },
      { columns: ['a', 'b'], name: 'both', constraint: 'a_b', primary: false, kind: 'full' },
      { columns: ['a'], name: 'a', constraint: undefined, primary: false, kind: 'partial' },
    ]);
  });
});

describe('a broken schema', () => {
  it('costs the lines that are broken', () => {
    const text = readSchemaText(readFileSync(`${fixtures}broken/prisma/schema.prisma`, 'utf8'));
    expect(text.problems.map(({ line }) => line)).toEqual([7, 5]);
    const tables = buildSchema([{ file: '/s', text }], undefined);
    expect(tables.find('tag')?.complete).toBe(false);
    expect(tables.find('label')).toMatchObject({ complete: true, keys: [{ columns: ['id'] }, { columns: ['name'] }] });
  });

  it.each(['model', 'model A', 'model A {', 'model A {\n  @', '}', '"', 'model A {\n  b Int @default(\n}', '@@@@', 'datasource db {\n provider =\n}', '/*'])('never throws: %j', (text) => {
    expect(() => read(text)).not.toThrow();
  });

  it('is named once, with file and line', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', listen);
    found('broken/src/a.ts');
    found('broken/src/b.ts');
    await new Promise((done) => setTimeout(done, 20));
    process.off('warning', listen);
    expect(warnings.filter((message) => message.includes('broken'))).toEqual([`${fixtures}broken/prisma/schema.prisma:7: this line of the Prisma schema can't be read: name String @unique(. Linting goes on without it.`]);
  });
});

describe('the place', () => {
  it.each([
    ['the default one', 'postgres/src/deep/a.ts', ['postgres/prisma/schema.prisma']],
    ["package.json's, a folder", 'mysql/src/a.ts', ['mysql/prisma/schema/base.prisma', 'mysql/prisma/schema/probe.prisma']],
    ["prisma.config's", 'configured/src/a.ts', ['configured/db/main.prisma']],
    ["another package's of the workspace", 'workspace/apps/web/src/a.ts', ['workspace/packages/db/prisma/schema.prisma']],
  ])('is %s', (_, file, files) => {
    expect(filesOf(found(file))).toEqual(files);
  });

  it("is the setting's; of several the nearest", () => {
    expect(filesOf(found('nowhere/a.ts', '', { schema: ['postgres/prisma/schema.prisma'] }))).toEqual(['postgres/prisma/schema.prisma']);
    const all = ['*/prisma/**/*.prisma'];
    expect(filesOf(found('mysql/src/a.ts', '', { schema: all }))).toEqual(['mysql/prisma/schema/base.prisma', 'mysql/prisma/schema/probe.prisma']);
    expect(filesOf(found('postgres/src/a.ts', '', { schema: all }))).toEqual(['postgres/prisma/schema.prisma']);
  });

  it('is nowhere where nothing says so', () => {
    expect(found('typeorm/src/a.ts')).toBeUndefined();
  });

  it('is read anew when the file has changed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'schema-'));
    mkdirSync(join(folder, '.git'));
    const file = join(folder, 'schema.prisma');
    const at = (): PrismaSchema | undefined => {
      beforeLinting('a.ts');
      return prismaSchema(resolverIn('a.ts', '', { schema: [file] }));
    };
    writeFileSync(file, 'model A {\n  id Int @id\n}\n');
    expect(at()?.tables.map(({ name }) => name)).toEqual(['A']);
    writeFileSync(file, 'model B {\n  id Int @id\n}\n');
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    expect(at()?.tables.map(({ name }) => name)).toEqual(['B']);
  });
});

interface Oracle {
  readonly get_dmmf: (parameters: string) => string;
}

interface Model {
  readonly name: string;
  readonly dbName: string | null;
  readonly fields: readonly { readonly name: string; readonly kind: string; readonly isList: boolean; readonly isRequired: boolean; readonly isUnique: boolean; readonly isId: boolean; readonly isUpdatedAt: boolean; readonly type: string; readonly relationFromFields?: readonly string[] }[];
  readonly uniqueIndexes: readonly { readonly name: string | null; readonly fields: readonly string[] }[];
  readonly primaryKey: { readonly name: string | null; readonly fields: readonly string[] } | null;
}

describe("Prisma's own parser", () => {
  const oracle = createRequire(import.meta.url)('@prisma/prisma-schema-wasm') as Oracle;

  it.each(['postgres/prisma/schema.prisma', 'configured/db/main.prisma', 'workspace/packages/db/prisma/schema.prisma'])('agrees on %s', (file) => {
    const text = readFileSync(fixtures + file, 'utf8');
    const { datamodel } = JSON.parse(oracle.get_dmmf(JSON.stringify({ prismaSchema: text }))) as { readonly datamodel: { readonly models: readonly Model[] } };
    const own = read(text);
    const keys = (names: readonly (readonly string[])[]): readonly string[] => names.map((columns) => columns.join()).sort();
    for (const model of datamodel.models) {
      const table = own.tables.find(({ name }) => name === model.name);
      if (model.name === 'Hidden') continue;
      expect(table?.mapped).toBe(model.dbName ?? model.name);
      const scalars = model.fields.filter(({ kind }) => kind !== 'object');
      expect([...(table?.columns.values() ?? [])].map(({ name, nullable, updatedAt, list, type }) => [name, nullable, updatedAt, list, type])).toEqual(scalars.map(({ name, isRequired, isUpdatedAt, isList, type }) => [name, !isRequired, isUpdatedAt, isList, type]));
      expect([...(table?.relations.values() ?? [])].map(({ name, list, columns }) => [name, list, columns])).toEqual(model.fields.filter(({ kind }) => kind === 'object').map(({ name, isList, relationFromFields }) => [name, isList, relationFromFields]));
      if (model.name === 'Summary') continue;
      const expected = [...model.fields.filter(({ isId, isUnique }) => isId || isUnique).map(({ name }) => [name]), ...model.uniqueIndexes.map(({ fields }) => fields), ...(model.primaryKey ? [model.primaryKey.fields] : [])];
      expect(keys(table?.keys.map(({ columns }) => columns) ?? [])).toEqual(keys(expected));
    }
  });
});
