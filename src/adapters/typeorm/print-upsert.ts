/**
 * upsert: find, then update or insert, becomes one statement; only where both branches write the same columns, all in view.
 *
 *     let s = await settings.findOneBy({ userId, key })
 *     if (s) { s.value = value; await settings.save(s) }
 *     else { s = settings.create({ userId, key, value }); await settings.save(s) }
 *     → await settings.upsert({ userId, key, value }, ['userId', 'key'])
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { Operation } from '../../operations/operation.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { commentsInRange } from '../../syntax/comments-in-range.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { indentationAt, layoutOf, quoted } from '../../syntax/layout.js';
import { isSameExpression } from '../../syntax/same-expression.js';
import { alwaysLeaves, branchStatements, isLoop, isWithin, runAround, statementList } from '../../syntax/statements.js';
import { isPlainTest } from './print-answer.js';
import { writtenFields, type Fields } from './print-fields.js';
import { awaitStatement, callOf, listed, propertyText, refuse, suggest, targetOf } from './print-parts.js';
import { findRow, usesWithin, type Row } from './print-row.js';
import { tableSchema } from './schema.js';

export const printUpsert = (plan: RepairPlan): Patch | Refusal => {
  const { decision, read } = plan;
  const otherWrite = plan.otherWrite ?? plan.write;
  if (decision?.type !== 'IfStatement' || !read || !isPlainTest(decision.test)) return refuse('The insert and the update don\'t stand in two branches of one `if`: write `upsert(values, conflictPaths)` by hand.');
  const keys = keysOf(read);
  if (!keys) return refuse('`upsert` needs plain columns of a unique key, and this read asks for more: write it by hand.');
  const schema = isKnown(plan.write.table) ? tableSchema(plan.write.table, plan.at) : undefined;
  const names = [...keys.keys()];
  if (schema?.complete && !schema.keys.some(({ kind, columns }) => kind !== 'partial' && columns.length === names.length && columns.every((column) => keys.has(column)))) {
    return refuse(`\`upsert\` needs a unique key on exactly ${listed(names)}, and \`${schema.name}\` declares none: add one, or insert first and update on the unique violation.`);
  }
  const row = findRow(plan);
  const branches = branchesOf(plan, decision);
  if (!branches) return refuse('The code after the `if` isn\'t only the other branch: write `upsert(values, conflictPaths)` by hand.');
  const inserted = writtenFields(plan, branches.inserts, plan.write, undefined);
  const updated = writtenFields(plan, branches.updates, otherWrite, row?.name);
  if (!inserted || !updated) return refuse('A branch does more than assign columns and save, or its result is used, and `upsert` gives no entity: write `upsert(values, conflictPaths)` by hand.');
  const objection = differ(plan, keys, inserted, updated, row) ?? aimsElsewhere(plan, otherWrite, keys, row);
  if (objection) return objection;
  const target = targetOf(plan);
  if (!target) return refuse('The entity\'s class isn\'t named here: call `manager.upsert(Entity, …)` by hand.');
  return rewritten(plan, decision, branches.end, row, { keys: [...keys.keys()], text: target('upsert', valuesText(plan, inserted), `[${[...keys.keys()].map((key) => quoted(key, layoutOf(plan.sourceCode))).join(', ')}]`) });
};

/** The columns that the read looks for by equality; undefined where it looks for anything else. */
const keysOf = ({ where, result }: Operation): Fields | undefined => {
  if (where.open || where.spreads.length > 0 || where.terms.length === 0 || result.kind === 'rows') return undefined;
  const keys = new Map<string, TSESTree.Node>();
  for (const { column, op, value, via, disjunct } of where.terms) {
    if (op !== 'eq' || !value || via !== undefined || disjunct === true || value.parent?.type !== 'Property') return undefined;
    keys.set(column, value);
  }
  return keys;
};

interface Branches {
  readonly inserts: readonly TSESTree.Statement[];
  readonly updates: readonly TSESTree.Statement[];
  /** where the later branch ends */
  readonly end: number;
}

/**
 * Both branches of the `if`; or its one branch, which leaves, and all that follows in the body of the function or loop; or the branch that makes the
 * entity, and all that follows up to the write.
 */
const branchesOf = ({ write }: RepairPlan, decision: TSESTree.IfStatement): Branches | undefined => {
  const { consequent, alternate } = decision;
  if (alternate) {
    const [own, other] = isWithin(write.node, consequent) ? [consequent, alternate] : [alternate, consequent];
    return { inserts: branchStatements(own), updates: branchStatements(other), end: decision.range[1] };
  }
  const list = statementList(decision);
  const run = runAround(decision);
  const rest = list?.slice(list.indexOf(decision) + 1) ?? [];
  const statement = awaitStatement(write.node);
  if (statement && rest.includes(statement) && !alwaysLeaves(consequent) && isAbsence(decision.test)) {
    const common = rest.slice(0, rest.indexOf(statement) + 1);
    return { inserts: [...branchStatements(consequent), ...common], updates: common, end: statement.range[1] };
  }
  const last = rest.at(-1);
  if (!last || isWithin(write.node, consequent) || decision.parent !== ('body' in run ? run.body : undefined)) return undefined;
  const exit = branchStatements(consequent).at(-1);
  const leaves = isLoop(run) ? exit?.type === 'ContinueStatement' && exit.label === null : exit?.type === 'ReturnStatement' && exit.argument === null;
  return leaves ? { inserts: rest, updates: branchStatements(consequent), end: last.range[1] } : undefined;
};

/** `!row`, `row === null` */
const isAbsence = (test: TSESTree.Expression): boolean => (test.type === 'UnaryExpression' && test.argument.type === 'Identifier') || (test.type === 'BinaryExpression' && test.operator.startsWith('=='));

/** Why the two branches don't write the same. */
const differ = (plan: RepairPlan, keys: Fields, inserted: Fields, updated: Fields, row: Row | undefined): Refusal | undefined => {
  const same = (a: TSESTree.Node | undefined, b: TSESTree.Node | undefined): boolean => a !== undefined && b !== undefined && isSameExpression(a, b, plan.at.variable);
  const foreign = [...keys].filter(([key, value]) => !same(inserted.get(key), value));
  if (foreign.length > 0) return refuse(`The insert doesn't give ${listed(foreign.map(([key]) => key))} the value that was looked for: write \`upsert(values, conflictPaths)\` by hand.`);
  const only = [...inserted.keys()].filter((name) => !keys.has(name) && !updated.has(name));
  if (only.length > 0) return refuse(`\`upsert\` would overwrite ${listed(only)}, which only the insert sets: use \`insert().values(…).orUpdate([…], […])\` with the SQL names of the columns to update, by hand.`);
  const changed = [...updated].filter(([name, value]) => !same(inserted.get(name), value));
  if (changed.length > 0) return refuse(`The branches give ${listed(changed.map(([name]) => name))} different values, and \`upsert\` has one set of them: write the statement by hand.`);
  const derived = [...inserted.values()].some((value) => row && usesWithin(row, value).length > 0);
  return derived ? refuse('A value comes from the row that was read: write the statement by hand.') : undefined;
};

/** An `update` by criteria must mean the row that was read. */
const aimsElsewhere = ({ at, sourceCode }: RepairPlan, write: Operation, keys: Fields, row: Row | undefined): Refusal | undefined => {
  if (write.kind !== 'update') return undefined;
  const { terms, open, spreads } = write.where;
  const isRow = terms.length === 1 && terms[0]?.column === 'id' && terms[0].value !== undefined && sourceCode.getText(bare(terms[0].value)) === `${row?.name ?? ''}.id`;
  const isKey = terms.length === keys.size && terms.every(({ column, op, value }) => {
    const key = keys.get(column);
    return op === 'eq' && value !== undefined && key !== undefined && isSameExpression(value, key, at.variable);
  });
  return !open && spreads.length === 0 && (isRow || isKey) ? undefined : refuse('The update means other rows than the read: write the statement by hand.');
};

const valuesText = ({ sourceCode }: RepairPlan, fields: Fields): string => {
  const values = [...fields.values()];
  const literal = values[0]?.parent?.parent;
  // all of one literal: as it is written
  if (literal?.type === 'ObjectExpression' && literal.properties.length === values.length && values.every((value) => value.parent?.parent === literal)) return sourceCode.getText(literal);
  return `{ ${[...fields].map(([name, value]) => propertyText(name, sourceCode.getText(value))).join(', ')} }`;
};

const rewritten = (plan: RepairPlan, decision: TSESTree.IfStatement, end: number, row: Row | undefined, upsert: { readonly keys: readonly string[]; readonly text: string }): Patch | Refusal => {
  const { sourceCode, read } = plan;
  const isReadInTest = read !== undefined && isWithin(read.node, decision.test);
  const declaration = row?.declaration;
  if (!isReadInTest && (!row || !declaration || row.uses.some(({ node, kind }) => !isWithin(node, declaration) && (node.range[0] < decision.range[0] || node.range[1] > end) && kind !== 'bound'))) return refuse('The row that was read is used elsewhere, and `upsert` doesn\'t give it: write `upsert(values, conflictPaths)` and read the row again by hand.');
  const list = statementList(decision);
  if (!list || callOf(plan.write, plan.at) === undefined) return refuse('The `if` is a branch without braces: write `upsert(values, conflictPaths)` by hand.');
  const isNext = declaration !== undefined && list.indexOf(declaration) + 1 === list.indexOf(decision) && list.includes(declaration);
  const start = !isReadInTest && isNext ? declaration.range[0] : decision.range[0];
  const removed = isReadInTest || isNext || !declaration ? undefined : dropStatement(declaration, sourceCode);
  if (!isReadInTest && !isNext && !removed) return refuse('The read can\'t be taken out: write `upsert(values, conflictPaths)` by hand.');
  const { semicolon } = layoutOf(sourceCode);
  const indentation = indentationAt(start, sourceCode);
  const comments = commentsInRange([start, end], sourceCode).map(({ range }) => `${sourceCode.text.slice(range[0], range[1])}\n${indentation}`).join('');
  const edits: readonly Edit[] = [...(removed ? [removed] : []), { range: [start, end], text: `${comments}await ${upsert.text}${semicolon}` }];
  return suggest(plan, edits, 'Insert or update by one `upsert` (no cascades, entity listeners or version bump; on MySQL any unique key decides).', [`a unique index on exactly ${listed(upsert.keys)}`]);
};

