/**
 * Races that one call, or the same call twice, shows by itself.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { escaped } from '../model/environment.js';
import { canonical } from '../model/provenance.js';
import { isConstantLike, same, type Value } from '../model/values.js';
import type { Operation } from '../operations/operation.js';
import type { Candidate } from './candidate.js';
import { equalities, writtenKey } from './keys.js';
import type { WriteEffect } from './write-effect.js';

/** An upsert that runs as a read and a write. */
export const detectEmulatedUpsert = (model: FunctionModel, write: Instance, effects: readonly WriteEffect[]): readonly Candidate[] => {
  const { operation } = write;
  if (operation.kind !== 'upsert' || !isEmulated(operation) || write.hops.length > 0 || effects.some(insertsOtherKey)) return [];
  return [{ shape: 'non-atomic-upsert', underlying: 'non-atomic-upsert', model, read: write, write, columns: write.where.map((condition) => condition.column), guard: undefined, existsBranch: 'update', lock: undefined, closed: undefined }];
};

/** A part of a bigger write (`connectOrCreate`) is emulated on every database; which row it looks for must be seen, and ids are given by the database. */
const isEmulated = ({ emulated, nested, oneStatement, where }: Operation): boolean => (nested ? emulated !== undefined && !where.open && where.spreads.length === 0 && where.terms.some(({ column }) => column !== 'id') : oneStatement === false);

/** `where: { id: known?.id ?? -1 }` and nothing of an id in the row that is created: the database gives it one of its own, and two of them don't meet. */
const insertsOtherKey = (effect: WriteEffect): boolean => {
  const { instance, spreads } = effect;
  if (instance.operation.sets.open || spreads.length > 0) return false;
  return equalities(instance).some(({ column, value }) => column === 'id' && !isConstantLike(canonical(value)) && writtenKey(effect, column) === undefined);
};

const sameFields = (a: ReadonlyMap<string, Value> | undefined, b: ReadonlyMap<string, Value> | undefined): boolean => {
  const left = a ?? new Map<string, Value>();
  const right = b ?? new Map<string, Value>();
  return left.size === right.size && [...left].every(([name, value]) => {
    const other = right.get(name);
    return other !== undefined && (name === escaped ? other === value || same(other, value) : other === value || same(other, value));
  });
};

/** Whether what a call gives has a name of its own. */
const isKept = ({ site }: Instance): boolean => {
  const { parent } = site.parent?.type === 'AwaitExpression' ? site.parent : site;
  return parent?.type === 'VariableDeclarator' || parent?.type === 'AssignmentExpression';
};

/** The same entity saved twice with nothing assigned to it, and no call that was given it, in between. A unit of work sends what is new only. */
export const detectDuplicateSaves = (model: FunctionModel, writes: readonly Instance[]): readonly Candidate[] => {
  const found: Candidate[] = [];
  const saves = writes.filter((instance) => instance.operation.kind === 'save' && instance.entity && instance.hops.length === 0 && !instance.operation.sentBy);
  for (const [index, second] of saves.entries()) {
    for (const first of saves.slice(0, index)) {
      const entity = second.entity;
      if (!entity || first.entity !== entity || entity.kind === 'unknown' || entity.kind === 'constant') continue;
      if (first.block !== second.block && (model.guardsOf(second.block).length > model.guardsOf(first.block).length || !model.reaches(first.block, second.block))) continue;
      // `const saved = await save(user); saved.name = …; save(user)`: what a save gives back is the entity itself
      if (isKept(first)) continue;
      if (!sameFields(first.entityFields.get(entity), second.entityFields.get(entity))) continue;
      found.push({ shape: 'duplicate-save', underlying: 'duplicate-save', model, read: first, write: second, columns: [], guard: undefined, existsBranch: undefined, lock: undefined, closed: undefined });
      break;
    }
  }
  return found;
};
