/**
 * How a write makes a row present that was looked for and isn't there.
 */
import type { Instance } from '../model/instance.js';
import { canonical } from '../model/provenance.js';
import type { Test } from '../model/tests.js';
import { isConstantLike, optionsOf, same, type Value } from '../model/values.js';
import { isAnyRow } from './any-row.js';
import { carriedColumns } from './carried.js';
import { columnsIn, equalities, involves, looksAt, parentColumns, required, sameRow, sameTable, sameValue, sharedColumns, tableOf, writtenKey, writtenValue } from './keys.js';
import type { WriteEffect } from './write-effect.js';

/** Columns through which the write makes the absent row present; empty: it doesn't. */
export const absentColumns = (effect: WriteEffect, test: Extract<Test, { kind: 'presence' }>, read: Instance): readonly string[] => {
  if (effect.kind === 'delete' || effect.kind === 'unlink' || !looksAt(read, effect.instance)) return [];
  // linking a row makes a row of the relation, none of the table that it links
  if (effect.kind === 'link' && (tableOf(read) !== tableOf(effect.instance) || looksForLinked(read))) return [];
  if (effect.kind === 'insert' && getsOtherKey(read, effect)) return [];
  const element = test.of.kind === 'lookup' || test.of.kind === 'membership' ? test.of : undefined;
  if (effect.kind === 'insert' && isOtherKey(read, effect)) return [];
  if (element && isOwnColumn(element.of, effect)) return [];
  const shared = [...sharedColumns(read, effect)];
  if (!element && shared.length === 0) shared.push(...carriedColumns(read, effect));
  if (!element && effect.kind === 'insert' && isAnyRow(read, effect)) shared.push('*');
  if (element?.key) {
    const { by, key } = element;
    const named = by === undefined ? undefined : writtenKey(effect, by);
    // `row[columnOf[event]]` asks for a column of one row
    const isOfRows = element.of.kind === 'list' || element.of.kind === 'rows';
    const parts = by === undefined && isOfRows && effect.kind === 'insert' ? columnsIn(effect, key) : [];
    if (by !== undefined && named && (sameValue(named, key) || involves(named, key) || involves(key, named))) shared.push(by);
    else if (parts.length > 0) shared.push(...parts);
    else if (shared.length === 0 || effect.kind === 'update') {
      const column = effect.sets.find((set) => set.written === 'value' && (sameValue(set.value, key) || involves(set.value, key)))?.column;
      if (column !== undefined) shared.push(column);
    }
  }
  if (effect.kind === 'link' && shared.length === 0 && element?.key && effect.instance.where.some((condition) => condition.value && element.key && involves(condition.value, element.key))) shared.push('');
  if (effect.kind !== 'update') return shared.length === 0 ? shared : [...new Set([...parentColumns(read, effect), ...shared])];
  // an update makes it present only where it gives a row a value that was looked for; the row that was looked for is another one
  if (sameRow(read, effect)) return [];
  return shared.filter((column) => column !== '*' && !isKept(effect, column) && !isAlternative(read, column));
};

/** The rows are found by a column, and keep what they have there, or go from one state to another: it isn't a new name (`where: { name }, data: { name: newName }`). */
const isKept = (effect: WriteEffect, column: string): boolean => {
  const written = writtenValue(effect, column);
  return equalities(effect.instance).some((key) => key.column === column && (!written || isConstantLike(canonical(written)) || sameValue(key.value, written)));
};

/** `if (!page.tags.includes(tag)) page.update({ tags: [...page.tags, tag] })`: a list in a column of the row that is written is no set of rows; the new value comes from the old one. */
const isOwnColumn = (list: Value, { entity, kind }: WriteEffect): boolean => kind === 'update' && entity !== undefined && optionsOf(list).some(({ value }) => value.kind === 'field' && same(value.of, entity));

/** A read of the rows that may be linked, not of those that are. */
const looksForLinked = (read: Instance): boolean => !read.parent && tableOf(read)?.includes('.') === false && !read.where.some((condition) => condition.via.length > 0);

/** `or(eq(archived, false), eq(imported, true))`: a column that only one way of being looked for asks to be something fixed. */
const isAlternative = (read: Instance, column: string): boolean => {
  const asked = equalities(read).filter((condition) => condition.column === column);
  return asked.length > 0 && asked.every(({ disjunct, value }) => disjunct && isConstantLike(canonical(value)));
};

/** The row was looked for by its id, and the new one gets an id of its own: it isn't the one that was looked for. */
const isOtherKey = (read: Instance, effect: WriteEffect): boolean => {
  if (effect.instance.operation.sets.open) return false;
  const written = writtenKey(effect, 'id');
  return equalities(read).some(({ column, op, disjunct, value }) => column === 'id' && op === 'eq' && !disjunct && (written === undefined || !(sameValue(value, written) || involves(value, written) || involves(written, value))));
};

/** The row was looked for by its key, and the new row gets one of its own: it isn't the row that was looked for. */
const getsOtherKey = (read: Instance, effect: WriteEffect): boolean =>
  effect.entity !== undefined && effect.spreads.length === 0 && sameTable(read, effect.instance) && required(read).some((condition) => condition.column === 'id' && condition.op === 'eq' && condition.via.length === 0) && writtenValue(effect, 'id') === undefined;
