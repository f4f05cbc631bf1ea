/** Objection's models that a package keeps in an object: which of them are models, the manifest says. */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const page = (mark: string): string => `module.exports = {
  async create(path, title) {
    const taken = await APP.models.pages.query().select('id').where('path', path).first();
    if (taken) throw new Error('taken');
    await APP.models.pages.query().insert({ path, title });${mark}
  },
};
`;

const withLibrary = (name: string): string => JSON.stringify({ name: 'app', dependencies: { [name]: '^3.0.0', knex: '^3.0.0' } });

const cases: Readonly<Record<string, Files>> = {
  'Race because the package has Objection, and its models are kept in a global': { 'package.json': withLibrary('objection'), 'page.js': page(' // race: no-check-then-create') },
  'Safe because nothing says that the global holds models of Objection': { 'package.json': withLibrary('vue-query-builder'), 'page.js': page('') },
  'Safe because what is queried is given text, as a driver is': {
    'package.json': withLibrary('objection'),
    'page.js': `module.exports = {
  async create(search, path) {
    const taken = await APP.index.query(search).where('path', path).first();
    if (!taken) await APP.index.query(search).insert({ path });
  },
};
`,
  },
};

describe("Objection's models", () => {
  it.each(Object.entries(cases))('%s', (_, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
  });
});
