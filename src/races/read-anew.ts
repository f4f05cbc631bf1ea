/**
 * A row that is read anew before it is saved: `if ((await get(id)).status !== 'OPEN') return; await close(id)`, where `close` reads the row once more.
 *
 * In: a read whose row was tested, and a write of a row that another read gave. Out: whether both are one row, and the test is that of the first alone. Never assumed:
 * that the second read finds what the first one found.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { sourcesOf } from '../model/provenance.js';
import type { GuardedWrite, GuardTest } from './detect.js';
import { findsRow, sameRow } from './keys.js';
import { rowOf, type WriteEffect } from './write-effect.js';

/** Whether a write means the row of a read that was tested: that row, or the same one as it was read anew, of which nobody asked what is written to it. */
export const meansRowOf = (model: FunctionModel, read: Instance, { effect, tests }: GuardedWrite): boolean =>
  sameRow(read, effect) || (effect.row !== undefined && effect.rowPath.length === 0 && isReadAnew(read, effect.row) && !isAskedAgain(model, effect.row, effect, tests));

/** One row by its key, read twice. */
const isReadAnew = (read: Instance, again: Instance): boolean => {
  const { kind, result } = again.operation;
  return kind === 'read' && result.kind === 'row' && again !== read && !again.parent && findsRow(again, read);
};

/** The row that is saved was looked for by its state, its state decides, or is what the new one is made of. */
const isAskedAgain = (model: FunctionModel, row: Instance, { sets }: WriteEffect, tests: readonly GuardTest[]): boolean => {
  if (row.whereOpen || row.whereSpreads.length > 0) return true;
  const written = new Set([...sets.map(({ column }) => column), ...assignedTo(model, row)]);
  if (row.where.some(({ column }) => written.has(column))) return true;
  const isState = (column: string | undefined): boolean => column !== undefined && written.has(column);
  if (tests.some(({ guard }) => sourcesOf(guard.literal.condition).some((source) => source.read === row && isState(source.column)))) return true;
  return sets.some(({ value }) => sourcesOf(value).some((source) => source.read === row && isState(source.column) && !source.isCopy));
};

/** All columns of a row that are assigned in a function: a unit of work writes each of them by itself. */
const assignedTo = (model: FunctionModel, row: Instance): readonly string[] =>
  model.instances.flatMap(({ entity, entityFields }) => (entity && rowOf(entity) === row ? [...entityFields.values()].flatMap((fields) => [...fields.keys()]) : []));
