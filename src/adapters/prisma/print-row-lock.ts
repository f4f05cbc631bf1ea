/**
 * The statement that locks a row: Prisma's own calls can't, so it is SQL with the names that the schema gives.
 *
 *     await tx.$queryRaw`SELECT 1 FROM "pages" WHERE "id" = ${id} FOR UPDATE`
 *
 * Source: PostgreSQL and MySQL manuals, "SELECT … FOR UPDATE". Never assumed: that a value of the client is comparable with a column of any type.
 */
import { isKnown } from '../../operations/known.js';
import type { Operation, Term } from '../../operations/operation.js';
import type { RepairPlan } from '../../operations/repair.js';
import type { ColumnSchema, Database, TableSchema } from '../../operations/schema.js';
import { databaseOf, schemaOf } from '../../resolve/schema-of.js';
import { isRepeatable } from '../../syntax/same-expression.js';

export interface RowLockText {
  /** what stands behind the handle, without `await` */
  readonly text: string;
  readonly database: Database;
}

/** The locking statement for the row that a read asks for by a key; undefined where the row or its names aren't known. */
export const rowLockOf = (read: Operation, { sourceCode }: RepairPlan): RowLockText | undefined => {
  const database = databaseOf(read);
  const schema = schemaOf(read);
  if (!isKnown(database) || !(database in quotes) || !isKnown(schema) || !schema || read.where.open || read.where.spreads.length > 0) return undefined;
  const terms = keyTerms(schema, read.where.terms);
  const conditions = terms?.map(({ column, value }) => {
    const declared = schema.columns.get(column);
    const cast = declared && castOf(declared, database);
    return declared && value && cast !== undefined && isRepeatable(value) ? `${quoted(declared.mapped, database)} = \${${sourceCode.getText(value)}}${cast}` : undefined;
  });
  if (!conditions || conditions.length === 0 || conditions.includes(undefined)) return undefined;
  const table = [...(schema.within === undefined ? [] : [schema.within]), schema.mapped].map((name) => quoted(name, database)).join('.');
  return { text: `$queryRaw\`SELECT 1 FROM ${table} WHERE ${conditions.join(' AND ')} FOR UPDATE\``, database };
};

const keyTerms = ({ keys }: TableSchema, terms: readonly Term[]): readonly Term[] | undefined => {
  const given = terms.filter(({ op, via, disjunct }) => op === 'eq' && !via && disjunct !== true);
  const key = keys.find(({ kind, columns }) => kind === 'full' && columns.every((column) => given.some((term) => term.column === column)));
  return key?.columns.flatMap((column) => given.filter((term) => term.column === column).slice(0, 1));
};

const quotes: Readonly<Partial<Record<Database, string>>> = { postgresql: '"', cockroachdb: '"', mysql: '\\`', mariadb: '\\`' };

const quoted = (name: string, database: Database): string => `${quotes[database] ?? ''}${name}${quotes[database] ?? ''}`;

/** What the value needs to be compared with the column; undefined: not known. */
const castOf = ({ type, native, list }: ColumnSchema, database: Database): string | undefined => {
  if (list) return undefined;
  if (type === 'Int' || type === 'BigInt') return '';
  if (type !== 'String') return undefined;
  if (native === 'Uuid') return database === 'postgresql' || database === 'cockroachdb' ? '::uuid' : '';
  return native === undefined || ['Text', 'VarChar', 'Char', 'Citext', 'String'].includes(native) ? '' : undefined;
};
