/**
 * What a function does with the database, in the order of its text and as far as it's known before anything is analysed or opened: its own operations, its
 * calls into other files, its calls of functions of its file.
 *
 * In: operations and calls by function. Out: whether it's worth following the calls that lead into other files. Names too many functions rather than too few.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import type { Operation } from '../operations/operation.js';
import { isKnown } from '../operations/known.js';
import { anyTable, namesake, tablesOf } from '../operations/table.js';
import { further, type Reaches } from '../project/reach.js';
import { relatedTable } from '../resolve/schema-of.js';
import { isFunction } from '../syntax/functions.js';

/** A function, or the code of a module outside of all functions. */
export type Unit = FunctionNode | TSESTree.Program;

/** A call of a unit's own that is operations. */
export interface Own {
  readonly node: TSESTree.Node;
  readonly operations: readonly Operation[];
}

/** A call that may lead into another file. */
export interface Leaving {
  readonly call: TSESTree.CallExpression;
  readonly reaches: Reaches;
}

/** A call of a function of the file, in a unit. */
export interface Site {
  readonly caller: Unit;
  readonly call: TSESTree.Node;
}

export interface Step {
  readonly node: TSESTree.Node;
  readonly reaches: Reaches;
  /** the function of the file that is called */
  readonly callee: Unit | undefined;
}

/** Whether an operation changes rows. */
export const isWrite = ({ kind }: Operation): boolean => kind !== 'read' && kind !== 'lock';

export const isRead = ({ kind }: Operation): boolean => kind === 'read';

/** The steps of all units that have some. @param callers who calls a unit */
export const stepsOf = (own: ReadonlyMap<Unit, readonly Own[]>, leaving: ReadonlyMap<Unit, readonly Leaving[]>, callers: ReadonlyMap<Unit, readonly Site[]>): ReadonlyMap<Unit, readonly Step[]> => {
  const steps = new Map<Unit, Step[]>();
  const add = (unit: Unit, step: Step): void => {
    const list = steps.get(unit);
    if (list) list.push(step);
    else steps.set(unit, [step]);
  };
  for (const [unit, list] of own) for (const { node, operations } of list) add(unit, { node, reaches: operations.some(isWrite) ? 'writes' : 'reads', callee: undefined });
  for (const [unit, list] of leaving) for (const { call, reaches } of list) add(unit, { node: call, reaches, callee: undefined });
  // what a unit reaches, its callers reach
  const reached = new Map<Unit, Reaches>();
  const queue = [...steps].map(([unit, list]) => ({ unit, reaches: list.map((step) => step.reaches).reduce(further) }));
  for (let next = queue.pop(); next; next = queue.pop()) {
    const before = reached.get(next.unit) ?? 'nothing';
    const { unit, reaches } = { ...next, reaches: further(before, next.reaches) };
    if (reaches === before) continue;
    reached.set(unit, reaches);
    for (const { caller } of callers.get(unit) ?? []) queue.push({ unit: caller, reaches });
  }
  for (const [callee, sites] of callers) for (const { caller, call } of sites) add(caller, { node: call, reaches: reached.get(callee) ?? 'nothing', callee });
  return steps;
};

/** Whether one of the steps may write after another one, or after itself in a loop beside another. */
export const canBeRaced = (unit: Unit, steps: readonly Step[]): boolean => {
  if (steps.length < 2) return false;
  const first = Math.min(...steps.map(({ node }) => node.range[1]));
  return steps.some(({ node, reaches }) => reaches === 'writes' && (node.range[1] > first || isRepeated(node, unit)));
};

/** A step with the tables that it touches, itself or through calls. */
export interface TableStep {
  readonly node: TSESTree.Node;
  readonly read: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

const tablesIn = (operations: readonly Operation[], has: (operation: Operation) => boolean): ReadonlySet<string> => new Set(operations.filter(has).flatMap(tablesOf));

/** A unit's own operations as a step. */
export const tableStep = ({ node, operations }: Own): TableStep => ({ node, read: tablesIn(operations, isRead), written: tablesIn(operations, isWrite) });

/** Whether something is written after a step that has to do with a table that another step writes: what it read may be stale, what it wrote may be written again. */
export const meetInTable = (unit: Unit, steps: readonly TableStep[]): boolean =>
  steps.some((step) => {
    const others = steps.filter((other) => other !== step && other.written.size > 0);
    return others.some(({ written }) => overlap(step.read, written) || overlap(step.written, written)) && others.some(({ node }) => step.node.range[1] < node.range[1] || isRepeated(node, unit));
  });

const relations = new WeakMap<ReadonlyMap<Unit, readonly Own[]>, readonly Operation[]>();

/** The reads of a file that name a table only by the relation that leads to it. */
const relationsIn = (own: ReadonlyMap<Unit, readonly Own[]>): readonly Operation[] => {
  let found = relations.get(own);
  if (!found) relations.set(own, (found = [...own.values()].flat().flatMap(({ operations }) => operations.filter(({ kind, table }) => kind === 'read' && isKnown(table) && table.id.includes('.')))));
  return found;
};

/** Whether a relation that a unit reads is, by the schema, a table that it writes. Asked where the names of the tables have nothing in common: the schema may have to be opened. */
export const meetInRelation = (own: ReadonlyMap<Unit, readonly Own[]>, read: ReadonlySet<string> | undefined, written: ReadonlySet<string> | undefined): boolean =>
  read !== undefined && written !== undefined && relationsIn(own).some((operation) => isKnown(operation.table) && read.has(namesake(operation.table.id)) && written.has(namesake(relatedTable(operation, operation.table).id)));

const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  for (const table of a) if (table === anyTable || b.has(table)) return true;
  return false;
};

/** Whether a node stands in a loop, or in a function that the unit hands to somebody. */
const isRepeated = (node: TSESTree.Node, unit: Unit): boolean => {
  for (let at = node.parent; at && at !== unit; at = at.parent) if (isFunction(at) || loops.has(at.type)) return true;
  return false;
};

const loops: ReadonlySet<string> = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement']);
