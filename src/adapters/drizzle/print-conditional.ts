/**
 * conditional-write: the state that was tested goes into the predicate of the write, and the rows that it gives back say whether it still held.
 *
 *     if (order.status !== 'open') throw new Conflict()
 *     await db.update(orders).set({ status: 'paid' }).where(eq(orders.id, id))
 *     → const updated = await db.update(orders).set({ status: 'paid' }).where(and(eq(orders.id, id), eq(orders.status, 'open'))).returning({ status: orders.status })
 *       if (updated.length === 0) throw new Conflict()
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { addImport } from '../../syntax/add-import.js';
import { bare } from '../../syntax/bare.js';
import { freeName } from '../../syntax/free-name.js';
import { enclosingFunction } from '../../syntax/functions.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { equality, isNothing } from '../../syntax/truth.js';
import { branchStatements, isWithin, statementList } from '../../syntax/statements.js';
import { anyWithin } from '../../syntax/descendants.js';
import { engineOf } from './engine.js';
import { argument } from './facts.js';
import { operatorName } from './predicates.js';
import { awaitStatement, chainOf, columnOfRow, columnText, isRefusal, refuse, rowOf, speaksOf, suggest, type Chain, type Row } from './print-parts.js';

/** A condition for the predicate: the operator that it needs and what follows the column. */
interface Condition {
  readonly operator: 'eq' | 'ne' | 'isNull' | 'isNotNull' | 'gt' | 'gte' | 'lt' | 'lte';
  readonly value: string | undefined;
}

export const printConditional = (plan: RepairPlan): Patch | Refusal => {
  const { write, sourceCode, at } = plan;
  const [column] = plan.columns;
  const chain = chainOf(write, plan);
  const where = chain && argument(chain.rest.find(({ name }) => name === 'where')?.args ?? [], 0);
  if (!chain || !where || column === undefined || plan.columns.length > 1) return refuse('Which column of which row decides can\'t be told from here: repeat the test in the `where` of the write by hand, and look at the rows of `returning()`.');
  if (engineOf(at) === 'mysql') return refuse('MySQL has no RETURNING: repeat the test in the `where` of the write by hand, and look at `affectedRows`.');
  const statement = awaitStatement(write.node);
  if (!statement || !statementList(statement) || write.result.kind === 'rows' || chain.rest.some(({ name }) => name === 'run' || name === 'execute')) return refuse('The result of the write is used, or it stands in a branch without braces: repeat the test in its `where` by hand, and look at the rows of `returning()`.');
  const condition = conditionOf(plan, column);
  if (!condition) return refuse(`What is tested of \`${column}\` can't be put into a predicate as it stands: repeat it in the \`where\` of the write by hand, and look at the rows of \`returning()\`.`);
  const exit = exitOf(plan);
  if (isRefusal(exit)) return exit;
  const name = freeName(['updated', 'changed', 'affected'], statement, sourceCode);
  const rewritten = predicateEdits(plan, chain, where, column, condition);
  if (name === undefined || !rewritten) return refuse('The operators can\'t be imported under their names here: repeat the test in the `where` of the write by hand.');
  const indentation = indentationAt(statement.range[0], sourceCode);
  const edits: readonly Edit[] = [
    ...rewritten, { range: [statement.range[0], statement.range[0]], text: `const ${name} = ` },
    { range: [write.node.range[1], write.node.range[1]], text: `.returning({ ${column}: ${columnText(chain, column, plan)} })` },
    { range: [statement.range[1], statement.range[1]], text: `\n${indentation}if (${name}.length === 0) ${exit(indentation)}` },
  ];
  return suggest(plan, edits, `Write only while \`${column}\` is what was tested, and look at the rows that \`returning()\` gives (PostgreSQL, SQLite).`);
};

/** By the guard's comparison; else by the read's own predicate, which claimed a row in some state. */
const conditionOf = (plan: RepairPlan, column: string): Condition | undefined => {
  const { decision, write, read, sourceCode } = plan;
  const row = rowOf(plan);
  if (row && decision?.type === 'IfStatement') {
    const compared = equality(bare(decision.test));
    const [own, other] = compared && columnOfRow(compared.left, row) === column ? [compared.left, compared.right] : compared ? [compared.right, compared.left] : [];
    if (compared && own && other && columnOfRow(own, row) === column && !speaksOf(other, row) && !anyWithin(other, ({ type }) => type === 'CallExpression' || type === 'AwaitExpression')) {
      const holds = isWithin(write.node, decision.consequent);
      const isEqual = compared.equal === holds;
      if (isNothing(other)) return { operator: isEqual ? 'isNull' : 'isNotNull', value: undefined };
      // a column that isn't X may be NULL, and NULL <> X isn't true
      return isEqual ? { operator: 'eq', value: sourceCode.getText(other) } : undefined;
    }
  }
  const terms = read?.where.terms.filter((term) => term.column === column && term.via === undefined && term.disjunct !== true) ?? [];
  const [term, more] = terms;
  if (!term || more) return undefined;
  if (term.op === 'isNull') return { operator: 'isNull', value: undefined };
  return term.op === 'eq' && term.value ? { operator: 'eq', value: sourceCode.getText(term.value) } : undefined;
};

const predicateEdits = (plan: RepairPlan, chain: Chain, where: TSESTree.Expression, column: string, { operator, value }: Condition): readonly Edit[] | undefined => {
  const { sourceCode, at } = plan;
  const call = bare(where);
  const isAnd = operatorName(call, at) === 'and';
  const own = operatorImport(operator, plan, call);
  const and = isAnd ? { name: '', edits: [] } : operatorImport('and', plan, call);
  if (!own || !and) return undefined;
  const text = `${own.name}(${columnText(chain, column, plan)}${value === undefined ? '' : `, ${value}`})`;
  const imports = merged([...and.edits, ...own.edits]);
  if (isAnd && call.type === 'CallExpression') {
    const last = call.arguments.at(-1);
    return last && [...imports, { range: [last.range[1], last.range[1]], text: `, ${text}` }];
  }
  return [...imports, { range: where.range, text: `${and.name}(${sourceCode.getText(where)}, ${text})` }];
};

/** The operator as the file calls it: from where the predicate's own operator comes, which may be a module that hands Drizzle's on. */
const operatorImport = (name: string, { sourceCode, at }: RepairPlan, call: TSESTree.Node): { readonly name: string; readonly edits: readonly Edit[] } | undefined => {
  const origin = call.type === 'CallExpression' ? at.origin(call.callee) : undefined;
  return addImport(origin?.kind === 'import' ? origin.module : 'drizzle-orm', name, sourceCode);
};

/** Two specifiers that are added at one place. */
const merged = (edits: readonly Edit[]): readonly Edit[] => {
  const [first, second] = edits;
  if (!first || !second || first.range[0] !== second.range[0]) return edits;
  return first.text.includes('import ') ? [first] : [{ range: first.range, text: first.text + second.text }];
};

/** What the guard does when the state isn't the one. */
const exitOf = (plan: RepairPlan): ((indentation: string) => string) | Refusal => {
  const { decision, write, sourceCode } = plan;
  const row: Row | undefined = rowOf(plan);
  const unseen = refuse('What should happen when the row has changed can\'t be seen from here: repeat the test in the `where` of the write by hand, and look at the rows of `returning()`.');
  if (decision?.type !== 'IfStatement' || !row || isWithin(write.node, decision) || decision.alternate) return unseen;
  const statements = branchStatements(decision.consequent);
  const [first] = statements;
  const last = statements.at(-1);
  if (!first || (last?.type !== 'ThrowStatement' && last?.type !== 'ReturnStatement') || enclosingFunction(decision) !== enclosingFunction(write.node)) return unseen;
  if (speaksOf(decision.consequent, row)) return refuse('The guard\'s answer speaks of the row as it was read: repeat the test in the `where` of the write, and answer when `returning()` gives no row, by hand.');
  const { unit } = layoutOf(sourceCode);
  return (indentation) => {
    const isOne = statements.length === 1;
    const text = reindented([first.range[0], last.range[1]], isOne ? indentation : indentation + unit, sourceCode);
    return isOne ? text : `{\n${indentation + unit}${text}\n${indentation}}`;
  };
};
