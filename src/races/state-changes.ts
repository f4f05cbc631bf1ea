/**
 * Where a project changes the state of rows, and what it does with the rows of another table there.
 *
 * In: a table's column, and which values a check doesn't want. Out: the writes that may give it such a value, in all files of the package, each with its function's model. Text
 * decides which files are read, and their operations what is found. Never assumed: that a write whose columns can't be told changes anything.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import type { FileModel } from '../model/build-model.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance, SetColumn } from '../model/instance.js';
import { sourcesOf } from '../model/provenance.js';
import { isConstantLike, type Value } from '../model/values.js';
import { isKnown } from '../operations/known.js';
import { namesake } from '../operations/table.js';
import type { Operation, Table } from '../operations/operation.js';
import { sourcesAround } from '../project/source-files.js';
import { ownerOf } from '../resolve/modules.js';
import { equalities, involves, sameValue } from './keys.js';
import { filesSpeakingOf, flowOf, isSameTable } from './removals.js';
import { leaves, type State } from './states.js';
import { effectsOf, rowOf, type WriteEffect } from './write-effect.js';

/** A write that may take a row out of the state that a check wants. */
export interface StateChange {
  readonly model: FunctionModel;
  readonly effect: WriteEffect;
  readonly file: string;
  readonly line: number;
}

/** All changes in view of a state, those of the file itself first. */
export const changesOf = (file: FileModel, table: Table, state: State): readonly StateChange[] => {
  const { resolver } = file.facts;
  const here = resolver.filename.replaceAll('\\', '/');
  const { modules } = resolver;
  file.facts.recogniseAll();
  const own = changesIn([...file.facts.operations.values()].flat(), (node) => file.modelAround(node), table, state);
  const others = modules ? filesSpeakingOf(sourcesAround(here), here, table, (text) => text.includes(state.column)) : [];
  return [...own, ...others.flatMap((path) => changesIn(modules?.operationsIn(path) ?? [], (node) => modelElsewhere(file, node), table, state))];
};

const modelElsewhere = (file: FileModel, node: TSESTree.Node): FunctionModel | undefined => {
  const fn = flowOf(node);
  return fn && file.modelOf(fn as FunctionNode);
};

const mayChange = (operation: Operation, table: Table, { column }: State): boolean => {
  const { kind, sets, updates } = operation;
  if (!isKnown(operation.table) || !isSameTable(operation.table, table)) return false;
  if (kind === 'save') return true;
  return (kind === 'update' && (sets.spreads.length > 0 || sets.entries.some((set) => set.column === column))) || (updates?.entries.some((set) => set.column === column) ?? false);
};

const changesIn = (operations: readonly Operation[], modelOf: (node: TSESTree.Node) => FunctionModel | undefined, table: Table, state: State): readonly StateChange[] =>
  operations.flatMap((operation) => {
    const at = mayChange(operation, table, state) ? ownerOf(operation.node) : undefined;
    const model = at && modelOf(operation.node);
    if (!model) return [];
    return model.instances.filter((instance) => instance.operation === operation && instance.hops.length === 0).flatMap((instance) =>
      effectsOf(model, instance).filter((effect) => isChange(effect, state)).map((effect) => ({ model, effect, file: at.filename, line: operation.verb.loc.start.line })),
    );
  });

const isChange = (effect: WriteEffect, state: State): boolean => {
  const sets: readonly SetColumn[] = effect.kind === 'update' ? effect.sets : effect.kind === 'upsert' ? effect.instance.updates : [];
  return sets.some((set) => set.column === state.column && leaves(set, state));
};

/**
 * How a function that changes a state deals with rows of another table: it writes rows that belong to the one whose state changes, or the change hangs on them. Rows that
 * it looks for in order to tell somebody are none of this.
 */
export const dealingsWith = ({ effect, model }: StateChange, table: Table): readonly Instance[] =>
  model.instances.filter((other) => {
    const { kind } = other.operation;
    if (other === effect.instance || kind === 'insert' || kind === 'lock' || kind === 'link' || kind === 'unlink' || !isKnown(other.table)) return false;
    if (!isSameTable(other.table, table) && namesake(other.table.id) !== namesake(table.id)) return false;
    return kind === 'read' ? decides(other, effect, model) && belongs(other, effect) : belongs(other, effect);
  });

/** The change happens, or is what it is, because of what was read. */
const decides = (read: Instance, effect: WriteEffect, model: FunctionModel): boolean => {
  const conditions = [...model.guardsOfInstance(effect.instance), ...effect.guards].map(({ literal }) => literal.condition);
  return [...conditions, ...effect.sets.map(({ value }) => value)].some((value) => sourcesOf(value).some((source) => source.read === read));
};

/** The rows belong to the row whose state changes, by a value that both are found by. */
const belongs = (other: Instance, effect: WriteEffect): boolean => {
  const { instance, row } = effect;
  if (other.parent && (other.parent === row || isSame(other.parent, instance))) return true;
  const keys = valuesOf(instance, row);
  const own = valuesOf(other, other.entity && rowOf(other.entity));
  if (keys.some((key) => own.some((value) => sameValue(key, value) || involves(key, value) || involves(value, key)))) return true;
  const comesFrom = (values: readonly Value[], of: Instance): boolean => values.some((value) => sourcesOf(value).some(({ read }) => read === of));
  // found by a column of the row, or the row by a column of theirs
  return comesFrom(keys, other) || (row !== undefined && comesFrom(own, row)) || own.some((value) => sourcesOf(value).some(({ read }) => isSame(read, instance)));
};

const isSame = (a: Instance, b: Instance): boolean => isKnown(a.table) && isKnown(b.table) && isSameTable(a.table, b.table);

const valuesOf = (instance: Instance, row: Instance | undefined): readonly Value[] => [...equalities(instance), ...(row ? equalities(row) : [])].map(({ value }) => value).filter((value) => !isConstantLike(value));
