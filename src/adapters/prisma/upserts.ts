/**
 * Whether an `upsert` call can be one statement: by the database, where the schema tells it, and by the call's shape.
 *
 * In: the call's argument and its model. Out: false with the reason, or unknown. Source: Prisma's `can_use_connector_native_upsert`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown, unknown, type Known } from '../../operations/known.js';
import type { Predicate, Table } from '../../operations/operation.js';
import { mentionDatabase, type Database } from '../../operations/schema.js';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';
import type { Data } from './data.js';
import { hasRelations, isEmpty } from './query.js';
import { prismaSchema } from './schema.js';
import { schemaOfTable } from './tables.js';

export interface Statement {
  readonly oneStatement: Known<boolean>;
  readonly emulated?: string;
  readonly emulatedAlways?: true;
}

export interface UpsertParts {
  readonly argument: ObjectShape;
  readonly table: Known<Table>;
  readonly where: Predicate;
  readonly create: Data;
  readonly update: Data;
}

const emulated = (reason: string): Statement => ({ oneStatement: false, emulated: reason });

export const upsertStatement = (parts: UpsertParts, at: Resolver): Statement => {
  const { argument, where, create, update } = parts;
  const always = alwaysEmulated(parts, at);
  if (always !== undefined) return { ...emulated(always), emulatedAlways: true };
  const updateNode = argument.entries.get('update')?.value;
  if (updateNode !== undefined && isEmpty(updateNode, at)) return emulated('`update` is empty');
  if (hasRelations(argument, at)) return emulated(argument.entries.has('include') ? '`include` reads a relation' : '`select` reads a relation');
  const relation = [...create.relations, ...update.relations][0]?.relation;
  if (relation !== undefined) return emulated(`\`${relation}\` is a relation`);
  return { oneStatement: unknown, ...keyDiffers(parts, where, at) };
};

const native: ReadonlySet<Database> = new Set(['postgresql', 'cockroachdb', 'sqlite']);

/** Why no upsert is one statement in a project: by the database, or since the client itself keeps the foreign keys. */
export const noNativeUpsert = (at: Resolver): string | undefined => {
  const schema = prismaSchema(at);
  const database = at.project.database ?? schema?.database ?? unknown;
  if (isKnown(database) && !native.has(database)) return `Prisma has no native \`upsert\` on ${mentionDatabase(database)}`;
  return schema?.emulatesRelations ? 'with `relationMode = "prisma"` Prisma has no native `upsert`' : undefined;
};

/** Whether the project's database is known to have a native upsert. */
export const hasNativeUpsert = (at: Resolver): boolean => {
  const database = at.project.database ?? prismaSchema(at)?.database ?? unknown;
  return isKnown(database) && noNativeUpsert(at) === undefined;
};

const alwaysEmulated = (parts: UpsertParts, at: Resolver): string | undefined => {
  const reason = noNativeUpsert(at);
  return reason !== undefined && insertsKey(parts, at) ? reason : undefined;
};

/** Whether the insert gives the columns that the row is looked for by: a key that every row gets anew can't be there twice. */
const insertsKey = ({ create: { sets }, where, table }: UpsertParts, at: Resolver): boolean => {
  const isHidden = sets.open || sets.spreads.length > 0;
  const columns = isKnown(table) ? schemaOfTable(table, at)?.columns : undefined;
  return where.terms.length > 0 && where.terms.every(({ column, op, via }) => {
    if (op !== 'eq' || via !== undefined) return false;
    return sets.entries.some((entry) => entry.column === column) || (isHidden && columns?.get(column)?.default === 'none');
  });
};

/** Every key of `where` must be in `create` with the same value. */
const keyDiffers = ({ argument, create }: UpsertParts, where: Predicate, at: Resolver): Partial<Statement> => {
  const { sets } = create;
  const isLiteral = argument.entries.has('create') && !sets.open && sets.spreads.length === 0 && !where.open && where.spreads.length === 0;
  if (!isLiteral) return {};
  for (const term of where.terms) {
    if (term.via !== undefined || term.disjunct === true) return emulated('`where` holds more than a unique key');
    if (term.op !== 'eq') return emulated('`where` holds more than a unique key');
    const entry = sets.entries.find(({ column }) => column === term.column);
    // a key that is never inserted (a generated id) can't be inserted twice
    if (entry === undefined) return {};
    if (entry.written.kind === 'value' && term.value !== undefined && surelyDiffer(entry.written.node, term.value, at)) {
      return emulated(`\`${term.column}\` differs between \`where\` and \`create\``);
    }
  }
  return {};
};

const surelyDiffer = (left: TSESTree.Node, right: TSESTree.Node, at: Resolver): boolean => {
  const [a, b] = [at.constant(left), at.constant(right)];
  if (a.type === 'Literal' && b.type === 'Literal') return a.value !== b.value;
  // `id ?? ''` in the predicate, `id` absent from the row and the like never reach the same value by spelling alone
  return false;
};
