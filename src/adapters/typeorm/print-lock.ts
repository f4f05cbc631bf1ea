/**
 * lock-read: the read that decides takes the row lock, inside the transaction that it already runs in.
 *
 *     manager.findOneByOrFail(Job, { id })
 *     manager.findOneOrFail(Job, { where: { id }, lock: { mode: 'pessimistic_write' } })
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { Operation } from '../../operations/operation.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { appendProperty } from '../../syntax/append-property.js';
import { indentationAt, layoutOf, quoted, type Layout } from '../../syntax/layout.js';
import { intoTransaction } from './print-into-transaction.js';
import { builderOf } from './query-builder.js';
import { methodCall, type MethodCall } from './facts.js';
import { callOf, isRefusal, refuse, suggest, type Call } from './print-parts.js';
import { tableName } from './print-entity.js';

const withOptions: Readonly<Partial<Record<string, string>>> = { findOneBy: 'findOne', findOneByOrFail: 'findOneOrFail', findBy: 'find' };
const takesOptions: ReadonlySet<string> = new Set(['findOne', 'findOneOrFail', 'find']);

export const printLock = (plan: RepairPlan): Patch | Refusal => {
  const { read, at } = plan;
  if (!read) return refuse('There is no read to lock.');
  const place = placeOf(plan, read);
  if (place) return place;
  if (read.nested) return refuse('The row comes along as a relation, and a lock on it needs a read of its own: read it by its key with `lock: { mode: \'pessimistic_write\' }`.');
  if (!isKnown(read.lock) || read.lock !== undefined) return refuse('The read has a lock already, or its options can\'t be read: set its mode to `pessimistic_write` by hand.');
  if (!isOfRows(read)) return refuse('A count or an existence test can\'t lock rows: lock the parent row first, or read the rows themselves with a lock.');
  const call = callOf(read, at);
  const edits = call ? inOptions(plan, call) : inBuilder(plan, read);
  if (isRefusal(edits)) return edits;
  const around = plan.oneTransaction ? [] : intoTransaction(plan);
  if (isRefusal(around)) return around;
  if (!plan.oneTransaction) return suggest(plan, [...edits, ...around], 'Put the read and the write into one transaction, and lock the row when it is read (`pessimistic_write`); other transactions wait for this one.', ['a database with row locks (SQLite has none)']);
  return suggest(plan, edits, 'Lock the row when it is read (`pessimistic_write`); other transactions wait for this one.', ['a database with row locks (SQLite has none)', ...(read.joins.length > 0 ? ['PostgreSQL or CockroachDB (`FOR UPDATE OF`)'] : [])]);
};

/** Why the place of the read rules a lock out. */
const placeOf = ({ inTransaction, oneTransaction, sourceCode }: RepairPlan, read: Operation): Refusal | undefined => {
  if (oneTransaction) return undefined;
  const receiver = sourceCode.getText(read.handle.node);
  if (inTransaction === 'yes' && read.handle.kind === 'client') return refuse(`\`${receiver}\` isn't in the transaction: read through the transaction's manager, with \`lock: { mode: 'pessimistic_write' }\`.`);
  if (inTransaction === 'no' && read.handle.kind === 'client') return undefined;
  return refuse('A row lock needs a transaction around the read and the write: open `dataSource.transaction`, and go through its manager for both.');
};

const isOfRows = ({ result }: Operation): boolean => result.kind === 'row' || result.kind === 'rows';

const inOptions = (plan: RepairPlan, call: Call): readonly Edit[] | Refusal => {
  const { sourceCode, at } = plan;
  const layout = layoutOf(sourceCode);
  const [options] = call.args;
  if (!options) return refuse('The read has no conditions to go by: give it `where` and `lock` by hand.');
  const name = withOptions[call.name];
  if (name !== undefined) {
    if (call.args.length !== 1) return refuse('The read\'s arguments can\'t be told apart: add the lock by hand.');
    const lock = lockText(layout, undefined);
    return [{ range: [call.verb.range[0], call.verb.range[1]], text: name }, { range: [options.range[0], options.range[0]], text: '{ where: ' }, { range: [options.range[1], options.range[1]], text: `, ${lock} }` }];
  }
  const literal = at.bare(options);
  if (!takesOptions.has(call.name) || literal.type !== 'ObjectExpression' || !literal.properties.some((property) => isKey(property, 'where'))) return refuse('The options of the read stand elsewhere: add `lock: { mode: \'pessimistic_write\' }` to them by hand.');
  if (!literal.properties.some((property) => isKey(property, 'relations'))) return appendProperty(literal, lockText(layout, undefined), sourceCode);
  const table = tableName(plan);
  if (table === undefined) return refuse('PostgreSQL can\'t lock the nullable side of a join: add `lock: { mode: \'pessimistic_write\', tables: [\'…\'] }` with the entity\'s table, or load the relations in a second read.');
  return appendProperty(literal, lockText(layout, table), sourceCode);
};

const isKey = (property: TSESTree.ObjectLiteralElement, name: string): boolean => property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === name;

const lockText = (layout: Layout, table: string | undefined): string => `lock: { mode: ${quoted('pessimistic_write', layout)}${table === undefined ? '' : `, tables: [${quoted(table, layout)}]`} }`;

/** `.getOne()` → `.setLock('pessimistic_write').getOne()`; with joins only the builder's own rows are locked. */
const inBuilder = ({ sourceCode, at }: RepairPlan, read: Operation): readonly Edit[] | Refusal => {
  const end = methodCall(read.node);
  const builder = end && builderOf(end, at);
  const root = builder?.chain.root;
  if (!end || !root || !/^get(?:One|OneOrFail|Many)$/.test(end.name)) return refuse('A lock can\'t be added to this form of read: append `FOR UPDATE` by hand.');
  const layout = layoutOf(sourceCode);
  const joins = builder.chain.calls.some(({ call }) => /[jJ]oin/.test(call.name)) || builder.chain.open;
  const alias = aliasOf(root);
  if (joins && alias === undefined) return refuse('PostgreSQL can\'t lock the nullable side of a join: add `.setLock(\'pessimistic_write\', undefined, [alias])` by hand.');
  const lock = joins && alias !== undefined ? `${quoted('pessimistic_write', layout)}, undefined, [${quoted(alias, layout)}]` : quoted('pessimistic_write', layout);
  const lineStart = sourceCode.text.lastIndexOf('\n', end.verb.range[0] - 1) + 1;
  const isOnOwnLine = sourceCode.text.slice(lineStart, end.verb.range[0]).trim() === '.';
  return [{ range: [end.verb.range[0], end.verb.range[0]], text: `setLock(${lock})${isOnOwnLine ? `\n${indentationAt(end.verb.range[0], sourceCode)}` : ''}.` }];
};

const aliasOf = ({ args }: MethodCall): string | undefined => {
  const alias = args.at(-1);
  return alias?.type === 'Literal' && typeof alias.value === 'string' ? alias.value : undefined;
};
