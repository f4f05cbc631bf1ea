/** `new EntitySchema({ name, columns, relations, uniques, indices })` as a table. Source: TypeORM 0.3 and 1.x, `EntitySchemaOptions`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { finished, type DraftKey } from '../../operations/draft-key.js';
import type { ColumnSchema, RelationSchema, TableSchema } from '../../operations/schema.js';
import { isOff, isOn, optionsOf, textOption, type Options } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';
import { tableNamed } from './entity.js';
import { isTypeormModule } from './names.js';
import { columnBy, columnNames, snakeCase } from './schema-parts.js';

/** What an expression says of a table; undefined where it is no `EntitySchema`. */
export const objectSchema = (node: TSESTree.Node, at: Resolver): Omit<TableSchema, 'database'> | undefined => {
  const made = at.constant(node);
  if (made.type !== 'NewExpression') return undefined;
  const callee = at.origin(made.callee);
  if (callee.kind !== 'import' || callee.name !== 'EntitySchema' || !isTypeormModule(callee.module)) return undefined;
  const options = optionsOf(made.arguments[0], at);
  const name = textOption(options, 'name');
  if (name === undefined) return undefined;
  const parts = (key: string): readonly (readonly [string, Options])[] => [...optionsOf(options.shape.entries.get(key)?.value, at).shape.entries].map(([own, { value }]) => [own, optionsOf(value, at)]);
  const columns = new Map(parts('columns').map(([own, column]): [string, ColumnSchema] => [own, columnBy(own, column, undefined)]));
  const optional = new Set(parts('relations').filter(([, relation]) => !isOff(relation, 'nullable')).map(([own]) => own));
  const keys = [...ownKeys(parts('columns'), parts('relations')), ...sharedKeys(options, 'uniques'), ...sharedKeys(options, 'indices')];
  const whole = ['columns', 'uniques', 'indices'].every((key) => isWhole(options, key)) && !options.shape.open && options.shape.spreads.length === 0;
  return {
    table: tableNamed(name),
    name,
    mapped: textOption(options, 'tableName') ?? snakeCase(name),
    columns,
    relations: new Map(parts('relations').map(([own, relation]): [string, RelationSchema] => [own, relationOf(own, relation, columns)])),
    keys: keys.filter((key) => key !== undefined).map((key) => finished(key, (column) => columns.get(column)?.nullable ?? optional.has(column))),
    complete: whole && keys.every((key) => key !== undefined),
    place: { file: at.filename, line: made.loc.start.line },
  };
};

/** Nothing is spread into an option, and it is written as a literal. */
const isWhole = ({ shape, at }: Options, key: string): boolean => {
  const node = shape.entries.get(key)?.value;
  if (node === undefined) return true;
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') return value.elements.every((element) => element !== null && element.type !== 'SpreadElement');
  const inner = at.object(value);
  return inner.node !== undefined && !inner.open && inner.spreads.length === 0;
};

const ownKeys = (columns: readonly (readonly [string, Options])[], relations: readonly (readonly [string, Options])[]): readonly DraftKey[] => {
  const key = (names: readonly string[], primary: boolean): DraftKey => ({ columns: names, constraint: undefined, primary, partial: false });
  const primary = columns.filter(([, options]) => isOn(options, 'primary')).map(([name]) => name);
  const unique = columns.filter(([, options]) => isOn(options, 'unique')).map(([name]) => key([name], false));
  const oneToOne = relations.filter(([, options]) => textOption(options, 'type') === 'one-to-one' && options.shape.entries.has('joinColumn')).map(([name]) => key([name], false));
  return [...(primary.length > 0 ? [key(primary, true)] : []), ...unique, ...oneToOne];
};

/** Undefined for a key whose columns can't be read. */
const sharedKeys = ({ shape, at }: Options, list: 'uniques' | 'indices'): readonly (DraftKey | undefined)[] => {
  const node = shape.entries.get(list)?.value;
  const value = node && at.constant(node);
  if (value?.type !== 'ArrayExpression') return [];
  return value.elements.flatMap((element) => {
    const options = optionsOf(element ?? undefined, at);
    if (list === 'indices' && !isOn(options, 'unique')) return [];
    const columns = columnNames(options.shape.entries.get('columns')?.value, at);
    return [columns && { columns, constraint: textOption(options, 'name'), primary: false, partial: options.shape.entries.has('where') || options.shape.entries.has('sparse') }];
  });
};

const relationOf = (name: string, options: Options, columns: ReadonlyMap<string, ColumnSchema>): RelationSchema => {
  const join = optionsOf(options.shape.entries.get('joinColumn')?.value, options.at);
  const sql = textOption(join, 'name') ?? `${name}Id`;
  const type = textOption(options, 'type') ?? '';
  const own = type.endsWith('to-one') ? [...columns.values()].find((column) => column.mapped === sql || column.name === sql)?.name : undefined;
  return { name, table: tableNamed(textOption(options, 'target') ?? name), list: type.endsWith('to-many'), columns: own === undefined ? [] : [own], references: [] };
};
