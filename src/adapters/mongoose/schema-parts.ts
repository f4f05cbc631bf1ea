/**
 * Parts that schemas and decorated classes share. Source: mongoosejs.com "SchemaTypes", "Schema options"; MongoDB manual "Unique indexes": a missing field counts as
 * null, so a unique index covers every document, unless it is sparse or partial.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { finished, type DraftKey } from '../../operations/draft-key.js';
import type { ColumnSchema, TableSchema } from '../../operations/schema.js';
import { isOff, isOn, optionsOf, textOption, type Options } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';
import { tableNamed } from './tables.js';

/** A schema while it is read. */
export interface Draft {
  readonly columns: Map<string, ColumnSchema>;
  readonly keys: DraftKey[];
  complete: boolean;
}

export const newDraft = (): Draft => ({ columns: new Map(), keys: [], complete: true });

const nullsOf = (options: Options): Pick<DraftKey, 'nullsAlike'> => (options.shape.entries.has('sparse') && !isOff(options, 'sparse') ? {} : { nullsAlike: true });

/** `unique: true`, and with a message: `[true, 'taken']`. */
const isUnique = (options: Options): boolean => {
  const node = options.shape.entries.get('unique')?.value;
  const value = node && options.at.constant(node);
  return value !== undefined && !(value.type === 'Literal' && !value.value);
};

/** A path by its options: the column, and the key of it alone. */
export const readPath = (path: string, options: Options, draft: Draft): void => {
  const { entries } = options.shape;
  const value = entries.get('default')?.value;
  const isNow = value !== undefined && options.at.sourceCode.getText(value) === 'Date.now';
  draft.columns.set(path, {
    name: path,
    mapped: path,
    type: undefined,
    nullable: !(entries.has('required') && !isOff(options, 'required')),
    list: false,
    default: value === undefined ? 'none' : isNow ? 'now' : options.at.constant(value).type === 'Literal' ? 'value' : 'generated',
    updatedAt: false,
    version: false,
  });
  if (!options.shape.node || options.shape.open || options.shape.spreads.length > 0) draft.complete &&= entries.size === 0 && options.shape.node === undefined;
  const index = entries.get('index')?.value;
  const inIndex = index && optionsOf(index, options.at);
  const settings = isUnique(options) ? options : inIndex && isOn(inIndex, 'unique') ? inIndex : undefined;
  if (settings) draft.keys.push({ columns: [path], constraint: undefined, primary: false, partial: [settings, inIndex].some((one) => one?.shape.entries.has('partialFilterExpression')), ...nullsOf(inIndex && inIndex.shape.entries.has('sparse') ? inIndex : options) });
};

/** `schema.index({ a: 1, b: 1 }, { unique: true })`, `@index({ a: 1 }, { unique: true })`. */
export const readIndex = (args: readonly TSESTree.Node[], at: Resolver, draft: Draft): void => {
  const [fields, given] = args;
  const options = optionsOf(given, at);
  if (!isOn(options, 'unique')) {
    if (given && (!options.shape.node || options.shape.open || options.shape.spreads.length > 0)) draft.complete = false;
    return;
  }
  const shape = at.object(fields);
  const columns = [...shape.entries.keys()].map((name) => (name === '_id' ? 'id' : name));
  if (!shape.node || shape.open || shape.spreads.length > 0 || columns.length === 0) draft.complete = false;
  else draft.keys.push({ columns, constraint: textOption(options, 'name'), primary: false, partial: options.shape.entries.has('partialFilterExpression'), ...nullsOf(options) });
};

const stamp = (name: string): ColumnSchema => ({ name, mapped: name, type: undefined, nullable: false, list: false, default: 'now', updatedAt: name === 'updatedAt', version: false });

/** The whole. @param settings the options of the schema @param line where it begins */
export const schemaFrom = (name: string, draft: Draft, settings: Options, line: number): TableSchema => {
  if (settings.shape.entries.has('timestamps')) for (const column of ['createdAt', 'updatedAt']) if (!draft.columns.has(column)) draft.columns.set(column, stamp(column));
  const id = draft.columns.get('_id');
  draft.columns.delete('_id');
  draft.columns.set('id', { ...(id ?? stamp('_id')), name: 'id', mapped: '_id', nullable: false, default: id === undefined ? 'generated' : id.default });
  // nobody builds the indexes that are declared: which of them are there can't be told
  const isBuilt = !isOff(settings, 'autoIndex');
  const keys: readonly DraftKey[] = [{ columns: ['id'], constraint: undefined, primary: true, partial: false }, ...(isBuilt ? draft.keys : [])];
  return {
    table: tableNamed(name),
    name,
    mapped: textOption(settings, 'collection') ?? name,
    columns: draft.columns,
    relations: new Map(),
    foreignKeys: { keys: [], complete: true },
    keys: keys.map((key) => finished(key, (column) => draft.columns.get(column)?.nullable !== false)),
    complete: draft.complete && isBuilt,
    database: 'mongodb',
    place: { file: settings.at.filename, line },
  };
};
