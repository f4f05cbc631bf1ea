/**
 * How rows of a table stop being there, anywhere in the project: deletes of the table, and writes that mark a row as gone.
 *
 * In: a table, or one of its columns and what a check wants of it. Out: the places, and what else the function there does with other tables. Text decides which
 * files are read, and their operations what is found. Never assumed: that a write whose table or value can't be told removes anything.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import { isKnown } from '../operations/known.js';
import type { Assignment, Operation, Table } from '../operations/operation.js';
import { namesake } from '../operations/table.js';
import { sourcesAround, type SourceText } from '../project/source-files.js';
import { ownerOf } from '../resolve/modules.js';
import { schemaOf } from '../resolve/schema-of.js';
import type { Resolver } from '../resolve/resolver.js';
import { enclosingFunction } from '../syntax/functions.js';
import { isAwaitedOrReturned } from '../syntax/is-awaited.js';

/** A place at which a row of the table goes. */
export interface Removal {
  readonly file: string;
  readonly line: number;
  /** the row stays, marked as deleted */
  readonly keepsRow: boolean;
  /** tables, by namesake, of which the function there reads, changes or deletes rows */
  readonly beside: ReadonlySet<string>;
}

/** What a check wants a column to be: NULL or false, or something else. */
export type Wanted = 'unset' | 'set';

/** What takes the row away: its deletion, or a value of a column that the check doesn't want. */
export type Removing = { readonly by: 'delete' } | { readonly by: 'flag'; readonly column: string; readonly wanted: Wanted };

/** Files that are read for one table. */
const maximumFiles = 24;

const deletes = /delete|destroy|remove|\bdel\b/i;

const found = new WeakMap<readonly SourceText[], Map<string, readonly Removal[]>>();

/** All removals in view, those of the file itself first. */
export const removalsOf = (file: FileModel, table: Table, removing: Removing): readonly Removal[] => {
  const { facts } = file;
  facts.recogniseAll();
  const own = removals([...facts.operations.values()].flat(), table, removing);
  return own.length > 0 ? own : elsewhere(facts.resolver, table, removing);
};

const elsewhere = (at: Resolver, table: Table, removing: Removing): readonly Removal[] => {
  const { modules } = at;
  if (!modules) return [];
  const here = at.filename.replaceAll('\\', '/');
  const sources = sourcesAround(here);
  const key = removing.by === 'delete' ? table.id : `${table.id} ${removing.column} ${removing.wanted}`;
  const known = found.get(sources) ?? new Map<string, readonly Removal[]>();
  found.set(sources, known);
  const before = known.get(key);
  if (before) return before;
  const all = filesSpeakingOf(sources, here, table, (text) => (removing.by === 'delete' ? deletes.test(text) : text.includes(removing.column))).flatMap((path) => removals(modules.operationsIn(path), table, removing));
  known.set(key, all);
  return all;
};

const plain = (text: string): string => text.replace(/[_-]/g, '').toLowerCase();

/** The other files whose text speaks of the table and says something more; at most some. */
export const filesSpeakingOf = (sources: readonly SourceText[], here: string, table: Table, says: (text: string) => boolean): readonly string[] => {
  const name = plain(namesake(table.id));
  if (name.length < 2) return [];
  const paths: string[] = [];
  for (const { path, text } of sources) {
    if (paths.length === maximumFiles) break;
    if (path === here || !says(text)) continue;
    if (plain(text).includes(name)) paths.push(path);
  }
  return paths;
};

const removals = (operations: readonly Operation[], table: Table, removing: Removing): readonly Removal[] =>
  operations.flatMap((operation) => {
    if (!isKnown(operation.table) || !isSameTable(operation.table, table) || !removes(operation, removing)) return [];
    const at = ownerOf(operation.node);
    return at ? [{ file: at.filename, line: operation.verb.loc.start.line, keepsRow: operation.keepsRow === true || isMarked(operation), beside: besides(operation, operations) }] : [];
  });

/** The model of the table says that what is deleted stays. */
const isMarked = (operation: Operation): boolean => {
  const schema = schemaOf(operation);
  return isKnown(schema) && schema?.keepsDeleted === true;
};

/** Whether two tables are one, as far as files that name it in their own ways tell. */
export const isSameTable = (one: Table, other: Table): boolean => one.id === other.id || (one.id.includes('.') !== other.id.includes('.') && namesake(one.id) === namesake(other.id));

const removes = (operation: Operation, removing: Removing): boolean => {
  if (removing.by === 'delete') return operation.kind === 'delete';
  return operation.kind === 'update' && operation.sets.entries.some((set) => set.column === removing.column && isUnwanted(set, removing.wanted));
};

const isUnwanted = ({ written }: Assignment, wanted: Wanted): boolean => {
  if (written.kind === 'atomic') return wanted === 'unset' && written.operator === 'expression';
  if (written.kind === 'relation') return false;
  const node = written.node;
  const constant = written.kind === 'opaque' && written.constant !== undefined ? written.constant : node && literal(node);
  if (constant === undefined) return wanted === 'unset' && node !== undefined && isMade(node);
  return Boolean(constant) === (wanted === 'unset');
};

const literal = (node: TSESTree.Node): unknown => {
  const bare = ownerOf(node)?.constant(node) ?? node;
  return bare.type === 'Literal' ? bare.value : undefined;
};

/** `new Date()`, `Date.now()`: something, whatever it is. */
const isMade = (node: TSESTree.Node): boolean => {
  const bare = ownerOf(node)?.constant(node) ?? node;
  return bare.type === 'NewExpression' || (bare.type === 'CallExpression' && bare.arguments.length === 0);
};

/** The tables of whose rows the same function thinks that goes with the removed one: it deletes, changes or looks for some. */
const besides = (operation: Operation, all: readonly Operation[]): ReadonlySet<string> => {
  const fn = flowOf(operation.node);
  const tables = new Set<string>();
  if (!fn) return tables;
  for (const other of all) {
    if (other === operation || other.kind === 'insert' || other.kind === 'lock' || !isKnown(other.table) || flowOf(other.node) !== fn) continue;
    tables.add(namesake(other.table.id));
  }
  return tables;
};

/** The function whose flow a node is a part of: a callback that is awaited where it stands belongs to the function around it. */
export const flowOf = (node: TSESTree.Node): TSESTree.Node | undefined => {
  let fn = enclosingFunction(node);
  for (;;) {
    const call: TSESTree.Node | undefined = fn?.parent;
    const outer = fn && call?.type === 'CallExpression' && call.callee !== fn && isAwaitedOrReturned(call) ? enclosingFunction(call) : undefined;
    if (!outer) return fn;
    fn = outer;
  }
};
