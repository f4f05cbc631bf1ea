/**
 * Does a write itself cope with a row that came in between? An upsert, an insert that ignores or updates on a conflict: on the key that it names, and no other.
 */
import type { Instance } from '../model/instance.js';
import type { Closure } from './candidate.js';
import { equalities, required } from './keys.js';
import type { WriteEffect } from './write-effect.js';

/** The write itself copes with a row that came in between. */
export const conflictHandled = ({ instance: { operation, site }, kind }: WriteEffect): Closure | undefined =>
  operation.onConflict !== undefined || (kind === 'upsert' && operation.kind === 'upsert' && operation.oneStatement !== false) ? { reason: 'conflict-handled-by-database', node: site } : undefined;

/** `ON CONFLICT (id)` where the row was looked for by other columns: a rival's row with these is no conflict on that key. */
export const aimsElsewhere = ({ instance }: WriteEffect, read: Instance): boolean => {
  const [target, looked] = [instance, read].map((of) => equalities(of).map(({ column }) => column));
  if (instance.operation.kind !== 'upsert' || instance.whereOpen || instance.whereSpreads.length > 0 || !target?.length || !looked?.length) return false;
  return required(read).length === looked.length && !looked.some((column) => target.includes(column));
};
