/**
 * Claim rows: a row with a unique key is inserted before the check, and whoever comes second fails there.
 *
 * In: a candidate. Out: the insert that keeps the second run out. Never assumed: a unique key that no schema declares; that an insert whose conflict
 * is ignored, or whose error is passed over, keeps anybody out.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Context } from '../model/context.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { isKnown } from '../operations/known.js';
import { schemaOf } from '../resolve/schema-of.js';
import type { Candidate, Closure } from './candidate.js';
import { equalities, sameTable, sameValue } from './keys.js';

/** The claim that was staked before the read. */
export const claimRow = ({ model, read, write }: Candidate): Closure | undefined => {
  const claim = model.instances.find((earlier) => earlier !== write && isPlainInsert(earlier) && !sameTable(earlier, read) && earlier.order < read.order && model.precedes(earlier, read) && isCertain(earlier, read, model) && isUnique(earlier, read));
  return claim && { reason: 'claimed-before', node: claim.site };
};

const isPlainInsert = ({ operation, entity, setsSpreads }: Instance): boolean =>
  operation.kind === 'insert' && operation.onConflict === undefined && !operation.nested && operation.result.kind !== 'error' && !operation.sets.open && entity === undefined && setsSpreads.length === 0;

/** It happens whenever the read does, and no read follows its violation. */
const isCertain = (claim: Instance, read: Instance, model: FunctionModel): boolean =>
  model.guardsOf(claim.block).length === 0 && claim.contexts.every((context) => context.kind !== 'loop' && (context.kind !== 'handler' || isAround(context, read) || (context.catches.type === 'CatchClause' && leaves(context.catches.body))));

/** Its last statement leaves the function, or the `try`. */
const leaves = ({ body }: TSESTree.BlockStatement): boolean => body.at(-1)?.type === 'ThrowStatement' || body.at(-1)?.type === 'ReturnStatement';

const isAround = (context: Context, { contexts }: Instance): boolean => contexts.some((other) => other.kind === 'handler' && context.kind === 'handler' && other.node === context.node);

/** The schema declares a unique key whose values the read's predicate fixes. */
const isUnique = (claim: Instance, read: Instance): boolean => {
  const schema = schemaOf(claim.operation);
  if (!isKnown(schema) || schema === undefined) return false;
  const fixed = claim.sets.filter(({ written, value }) => written === 'value' && equalities(read).some((looked) => !looked.disjunct && sameValue(looked.value, value))).map(({ column }) => column);
  return schema.keys.some(({ kind, columns }) => kind === 'full' && columns.length > 0 && columns.every((column) => fixed.includes(column)));
};
