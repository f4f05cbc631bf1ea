/**
 * compare-and-set: where no expression of the database makes the new value, the old one goes into the predicate, and the count says whether it was still there.
 *
 *     await db.page.update({ where: { id }, data: { title: `${page.title}!` } })
 *     →
 *     const { count } = await db.page.updateMany({ where: { id, title: page.title }, data: { title: `${page.title}!` } })
 *     if (count === 0) throw new Error('`title` was changed in the meantime')
 *
 * Never assumed: that a document in memory is still what was read; unless it is only spread, a copy of it is kept. Types whose values aren't the database's own in
 * JavaScript (times, floating numbers) are not compared.
 */
import { isKnown } from '../../operations/known.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { databaseOf, schemaOf } from '../../resolve/schema-of.js';
import { enclosingFunction } from '../../syntax/functions.js';
import { freeName } from '../../syntax/free-name.js';
import { indentationAt, layoutOf, quoted } from '../../syntax/layout.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { keepsValue } from '../../syntax/references.js';
import { statementAround } from '../../syntax/statements.js';
import { countEdits, whereEdits } from './print-conditional.js';
import { documentDatabases, isAssigned, isExactText, isUntouched, kindOfColumn } from './print-document.js';
import { listed, modelCall, propertyText, readResult, refuse, suggest, valueOf, type ReadResult } from './print-parts.js';
import { resultUse } from './print-result-use.js';
import { prismaNamespace } from './print-violation.js';

/** The old value of a column, as a condition. */
interface Compared {
  readonly column: string;
  readonly text: string;
  readonly edits: readonly Edit[];
}

export const printCompareAndSet = (plan: RepairPlan): Patch | Refusal => {
  const { read, write, sourceCode } = plan;
  const call = modelCall(write);
  const statement = call && statementAround(call.node);
  const result = read && readResult(read, plan);
  if (!read || !result?.binding?.variable || !result.binding.statement || read.result.kind !== 'row' || !keepsValue(result.binding.variable)) return refuse('The row that is read has no name of its own, by which its old value could be compared.');
  if (!call || !statement || !/^update(?:Many)?$/.test(call.verb.name) || enclosingFunction(call.node) !== enclosingFunction(read.node)) return refuse('The write isn\'t a single `update` in the function of the read.');
  if (call.verb.name === 'update' && !plainEntries(valueOf(call, 'data'))) return refuse('What is written isn\'t listed column by column, and `updateMany` takes no relations.');
  if (write.sets.entries.some(({ written }) => written.kind === 'relation')) return refuse('`updateMany` takes no relations.');
  const database = databaseOf(write);
  if (isKnown(database) && database === 'mongodb') return refuse('Prisma runs no write of MongoDB that compares and sets at once.');
  const compared: Compared[] = [];
  for (const column of oldColumns(plan, result)) {
    const one = comparedColumn(column, result, plan);
    if (typeof one === 'string') return refuse(one);
    compared.push(one);
  }
  const use = resultUse(call, statement, plan);
  if (typeof use === 'string') return refuse(use);
  const columns = listed(compared.map(({ column }) => column));
  const where = whereEdits(call, compared, plan);
  if (compared.length === 0 || typeof where === 'string') return refuse(typeof where === 'string' ? where : 'No column is known whose old value could be compared.');
  const failure = quoted(`${columns.replaceAll('`', '')} changed in the meantime`, layoutOf(sourceCode));
  const counted = countEdits({ plan, call, statement, result }, `throw new Error(${failure})`, use);
  if (typeof counted === 'string') return refuse(counted);
  const verb: Edit = { range: call.verb.range, text: 'updateMany' };
  const copies = compared.flatMap(({ edits }) => edits);
  return suggest(plan, [verb, ...where, ...counted, ...unique(copies)], `Write only if ${columns} ${compared.length === 1 ? 'is' : 'are'} still what was read (\`updateMany\`), and throw otherwise: the caller tries again.`, ['a caller that tries again']);
};

/** Two columns may need one import. */
const unique = (edits: readonly Edit[]): readonly Edit[] => edits.filter((edit, index) => edits.findIndex((other) => other.range[0] === edit.range[0] && other.text === edit.text) === index);

/** The columns that are written, and whose old values are used: what is written may be made of them. */
const oldColumns = ({ write, columns }: RepairPlan, result: ReadResult): readonly string[] => {
  const used = new Set(result.mentions.flatMap(({ parent }) => (parent ? [result.columnOf(parent)] : [])));
  const tested = new Set(write.where.terms.map(({ column }) => column));
  return [...new Set([...columns, ...write.sets.entries.map(({ column }) => column).filter((column) => used.has(column))])].filter((column) => !tested.has(column));
};

const comparedColumn = (column: string, result: ReadResult, plan: RepairPlan): Compared | string => {
  const { read, write, sourceCode } = plan;
  const variable = result.binding?.variable;
  const statement = result.binding?.statement;
  const mentions = result.mentions.flatMap(({ parent }) => (parent && result.columnOf(parent) === column ? [parent] : []));
  if (!read || !variable || !statement || (read.selects && !read.selects.includes(column))) return `The old value of \`${column}\` isn't read.`;
  const found = schemaOf(write);
  const schema = isKnown(found) ? found : undefined;
  const database = databaseOf(write);
  const kind = kindOfColumn(column, schema, mentions);
  if (kind === 'unknown') return `Whether the old value of \`${column}\` can be compared can't be seen from here.`;
  if (mentions.some(isAssigned)) return `\`${column}\` of the row is assigned in memory.`;
  if (!isExactText(column, schema, database)) return `\`${column}\` may be compared without regard to case, so that a change of case alone would be lost.`;
  if (kind === 'scalar') return { column, text: propertyText(column, `${variable.name}.${column}`), edits: [] };
  if (isKnown(database) && !documentDatabases.has(database)) return 'A document can\'t be compared as a whole on this database.';
  const namespace = prismaNamespace(plan);
  if (!namespace) return 'The file has no way to `Prisma.AnyNull`, which stands for no document.';
  const isSame = isUntouched(column, result, plan);
  const name = isSame ? undefined : freeName([`${column}Before`, `${column}AsRead`], statement, sourceCode);
  if (!isSame && name === undefined) return `No name is free for the old value of \`${column}\`.`;
  const access = `${variable.name}${read.result.kind === 'row' && read.result.absent === 'null' ? '?' : ''}.${column}`;
  const indentation = indentationAt(statement.range[0], sourceCode);
  const copy: Edit[] = name === undefined ? [] : [{ range: [statement.range[1], statement.range[1]], text: `\n${indentation}const ${name} = structuredClone(${access})${layoutOf(sourceCode).semicolon}` }];
  return { column, text: `${column}: { equals: ${name ?? `${variable.name}.${column}`} ?? ${namespace.name}.AnyNull }`, edits: [...copy, ...namespace.edits] };
};
