/** What Mongoose's schemas say, and what rules, messages and repairs make of it. */
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/adapters/mongoose/schema.js';
import { reports, suggestions } from './lint.js';
import { printTable, resolverIn } from './print.js';

const table = (name: string, code: string): readonly string[] => printTable(schema, `mongoose:${name}`, resolverIn('mongoose/service.ts', code));

describe('schemas', () => {
  it('have the paths and the indexes that they declare', () => {
    expect(table('page', "const Page = require('./models/page');")).toEqual([
      'page "page" mongodb page.js:4',
      '  tenant', '  slug', '  title null', '  email null', '  code null', '  address.city null', '  author.handle null', '  tags null', '  tags.label null', '  createdAt now', '  updatedAt now updated', '  id "_id" generated',
      '  primary full (id) id',
      '  full (email) email',
      '  nullable (code) code',
      '  full (address.city) address.city',
      '  full (author.handle) author.handle',
      '  full (tenant, slug) tenant_slug "place"',
      '  partial (title) title',
    ]);
  });

  it('are found behind the type of a document, a default import and another local name', () => {
    const label = ['Label "marks" mongodb label.schema.ts:7', '  name', '  hits null value', '  shop null', '  id "_id" generated', '  primary full (id) id', '  full (name) name', '  nullable (shop, hits) shop_hits'];
    expect(table('label', "import type { LabelDocument } from './models/label.schema';")).toEqual(label);
    expect(table('page', "import PageModel from './models/page';")[0]).toBe('page "page" mongodb page.js:4');
    expect(table('sheet', "import Sheet from './models/page';")[0]).toBe('page "page" mongodb page.js:4');
    expect(table('page', "import Sheet from './models/page';")).toEqual(['unknown']);
  });

  const own = (schemaText: string, more = ''): string => `import mongoose, { Schema } from 'mongoose';\nconst userSchema = new Schema(${schemaText});\n${more}\nexport const User = mongoose.model('User', userSchema);`;

  it('are known in part behind a plugin, and paths that are out of view', () => {
    expect(table('user', own('{ name: String }'))[0]).toBe('user "user" mongodb service.ts:2');
    expect(table('user', own('{ name: String }', 'userSchema.plugin(named);'))[0]).toMatch(/in part$/);
    expect(table('user', own('{ ...common }'))[0]).toMatch(/in part$/);
  });

  it('have no key but the primary one in view where nobody builds the indexes', () => {
    // Race or not can't be told: somebody may build the index by hand.
    expect(table('user', own('{ name: { type: String, unique: true } }, { autoIndex: false }'))).toEqual(['user "user" mongodb service.ts:2 in part', '  name null', '  id "_id" generated', '  primary full (id) id']);
  });
});

const add = (columns: string): string => `
const { Types } = require('mongoose');
const Page = require('./models/page');

exports.add = async ({ ${columns}, hits }) => {
  const page = await Page.findOne({ ${columns} });
  if (page) throw new Error('taken');
  await Page.create({ ${columns}, hits });
};
`;

describe('messages', () => {
  it('say a unique violation where a unique index is on the fields', () => {
    // Race because the second insert fails on (tenant, slug).
    expect(reports('mongoose/service.js', add('tenant, slug'))[0]).toContain('a unique violation (');
    expect(reports('mongoose/service.js', add('tenant, slug'))[0]).not.toContain('two rows');
  });

  it('say two rows, and the line to add, where none is', () => {
    // Race because no index is on the slug alone.
    expect(reports('mongoose/service.js', add('slug'))[0]).toContain('two rows. Add `unique: true` to `slug` of `page` (page.js:4)');
    expect(reports('mongoose/service.js', add('slug, title'))[0]).toContain('two rows, or a unique violation');
    expect(reports('mongoose/service.js', add('slug, tags'))[0]).toContain('Add `schema.index({ slug: 1, tags: 1 }, { unique: true })` to `page` (page.js:4)');
  });
});

const once = (columns: string): string => `
const { Types } = require('mongoose');
const Page = require('./models/page');

exports.once = async ({ ${columns} }) => {
  const page = await Page.findOne({ ${columns} });
  if (!page) {
    await Page.create({ ${columns}, hits: 1 });
  }
};
`;

describe('the upsert', () => {
  it('is offered on a unique index, and on no other fields', () => {
    expect(suggestions('mongoose/service.js', once('tenant, slug'))[0]).toContain('Page.updateOne({ tenant, slug }, { $setOnInsert: { hits: 1 } }, { upsert: true })');
    // without an index on exactly the filter's fields two upserts insert two documents
    expect(suggestions('mongoose/service.js', once('email, slug')).join('')).not.toContain('upsert: true');
  });
});
