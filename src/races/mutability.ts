/**
 * Which columns are mutable state, as far as the writes in view tell: a column that some update sets can go stale between a guard and
 * a write; one that nothing sets after insert can't.
 */
import type { FileModel } from '../model/build-model.js';
import { isKnown } from '../operations/known.js';
import type { SetColumn } from '../model/instance.js';
import { equalities, sameValue, tableOf } from './keys.js';
import { effectsOf, type WriteEffect } from './write-effect.js';

export interface Mutability {
  /** whether a write in view sets the column of an existing row (of the table), or adds rows to the relation of that name */
  readonly isSet: (table: string | undefined, column: string) => boolean;
  /** the columns of the table that writes in view set, by name */
  readonly columnsOf: (table: string | undefined) => readonly string[];
}

/** Collects the columns that the updates of a file set. */
export const mutabilityOf = (file: FileModel): Mutability => {
  const set = new Set<string>();
  const modelled = new Set(file.functions.flatMap((model) => model.instances.map((instance) => instance.operation)));
  // functions that do nothing but one write aren't modelled
  for (const operation of [...file.facts.operations.values()].flat()) {
    if ((operation.kind !== 'update' && operation.kind !== 'upsert') || modelled.has(operation)) continue;
    if (!isKnown(operation.table)) continue;
    for (const { column } of [...(operation.kind === 'update' ? operation.sets.entries : []), ...(operation.updates?.entries ?? [])]) set.add(`${operation.table.id}.${column}`);
  }
  for (const model of file.functions) {
    for (const instance of model.instances) {
      if (instance.hops.length > 0) continue;
      const table = tableOf(instance);
      if (table === undefined) continue;
      const { nested } = instance.operation;
      const parent = instance.parent && tableOf(instance.parent);
      if (nested && parent !== undefined && instance.operation.kind !== 'read') set.add(`${parent}.${nested.path.join('.')}`);
      for (const effect of effectsOf(model, instance)) {
        for (const column of effect.sets) if ((effect.kind !== 'insert' || column.written === 'relation') && !isKept(effect, column)) set.add(`${table}.${column.column}`);
        for (const { column } of instance.updates) set.add(`${table}.${column}`);
      }
    }
  }
  return {
    isSet: (table, column) => table !== undefined && set.has(`${table}.${column}`),
    columnsOf: (table) => (table === undefined ? [] : [...set].filter((name) => name.startsWith(`${table}.`)).map((name) => name.slice(table.length + 1)).filter((column) => !column.includes('.'))),
  };
};

/** `update({ name }, { name, … })`: the rows that are hit have that value already. */
const isKept = (effect: WriteEffect, set: SetColumn): boolean => equalities(effect.instance).some((condition) => condition.column === set.column && condition.op === 'eq' && sameValue(condition.value, set.value));
