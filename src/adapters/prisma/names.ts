/**
 * The names of Prisma's client: operations, the arguments that each takes, and how a model is identified.
 *
 * Never assumed: that the schema can be read; that an accessor, a model and a SQL table are spelled alike.
 */
import type { Table } from '../../operations/operation.js';

export interface OperationName {
  readonly kind: 'read' | 'insert' | 'update' | 'upsert' | 'delete';
  /** the predicate names a unique key by the API's own rules */
  readonly unique: boolean;
  /** exists in no other library on a three-part chain */
  readonly distinctive: boolean;
  /** keys of which one must be there for the call to be recognised by its argument alone */
  readonly proof: readonly string[];
}

const entry = (kind: OperationName['kind'], unique: boolean, distinctive: boolean, ...proof: readonly string[]): OperationName => ({ kind, unique, distinctive, proof });

const QUERY = ['where', 'include', 'select', 'orderBy', 'take', 'skip', 'cursor', 'distinct'];

export const OPERATIONS: ReadonlyMap<string, OperationName> = new Map([
  ['findUnique', entry('read', true, true, 'where')],
  ['findUniqueOrThrow', entry('read', true, true, 'where')],
  ['findFirst', entry('read', false, true, ...QUERY)],
  ['findFirstOrThrow', entry('read', false, true, ...QUERY)],
  ['findMany', entry('read', false, false, ...QUERY)],
  ['count', entry('read', false, false, 'where')],
  ['aggregate', entry('read', false, false, '_count', '_max', '_min', '_sum', '_avg')],
  ['groupBy', entry('read', false, false, 'by')],
  ['create', entry('insert', false, false, 'data')],
  ['createMany', entry('insert', false, true, 'data')],
  ['createManyAndReturn', entry('insert', false, true, 'data')],
  ['update', entry('update', true, false, 'data')],
  ['updateMany', entry('update', false, false, 'data')],
  ['updateManyAndReturn', entry('update', false, true, 'data')],
  ['upsert', entry('upsert', true, false, 'create')],
  ['delete', entry('delete', true, false, 'where')],
  ['deleteMany', entry('delete', false, false, 'where')],
]);

/** Keys that must be there with `where`, lest `{ data }` of another API be taken for an update. */
export const NEEDS_WHERE: ReadonlySet<string> = new Set(['update', 'upsert', 'delete']);

export const RAW_QUERIES: ReadonlySet<string> = new Set(['$queryRaw', '$queryRawUnsafe', '$queryRawTyped']);
export const RAW_EXECUTES: ReadonlySet<string> = new Set(['$executeRaw', '$executeRawUnsafe']);

export const READ_VERBS: readonly string[] = [...OPERATIONS].flatMap(([name, { kind }]) => (kind === 'read' ? [name] : []));

export const VERBS: readonly string[] = [...OPERATIONS.keys(), ...RAW_QUERIES, ...RAW_EXECUTES, '$transaction'];

/** Every key that an operation's argument can have; another one says that it is another API. */
export const ARGUMENT_KEYS: ReadonlySet<string> = new Set([
  ...QUERY, 'data', 'create', 'update', 'by', 'having', 'omit', 'skipDuplicates', 'limit', 'relationLoadStrategy', 'cacheStrategy', 'uncache', 'comment',
  '_count', '_max', '_min', '_sum', '_avg',
]);

/** `InAppAgentRun`, `inAppAgentRun` and `in_app_agent_runs` are one. */
export const normalise = (name: string): string => {
  const flat = name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
  if (/[^aeiou]ies$/.test(flat)) return `${flat.slice(0, -3)}y`;
  if (/(?:ss|x|sh|[tnr]ch)es$/.test(flat)) return flat.slice(0, -2);
  if (/[^oa]uses$/.test(flat)) return flat.slice(0, -3);
  return /[^s]s$/.test(flat) ? flat.slice(0, -1) : flat;
};

/** The table of an accessor (`prisma.userProfile`) or of a SQL name. */
export const tableNamed = (name: string): Table => ({ id: `prisma:${normalise(name)}`, name });

/** The table at the other end of a relation, whose model isn't known without the schema. */
export const relationTable = (parent: Table | undefined, relation: string): Table => ({ id: `${parent?.id ?? 'prisma:?'}.${relation}`, name: relation });
