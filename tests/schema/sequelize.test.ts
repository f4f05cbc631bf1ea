/** What Sequelize's models say, and what rules, messages and repairs make of it. */
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/adapters/sequelize/schema.js';
import { reports, suggestions } from './lint.js';
import { printTable, resolverIn } from './print.js';

const table = (name: string, code: string): readonly string[] => printTable(schema, `sequelize:${name}`, resolverIn('sequelize/service.ts', code));

describe('models', () => {
  it('have the attributes and keys of their definition, in the file of their name beside an index', () => {
    expect(table('Page', "const { Page } = require('./models');")).toEqual([
      'Page "pages" postgresql page.js:2',
      '  tenantId', '  slug', '  title null', '  email', '  code null', '  year', '  number', '  hits null value', '  id generated', '  createdAt now', '  updatedAt now updated',
      '  primary full (id) id',
      '  full (email) email',
      '  nullable (code) code',
      '  full (tenantId, slug) tenantId_slug "place"',
      '  partial (title) title',
      '  full (year, number) year_number "numbered"',
    ]);
    expect(table('Sheet', "const { Sheet } = require('./models');")).toEqual(['unknown']);
  });

  it('can be classes with decorators', () => {
    expect(table('Label', "import { Label } from './models/label';")).toEqual([
      'Label "labels" postgresql label.ts:4', '  number generated', '  name', '  shop', '  color null', '  note "note_text" null', '  primary full (number) number', '  full (name) name', '  nullable (shop, color) shop_color "shown"',
    ]);
  });

  const own = (attributes: string, options: string): string => `import { DataTypes, Model } from 'sequelize';\nexport class Tag extends Model {}\nTag.init(${attributes}, ${options});`;

  it('are read from init, and known in part where attributes or options are out of view, or a join table may get its key elsewhere', () => {
    expect(table('Tag', own('{ name: { type: DataTypes.STRING, primaryKey: true } }', '{ sequelize, timestamps: false }'))).toEqual(['Tag "Tag" postgresql service.ts:3', '  name', '  primary full (name) name']);
    expect(table('Tag', own('{ name: DataTypes.STRING, ...common }', '{ sequelize }'))[0]).toMatch(/in part$/);
    expect(table('Tag', own('{ name: DataTypes.STRING }', '{ sequelize, ...shared }'))[0]).toMatch(/in part$/);
    expect(table('Tag', own('{ a: { type: DataTypes.INTEGER, references: x }, b: { type: DataTypes.INTEGER, references: y } }', '{ sequelize }'))[0]).toMatch(/in part$/);
  });
});

const add = (columns: string): string => `
import { Page } from './models';

export async function add({ ${columns}, hits }) {
  const found = await Page.findOne({ where: { ${columns} } });
  if (!found) {
    await Page.create({ ${columns}, hits });
  }
}
`;

describe('messages and repairs', () => {
  it('say a unique violation, and offer findOrCreate, where a full key is on the attributes', () => {
    // Race because the second insert fails on (tenantId, slug).
    const [report] = reports('sequelize/service.js', add('tenantId, slug'));
    expect(report).toContain('a unique violation (');
    expect(report).not.toContain('two rows');
    expect(suggestions('sequelize/service.js', add('tenantId, slug'))[0]).toContain('await Page.findOrCreate({ where: { tenantId, slug }, defaults: { tenantId, slug, hits } })');
  });

  it('say two rows, and the line to add, where none is', () => {
    // Race because no key is on the slug alone: findOrCreate would insert two rows, too.
    expect(reports('sequelize/service.js', add('slug'))[0]).toContain('two rows. Add `unique: true` to `slug` of `Page` (page.js:2)');
    expect(reports('sequelize/service.js', add('slug, year'))[0]).toContain("Add `indexes: [{ unique: true, fields: ['slug', 'year'] }]` to `Page` (page.js:2)");
    expect(suggestions('sequelize/service.js', add('slug'))).toEqual([]);
  });

  it('offer no findOrCreate where the key is on fewer attributes, or partial', () => {
    expect(suggestions('sequelize/service.js', add('email, slug')).join('')).not.toContain('findOrCreate');
    expect(suggestions('sequelize/service.js', add('title')).join('')).not.toContain('findOrCreate');
  });
});
