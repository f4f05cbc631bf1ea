/** Parts that entity classes and `EntitySchema` share: column options, keys. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { ColumnSchema, UniqueKey } from '../../operations/schema.js';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';

/** Options of a column, an index or a relation; empty where none are written. */
export interface Options {
  readonly shape: ObjectShape;
  readonly at: Resolver;
}

export const optionsOf = (node: TSESTree.Node | undefined, at: Resolver): Options => ({ shape: at.object(node), at });

export const textOption = ({ shape, at }: Options, name: string): string | undefined => at.text(shape.entries.get(name)?.value);

/** Whether an option is written and is `true`. */
export const isOn = ({ shape, at }: Options, name: string): boolean => {
  const node = shape.entries.get(name)?.value;
  const value = node && at.constant(node);
  return value?.type === 'Literal' && value.value === true;
};

export const isOff = ({ shape, at }: Options, name: string): boolean => {
  const node = shape.entries.get(name)?.value;
  const value = node && at.constant(node);
  return value?.type === 'Literal' && value.value === false;
};

/** A column by its options; what its decorator says besides is added by the caller. */
export const columnBy = (name: string, options: Options, type: string | undefined): ColumnSchema => ({
  name,
  mapped: textOption(options, 'name') ?? name,
  type: type ?? textOption(options, 'type'),
  nullable: isOn(options, 'nullable'),
  list: isOn(options, 'array'),
  default: isGenerated(options) ? 'generated' : defaultOf(options),
  updatedAt: isOn(options, 'updateDate'),
  version: isOn(options, 'version'),
});

const isGenerated = ({ shape }: Options): boolean => {
  const value = shape.entries.get('generated')?.value;
  return value !== undefined && !(value.type === 'Literal' && value.value === false);
};

/** `default: () => 'now()'` is SQL, any other value a constant. */
const defaultOf = (options: Options): ColumnSchema['default'] => {
  if (isOn(options, 'createDate')) return 'now';
  const node = options.shape.entries.get('default')?.value;
  if (node === undefined) return 'none';
  const value = options.at.constant(node);
  if (value.type !== 'ArrowFunctionExpression') return 'value';
  const sql = options.at.text(value.body) ?? '';
  if (/^\s*(?:now\(|current_timestamp|getdate\()/i.test(sql)) return 'now';
  return sql === '' || sql.includes('(') ? 'generated' : 'value';
};

/** Names of columns: `['a', 'b']`, `(t) => [t.a, t.b]`; undefined where they can't be read. */
export const columnNames = (node: TSESTree.Node | undefined, at: Resolver): readonly string[] | undefined => {
  if (node === undefined) return undefined;
  const value = at.constant(node);
  const list = value.type === 'ArrowFunctionExpression' ? at.bare(value.body) : value;
  if (list.type === 'ObjectExpression') return [...at.object(list).entries.keys()];
  if (list.type !== 'ArrayExpression') return undefined;
  const names = list.elements.map((element) => {
    if (element?.type === 'MemberExpression' && value !== list) return element.property.type === 'Identifier' ? element.property.name : undefined;
    return element === null ? undefined : at.text(element);
  });
  return names.every((name) => name !== undefined) ? names : undefined;
};

/** A key before it is known which of its columns can be NULL. */
export interface DraftKey {
  readonly columns: readonly string[];
  readonly constraint: string | undefined;
  readonly primary: boolean;
  readonly partial: boolean;
}

export const finished = ({ columns, constraint, primary, partial }: DraftKey, isNullable: (column: string) => boolean): UniqueKey => ({
  columns,
  name: columns.join('_'),
  constraint,
  primary,
  kind: partial ? 'partial' : !primary && columns.some(isNullable) ? 'nullable' : 'full',
});

/** The default naming strategy's table name. */
export const snakeCase = (name: string): string => name.replace(/([A-Z])([A-Z])([a-z])/g, '$1_$2$3').replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
