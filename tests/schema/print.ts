/** Prints what a data layer's schema says of a table, one line a column, relation and key. */
import * as parser from '@typescript-eslint/parser';
import type { TSESLint } from '@typescript-eslint/utils';
import { Linter } from 'eslint';
import { isKnown } from '../../src/operations/known.js';
import type { SchemaSource, TableSchema } from '../../src/operations/schema.js';
import { plainProject, type Project } from '../../src/project/project.js';
import { createResolver } from '../../src/resolve/create-resolver.js';
import type { Resolver } from '../../src/resolve/resolver.js';
import { fixtures } from './lint.js';

/** The resolver of a text as if it stood in a fixture project. */
export const resolverIn = (file: string, code: string, settings: Partial<Project> = {}): Resolver => {
  const found: Resolver[] = [];
  const see = {
    create: (context: { readonly sourceCode: unknown }) => {
      found.push(createResolver(context.sourceCode as TSESLint.SourceCode, fixtures + file, { ...plainProject, cwd: fixtures, ...settings }));
      return {};
    },
  };
  new Linter().verify(code, [{ files: ['**'], languageOptions: { parser }, plugins: { x: { rules: { see } } }, rules: { 'x/see': 'error' } }], { filename: 'a.ts' });
  const [at] = found;
  if (!at) throw new Error('the text was not linted');
  return at;
};

/** What a schema says of a table. */
export const printTable = (source: SchemaSource, id: string, at: Resolver): readonly string[] => {
  const schema = source.of({ id, name: id.slice(id.indexOf(':') + 1) }, at);
  if (!isKnown(schema)) return ['unknown'];
  return schema ? print(schema) : ['absent'];
};

const print = ({ name, mapped, columns, relations, keys, complete, database, place }: TableSchema): readonly string[] => [
  `${name} "${mapped}" ${isKnown(database) ? database : '?'} ${place.file.slice(place.file.lastIndexOf('/') + 1)}:${String(place.line)}${complete ? '' : ' in part'}`,
  ...[...columns.values()].map((column) => {
    const marks = [column.nullable ? 'null' : '', column.list ? 'list' : '', column.default === 'none' ? '' : column.default, column.updatedAt ? 'updated' : '', column.version ? 'version' : ''].filter((mark) => mark !== '');
    return `  ${column.name}${column.mapped === column.name ? '' : ` "${column.mapped}"`}${marks.length > 0 ? ` ${marks.join(' ')}` : ''}`;
  }),
  ...[...relations.values()].map((relation) => `  ${relation.name} -> ${relation.table.id}${relation.list ? '[]' : ''}${relation.columns.length > 0 ? ` by ${relation.columns.join(', ')}` : ''}`),
  ...keys.map((key) => `  ${key.primary ? 'primary ' : ''}${key.kind} (${key.columns.join(', ')}) ${key.name}${key.constraint === undefined ? '' : ` "${key.constraint}"`}`),
];
