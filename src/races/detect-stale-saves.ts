/**
 * Stale entities: a row that was loaded is saved as a whole. Where `save` compares the entity with the row as it is by then, a column that another request
 * changed meanwhile differs, too, and gets its old value back.
 *
 * In: a function's model and its saves. Out: candidates whose columns are those that the save would set back. Never assumed: that the entity has columns beside
 * the ones that are saved. They are in its schema, or another write in view sets them, or this very write sets other ones from call to call.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { isKnown } from '../operations/known.js';
import type { TableSchema } from '../operations/schema.js';
import { componentsOf, optionsOf, type Value } from '../model/values.js';
import { schemaOf } from '../resolve/schema-of.js';
import type { Candidate, Closure } from './candidate.js';
import { equalities, tableOf } from './keys.js';
import type { Mutability } from './mutability.js';
import { freshRow } from './own-rows.js';
import { effectsOf, rowOf, type WriteEffect } from './write-effect.js';

/** Each save of a row once. */
export const detectStaleSaves = (model: FunctionModel, writes: readonly Instance[], mutability: Mutability): readonly Candidate[] =>
  writes.filter(({ operation }) => operation.kind === 'save' && operation.dialect.savesWholeRows === true).flatMap((write) => {
    const found: Candidate[] = [];
    for (const effect of effectsOf(model, write)) {
      const read = loadedBy(effect);
      const columns = read && !found.some((other) => other.read === read) ? staleColumns(read, effect, mutability) : undefined;
      if (read && columns) found.push({ shape: 'stale-save', underlying: 'stale-save', model, read, write, columns, guard: undefined, existsBranch: undefined, lock: undefined, closed: freshRow(read) ?? ofNobody(read, effect) });
    }
    return found;
  });

/** The read that gave the row which is saved, itself or as a copy of all its columns. */
const loadedBy = ({ kind, row, rowPath, entity, spreads }: WriteEffect): Instance | undefined => {
  if (kind !== 'update' || row?.operation.kind !== 'read' || row.parent || rowPath.length > 0 || !entity) return undefined;
  return rowOf(entity) === row || spreads.some((spread) => rowOf(spread) === row) ? row : undefined;
};

/**
 * The columns that the save may set back to what was loaded, as far as they are known by name: those that other writes in view set, else all others, else those
 * that this one assigns on some path only. Undefined: there is none.
 */
const staleColumns = (read: Instance, effect: WriteEffect, mutability: Mutability): readonly string[] | undefined => {
  const { selects } = read.operation;
  const table = tableOf(read);
  const kept = effect.sets.filter(({ value, column }) => mayBeKept(value, column, effect)).map(({ column }) => column);
  const assigned = new Set(effect.sets.map(({ column }) => column));
  const isLoaded = (column: string): boolean => (selects === undefined || selects.includes(column)) && !equalities(read).some((key) => key.column === column);
  const schema = schemaOf(effect.instance.operation);
  const isInView = isKnown(schema) && schema !== undefined;
  const others = (isInView ? mutableColumns(schema) : mutability.columnsOf(table)).filter((column) => isLoaded(column) && !assigned.has(column));
  const changed = others.filter((column) => mutability.isSet(table, column));
  const [found] = [changed, others, kept.filter(isLoaded)].filter((columns) => columns.length > 0);
  if (found || isInView || selects !== undefined) return found;
  // what is given from outside assigns other columns from call to call
  return effect.spreads.some((spread) => rowOf(spread) !== read) ? [] : undefined;
};

/** The columns that neither name the row nor are seen to by the layer or the database. */
const mutableColumns = ({ columns, keys }: TableSchema): readonly string[] => {
  const primary = new Set(['id', ...keys.flatMap((key) => (key.primary ? key.columns : []))]);
  return [...columns.values()].flatMap((column) => (primary.has(column.name) || column.version || column.updatedAt || column.default === 'now' || column.default === 'generated' ? [] : [column.name]));
};

/** `if (name) user.name = name`: on some path the column stays what was loaded. */
const mayBeKept = (value: Value, column: string, { row }: WriteEffect): boolean =>
  optionsOf(value).some(({ value: option }) => option.kind === 'field' && option.name === column && rowOf(option.of) === row);

/** One row, or all rows of the table, and what is written to them, by constants and settings alone: what an application sees to when it starts. */
const ofNobody = (read: Instance, effect: WriteEffect): Closure | undefined => {
  const isOne = read.operation.result.kind === 'row' || read.where.length === 0;
  return isOne && !isPickedByGiven(read) && !effect.sets.some(({ value }) => isGiven(value)) && !effect.spreads.some((spread) => isGiven(spread)) ? { reason: 'nothing-given', node: read.site } : undefined;
};

const isPickedByGiven = (read: Instance, depth = 6): boolean => read.whereOpen || read.whereSpreads.length > 0 || read.where.some(({ value }) => value !== undefined && isGiven(value, depth));

/** Whether something that a caller gives is among what a value is made of, or picks the row that it comes from. */
const isGiven = (value: Value, depth = 6): boolean => {
  if (depth === 0) return true;
  switch (value.kind) {
    case 'symbol':
      return value.symbol.kind === 'parameter' || (value.symbol.kind === 'free' && value.symbol.variable.defs.some((def) => def.type === 'Parameter' || def.type === 'Variable'));
    case 'row':
    case 'rows':
    case 'exists':
    case 'aggregate':
      return isPickedByGiven(value.read, depth - 1);
    case 'affected':
    case 'result':
    case 'unknown':
      return true;
    default:
      return componentsOf(value).some((part) => isGiven(part, depth - 1));
  }
};
