/** What a text's outline says, as `name: the text of its regions` and its modules. */
import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../src/project/outline.js';

const regions = (text: string): readonly string[] | undefined => {
  const outline = outlineOf(text);
  return outline && [...outline.regions].flatMap(([name, list]) => list.map(({ start, end, of }) => `${name}${of === undefined ? '' : ` of ${of}`}: ${text.slice(start, end).trim().replaceAll(/\s+/g, ' ')}`));
};

describe('the outline of a text', () => {
  it('has functions, constants and the members of classes', () => {
    expect(
      regions(`export async function find(id: string) {
  return query(id);
}
export const save = wrap(async (row) => {
  await write(row);
});
@Injectable()
export class Users extends Base {
  constructor(private readonly db: Db) {}
  @Cached()
  async all<T>(
    limit: number,
  ): Promise<T[]> {
    return this.db.list(limit);
  }
  #hidden = () => 1;
}
export default function () {}
`),
    ).toEqual([
      'find: export async function find(id: string) { return query(id); }',
      'save: export const save = wrap(async (row) => { await write(row); });',
      'Users: export class Users extends Base { constructor(private readonly db: Db) {} @Cached() async all<T>( limit: number, ): Promise<T[]> { return this.db.list(limit); } #hidden = () => 1; }',
      'constructor: constructor(private readonly db: Db) {}',
      'all: async all<T>( limit: number, ): Promise<T[]> { return this.db.list(limit); }',
      'hidden: #hidden = () => 1;',
      'default: export default function () {}',
    ]);
  });

  it('has constant enums', () => {
    expect(regions("export const enum Field { id = 'id' }\nconst enumerated = 1;\n")).toEqual(["Field: export const enum Field { id = 'id' }", 'enumerated: const enumerated = 1;']);
  });

  it('has the members of interfaces, abstract classes and objects, and what CommonJS exports', () => {
    expect(
      regions(`export interface Store {
  find(id: string): Promise<Row>;
}
export abstract class Job {
  abstract run(): void;
}
const users = {
  create: async () => insert(),
};
exports.insert = async (row) => db.insert(row);
`),
    ).toEqual([
      'Store: export interface Store { find(id: string): Promise<Row>; }',
      'find of Store: find(id: string): Promise<Row>;',
      'Job: export abstract class Job { abstract run(): void; }',
      'run of Job: abstract run(): void;',
      'users: const users = { create: async () => insert(), };',
      'create: create: async () => insert(),',
      'insert: exports.insert = async (row) => db.insert(row);',
    ]);
  });

  it('is not led astray by brackets in texts, templates, comments, regular expressions and JSX', () => {
    const text = `const open = '{', quote = "\\"{";
const pattern = /[/{(]\\/{/g;
// {
/* ( */
const page = (name) => <p title="}">don't {name} \`{\`</p>;
const sql = \`a { \${map((row) => { return \`\${row}}\`; })} (\`;
function last() {}
`;
    expect(regions(text)?.map((region) => region.split(':')[0])).toEqual(['open', 'pattern', 'page', 'sql', 'last']);
  });

  it('goes on where a head has several lines', () => {
    expect(
      regions(`export const find = async (
  id: string
): Promise<
  {
    id: string;
  }[]
> => {
  return query(id);
};
`),
    ).toEqual(['find: export const find = async ( id: string ): Promise< { id: string; }[] > => { return query(id); };']);
  });

  it('takes a name that is exported as itself for what it is', () => {
    expect(regions('class User {}\nexport { User as User, User as Account };')).toEqual(['User: class User {}', 'Account: class User {}']);
  });

  it('is undefined where the brackets do not close', () => {
    expect(outlineOf('function f() {')).toBeUndefined();
    expect(outlineOf('}')).toBeUndefined();
  });

  it('has imports, re-exports and stars', () => {
    const { imports, reexports, stars, modules } = outlineOf(`import a, { b as c, type D } from './a';
import * as all from './all';
export { x as y } from './x';
export * from './star';
const { find } = require('./find');
export { c as again };
`) ?? { imports: new Map(), reexports: new Map(), stars: [], modules: [] };
    expect(Object.fromEntries(imports)).toEqual({
      a: { module: './a', name: 'default' },
      c: { module: './a', name: 'b' },
      D: { module: './a', name: 'D' },
      all: { module: './all', name: '*' },
      find: { module: './find', name: 'find' },
    });
    expect(Object.fromEntries(reexports)).toEqual({ y: { module: './x', name: 'x' }, again: { module: './a', name: 'b' } });
    expect(stars).toEqual(['./star']);
    expect(modules).toEqual(['./a', './all', './x', './star', './find']);
  });
});
