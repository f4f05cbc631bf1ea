/** Query builders → operations: `createQueryBuilder('u').where(…).getOne()`, `.insert().into(E).values(…).orIgnore().execute()`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import { cutBy } from '../../operations/limit.js';
import type { Assignments, Handle, Predicate, Result, Table, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { annotated } from './annotations.js';
import { assignments, isList, type Parameters } from './assignments.js';
import { collectChain, type Chain } from './builder-chain.js';
import { buildState, parametersOf, stateLock, type BuilderState } from './builder-state.js';
import { relationTable } from './entity.js';
import { anyRow, noColumns, someRows, type Facts, type MethodCall } from './facts.js';
import { receiverOf } from './handles.js';
import { isTypeormModule } from './names.js';
import { affected, inserted, operationOf, type OperationSubject as Parts } from './operation-parts.js';
import { isByKey } from './predicates.js';
import { clientId } from './receiver.js';

/** A builder whose root is known: its table and its connection. */
export interface Builder {
  readonly chain: Chain;
  readonly table: Known<Table>;
  readonly handle: Handle;
}

/** The builder that a call runs; undefined when it's not TypeORM's, or not surely. */
export const builderOf = (call: MethodCall, at: Resolver): Builder | undefined => {
  const chain = collectChain(call.receiver, call.node, at);
  if (chain.root === undefined) {
    const isBuilder = chain.type !== undefined && isTypeormModule(chain.type.module) && /QueryBuilder$/.test(chain.type.name);
    if (!isBuilder) return undefined;
    return { chain, table: unknown, handle: { kind: 'either', id: `${clientId}?`, node: call.receiver } };
  }
  const receiver = receiverOf(chain.root.receiver, at);
  if (receiver === undefined) return undefined;
  if (receiver.evidence === 'form' && call.name === 'execute' && receiver.kind !== 'static' && ![...at.imports.keys()].some(isTypeormModule)) return undefined;
  return { chain, table: receiver.table, handle: { ...receiver.handle, node: chain.root.receiver } };
};

export const builderOperations = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const builder = builderOf(call, at);
  if (builder === undefined) return [];
  const parameters = parametersOf(builder.chain, at);
  const state = buildState(builder.chain, builder.table, parameters, at);
  const subject: Parts = { call: { ...call, verb: state.verb ?? call.verb }, table: state.table, handle: handleOf(builder, state, at) };
  const where: Predicate = { terms: state.terms, open: state.open, spreads: state.spreads };
  switch (state.kind) {
    case 'select':
      return selection(subject, state, where);
    case 'insert':
      return [insertion(subject, state, parameters, at)];
    case 'update':
      return [operationOf(subject, { kind: 'update', where, sets: assignments(state.set, at, parameters), joins: [...state.joins.values()], result: affected, rows: rowsOf(where) })];
    case 'restore':
      return [operationOf(subject, { kind: 'update', where, sets: { ...noColumns, open: true }, result: affected, rows: rowsOf(where) })];
    case 'delete':
    case 'softDelete':
      return [operationOf(subject, { kind: 'delete', ...(state.kind === 'softDelete' ? { keepsRow: true as const } : {}), where, joins: [...state.joins.values()], result: affected, rows: rowsOf(where) })];
  }
};

const rowsOf = (where: Predicate): 'one' | 'many' => (isByKey(where) ? 'one' : 'many');

const handleOf = (builder: Builder, state: BuilderState, at: Resolver): Handle => {
  if (state.runner === undefined) return builder.handle;
  const runner = receiverOf(state.runner, at) ?? annotated(state.runner, at);
  return runner?.kind === 'runner' ? runner.handle : builder.handle;
};

const count: Result = { kind: 'number', of: 'count', column: undefined };
const row: Result = { kind: 'row', absent: 'null' };

const resultOf = (name: string, state: BuilderState): Result => {
  const isAggregate = Object.keys(state.aggregates).length > 0;
  switch (name) {
    case 'getOne':
      return row;
    case 'getRawOne':
      return isAggregate ? { kind: 'object', members: state.aggregates } : row;
    case 'getOneOrFail':
      return { kind: 'row', absent: 'throws' };
    case 'getCount':
      return count;
    case 'getExists':
      return { kind: 'boolean' };
    case 'getManyAndCount':
      return { kind: 'tuple', items: [{ kind: 'rows' }, count] };
    case 'getRawAndEntities':
      return { kind: 'object', members: { entities: { kind: 'rows' }, raw: { kind: 'rows' } } };
    default:
      return { kind: 'rows' };
  }
};

const selection = (subject: Parts, state: BuilderState, where: Predicate): readonly Facts[] => {
  const name = subject.call.name;
  const result = resultOf(name, state);
  const main = operationOf(subject, {
    kind: 'read', where, joins: [...state.joins.values()], lock: stateLock(state), result, rows: rowsOf(where),
    ...cutBy(state.limit, state.order, result.kind === 'row'), ...selectsOf(state),
  });
  if (!/^get(?:One|OneOrFail|Many|ManyAndCount)$/.test(name)) return [main];
  return [main, ...state.loaded.map((path) => operationOf({ ...subject, table: relationTable(subject.table, path) }, {
    kind: 'read', where: someRows, lock: state.lock?.namesTables ? undefined : stateLock(state), result: { kind: 'rows' }, nested: { parent: subject.call.node, path },
  }))];
};

/** Columns that are selected; an alias among them stands for the whole row. */
const selectsOf = ({ selects, aliases }: BuilderState): Pick<Facts, 'selects'> =>
  selects === undefined || selects.length === 0 || selects.some((name) => aliases.has(name)) ? {} : { selects };

const insertion = (subject: Parts, state: BuilderState, parameters: Parameters, at: Resolver): Facts => {
  const sets = assignments(state.values, at, parameters);
  const isUpsert = state.onConflict === 'update';
  return operationOf(subject, {
    kind: isUpsert ? 'upsert' : 'insert', where: isUpsert ? conflictKey(sets, state, at) : anyRow, sets, result: inserted,
    rows: isList(state.values, at) ? 'many' : 'one', ...(state.onConflict === undefined ? {} : { onConflict: state.onConflict }),
    ...(isUpsert ? { updates: overwritten(sets, state.overwrites, at) } : {}),
  });
};

/** The columns that `orUpdate(['name'])` overwrites when the row is there. */
const overwritten = (sets: Assignments, list: TSESTree.Node | undefined, at: Resolver): Assignments => {
  const names = stringsOf(list, at);
  if (names === undefined) return { ...noColumns, open: true };
  const entries = sets.entries.filter(({ column }) => names.some((name) => name === column || camel(name) === column));
  return { entries, spreads: [], open: entries.length < names.length };
};

const stringsOf = (list: TSESTree.Node | undefined, at: Resolver): readonly string[] | undefined => {
  const value = list === undefined ? undefined : at.constant(list);
  if (value?.type !== 'ArrayExpression') return undefined;
  return value.elements.flatMap((element) => (element === null || element.type === 'SpreadElement' ? [] : (at.text(element) ?? [])));
};

/** The conflict target names database columns: `['user_id']` is the property `userId`. */
const conflictKey = (sets: Assignments, state: BuilderState, at: Resolver): Predicate => {
  const names = stringsOf(state.conflictTarget, at);
  if (names === undefined) return someRows;
  const terms: Term[] = [];
  let open = false;
  for (const name of names) {
    const entry = sets.entries.find((one) => one.column === name || one.column === camel(name));
    if (entry?.written.kind === 'value') terms.push({ column: entry.column, op: 'eq', value: entry.written.node });
    else open = true;
  }
  return { terms, open, spreads: [] };
};

const camel = (name: string): string => name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
