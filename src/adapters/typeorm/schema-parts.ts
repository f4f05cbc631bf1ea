/** Parts that entity classes and `EntitySchema` share: column options, names of columns. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { ColumnSchema } from '../../operations/schema.js';
import { isOn, textOption, type Options } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';

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

/** The default naming strategy's table name. */
export const snakeCase = (name: string): string => name.replace(/([A-Z])([A-Z])([a-z])/g, '$1_$2$3').replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
