/**
 * Calls of model methods (`prisma.user.findUnique(…)`) as operations.
 *
 * In: a call and its file. Out: the operation and the parts nested in it; nothing where the evidence is too weak.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Result, Table } from '../../operations/operation.js';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';
import { readData, type Data } from './data.js';
import { delegateOf, type Delegate } from './delegates.js';
import { anyRow, noColumns, type Facts } from './facts.js';
import { ARGUMENT_KEYS, NEEDS_WHERE, OPERATIONS, tableNamed, type OperationName } from './names.js';
import { nestedReads, nestedWrites, type Parent } from './nested.js';
import { readWhere, type Where } from './predicates.js';
import { cutOf, hasRelations, selectColumns } from './query.js';
import { relatedTable } from './tables.js';
import { upsertStatement } from './upserts.js';

/** The operations that a call of a model method is. */
export const modelOperations = (call: TSESTree.CallExpression, at: Resolver): readonly Facts[] => {
  const callee = at.bare(call.callee);
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return [];
  const verb = callee.property.name;
  const operation = OPERATIONS.get(verb);
  if (operation === undefined || call.arguments.length > 1) return [];
  // the argument is cheaper to look at than the receiver's binding
  const argument = argumentOf(call, at);
  if (argument === undefined) return [];
  const delegate = delegateOf(callee.object, at);
  if (delegate === undefined || !isShown(delegate, verb, operation, argument, call)) return [];
  return build({ call, verb, operation, argument, delegate, name: callee.property, at });
};

/** The argument as an object; undefined when it can't be one (a string, an array, a function). */
const argumentOf = (call: TSESTree.CallExpression, at: Resolver): ObjectShape | undefined => {
  const [first] = call.arguments;
  if (first === undefined) return at.object(undefined);
  if (first.type === 'SpreadElement') return undefined;
  const bare = at.bare(first);
  const isOther = /^(?:Literal|TemplateLiteral|ArrayExpression|ArrowFunctionExpression|FunctionExpression|NewExpression|BinaryExpression)$/.test(bare.type);
  return isOther ? undefined : at.object(first);
};

/** Whether the evidence is enough: a proven handle, or a call that has the form of no other library. */
const isShown = ({ evidence, model, named }: Delegate, verb: string, operation: OperationName, argument: ObjectShape, call: TSESTree.CallExpression): boolean => {
  const keys = [...argument.entries.keys()];
  if (evidence.strength === 'refuted' || (model !== undefined && !/^[a-z]/.test(model))) return false;
  if (keys.some((key) => !ARGUMENT_KEYS.has(key))) return false;
  if (evidence.strength === 'proven') return true;
  // another library's repositories hang on objects too: `repos.userRepository.count({ where })`
  if (model !== undefined && /(?:Repository|Repo|Service)$/.test(model)) return false;
  if (named && !operation.distinctive) return false;
  if (argument.node === undefined) return operation.distinctive && call.arguments.length === 0;
  const hasProof = operation.proof.some((key) => keys.includes(key));
  if (operation.distinctive) return hasProof || argument.spreads.length > 0 || (keys.length === 0 && verb.startsWith('findFirst'));
  return hasProof && (!NEEDS_WHERE.has(verb) || keys.includes('where')) && (verb !== 'upsert' || keys.includes('update'));
};

interface Call {
  readonly call: TSESTree.CallExpression;
  readonly verb: string;
  readonly operation: OperationName;
  readonly argument: ObjectShape;
  readonly delegate: Delegate;
  readonly name: TSESTree.Node;
  readonly at: Resolver;
}

/** Joins are named along their path. */
const joinsOf = (table: Table | undefined, paths: readonly (readonly string[])[], at: Resolver): readonly Table[] =>
  paths.map((path) => path.reduce<Table | undefined>((parent, relation) => relatedTable(parent, relation, at), table)).filter((joined) => joined !== undefined);

const build = (of: Call): readonly Facts[] => {
  const { call, operation, argument, delegate, at } = of;
  const table: Known<Table> = delegate.model === undefined ? unknown : tableNamed(delegate.model);
  const parent: Parent = { node: call, handle: delegate.handle, table: table === unknown ? undefined : table, path: [], at };
  const where = whereOf(argument, operation, at);
  const reads = nestedReads(argument, parent);
  const included = reads.flatMap((read) => (read.table === unknown ? [] : [read.table]));
  const base: Facts = {
    kind: operation.kind, node: call, verb: of.name, handle: delegate.handle, table, joins: [...joinsOf(parent.table, where.relations, at), ...included], where: where.predicate,
    sets: noColumns, lock: undefined, result: resultOf(of), rows: operation.unique || of.verb === 'create' ? 'one' : 'many', oneStatement: true, lazy: true,
  };
  if (operation.kind === 'read') return [{ ...base, ...shapeOf(of) }, ...reads];
  const { facts, relations } = written(of, base);
  return [facts, ...nestedWrites(relations, parent), ...reads];
};

/** An argument that is no literal may hold any `where`. */
const whereOf = (argument: ObjectShape, operation: OperationName, at: Resolver): Where => {
  if (operation.kind === 'insert') return { predicate: anyRow, relations: [] };
  const where = readWhere(argument.entries.get('where')?.value, at, operation.unique);
  const hidden = !argument.entries.has('where') && (argument.open || argument.spreads.length > 0);
  return hidden ? { ...where, predicate: { ...where.predicate, open: true } } : where;
};

const shapeOf = ({ verb, argument, at }: Call): Partial<Facts> => ({ ...cutOf(argument, at, verb.startsWith('findFirst')), ...selectColumns(argument, at) });

const written = (of: Call, base: Facts): { readonly facts: Facts; readonly relations: Data['relations'] } => {
  const { argument, operation, verb, at } = of;
  const select = selectColumns(argument, at);
  if (operation.kind === 'delete') return { facts: { ...base, ...select }, relations: [] };
  if (operation.kind === 'upsert') {
    const create = writtenBy('create', argument, at);
    const update = writtenBy('update', argument, at);
    const statement = upsertStatement({ argument, table: base.table, where: base.where, create, update }, at);
    return { facts: { ...base, ...select, ...statement, sets: create.sets, updates: update.sets }, relations: [...create.relations, ...update.relations] };
  }
  const data = writtenBy('data', argument, at);
  const ignores = argument.entries.get('skipDuplicates')?.value;
  const skips = ignores === undefined ? undefined : at.constant(ignores);
  const isSkipping = skips?.type === 'Literal' && skips.value === true;
  const oneStatement: Known<boolean> = data.relations.length > 0 ? false : operation.kind === 'update' && (hasRelations(argument, at) || argument.entries.has('limit')) ? unknown : true;
  const onConflict: Partial<Facts> = verb.startsWith('createMany') && isSkipping ? { onConflict: 'ignore' } : {};
  return { facts: { ...base, ...select, ...onConflict, sets: data.sets, oneStatement }, relations: data.relations };
};

/** Without the key, a spread of the argument may hold it. */
const writtenBy = (key: string, argument: ObjectShape, at: Resolver): Data => {
  const node = argument.entries.get(key)?.value;
  if (node !== undefined) return readData(node, at);
  return { sets: { entries: [], spreads: [], open: argument.open || argument.spreads.length > 0 }, relations: [] };
};

const affected: Result = { kind: 'object', members: { count: { kind: 'affected' } } };

const resultOf = (of: Call): Result => {
  switch (of.verb) {
    case 'findUnique':
    case 'findFirst':
      return { kind: 'row', absent: 'null' };
    case 'findUniqueOrThrow':
    case 'findFirstOrThrow':
    case 'delete':
      return { kind: 'row', absent: 'throws' };
    case 'count':
      return countResult(of);
    case 'aggregate':
      return { kind: 'object', members: aggregateMembers(of) };
    case 'groupBy':
      return { kind: 'rows', members: aggregateMembers(of) };
    case 'create':
    case 'upsert':
      return { kind: 'written' };
    case 'update':
      return { kind: 'written', absent: 'throws' };
    case 'createMany':
    case 'updateMany':
    case 'deleteMany':
      return affected;
    default:
      return { kind: 'rows' };
  }
};

/** `count({ select: { _all: true, email: true } })` gives an object. */
const countResult = ({ argument, at }: Call): Result => {
  const select = argument.entries.get('select')?.value;
  if (select === undefined) return { kind: 'number', of: 'count', column: undefined };
  return { kind: 'object', members: countMembers(select, at) };
};

const countMembers = (select: TSESTree.Node, at: Resolver): Readonly<Record<string, Result>> =>
  Object.fromEntries([...at.object(select).entries.keys()].map((column): [string, Result] => [column, { kind: 'number', of: 'count', column: column === '_all' ? undefined : column }]));

const AGGREGATES = { _max: 'max', _min: 'min', _sum: 'sum', _avg: 'average' } as const;

const aggregateMembers = ({ argument, at }: Call): Readonly<Record<string, Result>> => {
  const members: Record<string, Result> = {};
  for (const [name, of] of Object.entries(AGGREGATES)) {
    const value = argument.entries.get(name)?.value;
    if (value === undefined) continue;
    const columns = [...at.object(value).entries.keys()].map((column): [string, Result] => [column, { kind: 'number', of, column }]);
    members[name] = { kind: 'object', members: Object.fromEntries(columns) };
  }
  const count = argument.entries.get('_count')?.value;
  if (count !== undefined) {
    members['_count'] = at.bare(count).type === 'ObjectExpression' ? { kind: 'object', members: countMembers(count, at) } : { kind: 'number', of: 'count', column: undefined };
  }
  return members;
};
