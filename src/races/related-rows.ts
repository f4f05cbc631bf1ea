/**
 * Rows of two tables that belong together by a key, where one is read and the other one is written afterwards.
 *
 * In: a function's reads and writes. Out: whether a value is the key of a row that was read, and what decides on the write. Never assumed: that two rows belong together
 * because their columns have one name.
 */
import type { FileModel } from '../model/build-model.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Condition, Instance } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import { testsOf, type Test } from '../model/tests.js';
import { isConstantLike, type Value } from '../model/values.js';
import { isKnown } from '../operations/known.js';
import type { OperationKind } from '../operations/operation.js';
import { schemaOf } from '../resolve/schema-of.js';
import { equalities, sameTable, sameValue } from './keys.js';
import { rowOf, type WriteEffect } from './write-effect.js';

/** The functions of a file that write in one of these ways. */
export const modelsWriting = (file: FileModel, kinds: ReadonlySet<OperationKind>): ReadonlySet<FunctionModel> => {
  const models = new Set(file.functions);
  for (const [node, operations] of file.facts.operations) {
    const model = operations.some(({ kind }) => kinds.has(kind)) ? file.modelAround(node) : undefined;
    if (model) models.add(model);
  }
  return models;
};

/** The reads of a function by themselves, of tables that are known. */
export const readsIn = (model: FunctionModel): readonly Instance[] => model.instances.filter(({ operation, parent, table }) => operation.kind === 'read' && !parent && isKnown(table) && !operation.nested);

/** Both are in one called function: that function is their home. */
export const meetInCallee = ({ hops: [a] }: Instance, { hops: [b] }: Instance): boolean => a !== undefined && a.node === b?.node;

/** Conditions of a read that fix the key of its row. */
export const keyConditions = (read: Instance): readonly Condition[] => equalities(read).filter(({ column, disjunct, op }) => !disjunct && op === 'eq' && keyColumns(read).includes(column));

/** The columns that name a row of the read's table by themselves. */
export const keyColumns = (read: Instance): readonly string[] => {
  const schema = schemaOf(read.operation);
  const primary = isKnown(schema) ? schema?.keys.find((key) => key.primary)?.columns : undefined;
  return primary?.length === 1 ? ['id', ...primary] : ['id'];
};

/** Whether a value is the key of a row that was read, or the row itself. */
export const isKeyOf = (value: Value, read: Instance): boolean => {
  if (rowOf(value) === read || sourcesOf(value).some((source) => source.read === read && source.how === 'identity' && source.column !== undefined && keyColumns(read).includes(source.column))) return true;
  return keyConditions(read).some((condition) => condition.value !== undefined && !isConstantLike(canonical(condition.value)) && sameValue(condition.value, value));
};

/** All tests that decide on a write. */
export const testsOn = (model: FunctionModel, effect: WriteEffect): readonly Test[] => [...model.guardsOfInstance(effect.instance), ...effect.guards].flatMap(({ literal }) => testsOf(literal, model.literalsOfBlock));

/** The row was inserted by this very function: nobody else knows it. */
export const madeHere = (model: FunctionModel, read: Instance): boolean => model.instances.some((earlier) => (earlier.operation.kind === 'insert' || earlier.operation.kind === 'upsert' || earlier.operation.kind === 'save') && earlier.order < read.order && sameTable(earlier, read));
