/**
 * Parts that definitions and decorated classes share: attributes, indexes, what Sequelize adds by itself.
 *
 * Source: Sequelize 6, "Model Basics", "Indexes & Uniqueness": attributes with equal names in `unique` make up one key. Never assumed: that a join table, whose foreign
 * keys get a key by `belongsToMany` in another file, has no other keys than those that it declares itself.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { finished, type DraftKey } from '../../operations/draft-key.js';
import { unknown } from '../../operations/known.js';
import type { ColumnSchema, TableSchema } from '../../operations/schema.js';
import { isClosed, isOff, isOn, optionsOf, textOption, type Options } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';
import { tableNamed } from './entity.js';

/** A model while it is read. */
export interface Draft {
  readonly columns: Map<string, ColumnSchema>;
  readonly primary: string[];
  readonly keys: DraftKey[];
  /** keys of several attributes, by the name that they share */
  readonly groups: Map<string, string[]>;
  readonly foreign: Set<string>;
  complete: boolean;
}

export const newDraft = (): Draft => ({ columns: new Map(), primary: [], keys: [], groups: new Map(), foreign: new Set(), complete: true });

const keyOf = (columns: readonly string[], constraint?: string): DraftKey => ({ columns, constraint, primary: false, partial: false });

/** An attribute by its options; what decorators say besides is added by the caller. */
export const readAttribute = (name: string, options: Options, draft: Draft): void => {
  const { shape, at } = options;
  const isPrimary = isOn(options, 'primaryKey');
  const value = shape.entries.get('defaultValue')?.value;
  draft.columns.set(name, {
    name,
    mapped: textOption(options, 'field') ?? textOption(options, 'columnName') ?? name,
    type: undefined,
    nullable: !isOff(options, 'allowNull') && !isPrimary,
    list: false,
    default: isOn(options, 'autoIncrement') || isOn(options, 'autoIncrementIdentity') ? 'generated' : value === undefined ? 'none' : defaultOf(at.sourceCode.getText(at.constant(value))),
    updatedAt: false,
    version: false,
  });
  if (isPrimary) draft.primary.push(name);
  if (shape.entries.has('references')) draft.foreign.add(name);
  if (!isClosed(options)) draft.complete = false;
  readUnique(name, shape.entries.get('unique')?.value, at, draft);
};

const defaultOf = (text: string): ColumnSchema['default'] => (/\bNOW$/.test(text) ? 'now' : /\bUUIDV\d$|\(/.test(text) ? 'generated' : 'value');

/** `unique: true`, `'name'`, `{ name, msg }`. */
export const readUnique = (name: string, node: TSESTree.Node | undefined, at: Resolver, draft: Draft): void => {
  if (node === undefined) return;
  const value = at.constant(node);
  if (value.type === 'Literal' && typeof value.value === 'boolean') {
    if (value.value) draft.keys.push(keyOf([name]));
    return;
  }
  const options = optionsOf(value, at);
  const group = at.text(node) ?? textOption(options, 'name');
  if (group !== undefined) draft.groups.set(group, [...(draft.groups.get(group) ?? []), name]);
  else if (value.type === 'ObjectExpression' && isClosed(options)) draft.keys.push(keyOf([name]));
  else draft.complete = false;
};

/** `indexes: [{ unique: true, fields: ['a', 'b'] }]` of a model's options. */
export const readIndexes = (settings: Options, draft: Draft): void => {
  if (!isClosed(settings)) draft.complete = false;
  const { at } = settings;
  const node = settings.shape.entries.get('indexes')?.value;
  if (node === undefined) return;
  const list = at.constant(node);
  if (list.type !== 'ArrayExpression') {
    draft.complete = false;
    return;
  }
  for (const element of list.elements) {
    const options = element === null || element.type === 'SpreadElement' ? undefined : optionsOf(element, at);
    if (!options?.shape.node || !isClosed(options)) draft.complete = false;
    else if (isOn(options, 'unique') || textOption(options, 'type')?.toUpperCase() === 'UNIQUE') readIndex(options, draft);
  }
};

const readIndex = (options: Options, draft: Draft): void => {
  const { at, shape } = options;
  const node = shape.entries.get('fields')?.value;
  const list = node && at.constant(node);
  const fields = list?.type === 'ArrayExpression' ? list.elements.map((field) => (field === null ? undefined : (at.text(field) ?? textOption(optionsOf(field, at), 'name')))) : [];
  if (fields.length === 0 || !fields.every((field) => field !== undefined)) draft.complete = false;
  else draft.keys.push({ columns: fields, constraint: textOption(options, 'name'), primary: false, partial: shape.entries.has('where') });
};

const snakeCase = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/** An index may name an attribute by its column. */
const attributeOf = (field: string, columns: Draft['columns']): string => (columns.has(field) ? field : ([...columns.values()].find(({ name, mapped }) => mapped === field || snakeCase(name) === field)?.name ?? field));

const added = (name: string, facts: Partial<ColumnSchema>): ColumnSchema => ({ name, mapped: name, type: undefined, nullable: false, list: false, default: 'none', updatedAt: false, version: false, ...facts });

/** The whole model, with what Sequelize adds: `id` where no attribute is the primary key, time stamps. */
export const schemaFrom = (name: string, draft: Draft, settings: Options, line: number): TableSchema => {
  const { columns } = draft;
  if (draft.primary.length === 0) {
    columns.set('id', added('id', { default: 'generated' }));
    draft.primary.push('id');
  }
  if (!isOff(settings, 'timestamps')) for (const stamp of ['createdAt', 'updatedAt']) if (!columns.has(stamp)) columns.set(stamp, added(stamp, { default: 'now', updatedAt: stamp === 'updatedAt' }));
  const keys: readonly DraftKey[] = [{ columns: draft.primary, constraint: undefined, primary: true, partial: false }, ...draft.keys, ...[...draft.groups].map(([group, names]) => keyOf(names, group))];
  return {
    table: tableNamed(name),
    name,
    mapped: textOption(settings, 'tableName') ?? name,
    columns,
    relations: new Map(),
    keepsDeleted: settings.shape.entries.has('paranoid') && !isOff(settings, 'paranoid'),
    // what `belongsTo` adds stands elsewhere
    foreignKeys: { keys: [...draft.foreign].map((column) => ({ columns: [column], table: unknown })), complete: false },
    keys: keys.map((key) => finished({ ...key, columns: key.columns.map((field) => attributeOf(field, columns)) }, (column) => columns.get(column)?.nullable !== false)),
    complete: draft.complete && draft.foreign.size < 2,
    database: unknown,
    place: { file: settings.at.filename, line },
  };
};
