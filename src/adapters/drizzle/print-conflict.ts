/**
 * insert-ignore and catch-violation: the insert leaves a row that came first as it is (`ON CONFLICT DO NOTHING`), and says by an empty result that it did.
 *
 *     await db.insert(users).values({ email })
 *     const inserted = await db.insert(users).values({ email }).onConflictDoNothing({ target: users.email }).returning({ email: users.email })
 *     if (inserted.length === 0) throw new Conflict()       ← what the check does
 *
 * It raises no violation, so it serves inside a PostgreSQL transaction, too.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { conflictKey } from '../../resolve/schema-of.js';
import { freeName } from '../../syntax/free-name.js';
import { enclosingFunction } from '../../syntax/functions.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { reindented } from '../../syntax/indentation.js';
import { isSameExpression } from '../../syntax/same-expression.js';
import { branchStatements, isLastWithin, isWithin, statementAround, statementList } from '../../syntax/statements.js';
import { resultExpression } from '../../syntax/result-binding.js';
import { engineOf } from './engine.js';
import { awaitStatement, chainOf, columnText, isRefusal, keysOf, listed, refuse, rowOf, speaksOf, suggest, whenPresent, type Chain } from './print-parts.js';

interface Target {
  readonly chain: Chain;
  readonly columns: readonly string[];
  /** the key, where the schema doesn't show it */
  readonly needs: readonly string[];
  /** behind `.values(…)` */
  readonly edit: Edit;
}

/** `.onConflictDoNothing({ target })` on the very columns that were looked for. */
export const conflictTarget = (plan: RepairPlan, method: string, more = ''): Target | Refusal => {
  const { write, read, at } = plan;
  if (engineOf(at) === 'mysql') return refuse('MySQL has no `ON CONFLICT`: catch ER_DUP_ENTRY (1062), or use `onDuplicateKeyUpdate`, by hand.');
  const chain = chainOf(write, plan);
  const values = chain?.rest.find(({ name }) => name === 'values');
  if (!chain || !values || write.kind !== 'insert' || write.onConflict !== undefined) return refuse('The write isn\'t an `insert` that is written out: handle the conflict by hand.');
  const keys = keysOf(read);
  if (!keys) return refuse('The check asks for more than the columns of a unique key, so the conflict\'s target can\'t be told: use `onConflictDoNothing` by hand.');
  const differs = [...keys].filter(([column, value]) => !write.sets.entries.some((entry) => entry.column === column && entry.written.kind === 'value' && isSameExpression(entry.written.node, value, at.variable)));
  if (differs.length > 0) return refuse(`The insert doesn't visibly give ${listed(differs.map(([column]) => column))} the value that was looked for: handle the conflict by hand.`);
  const columns = [...keys.keys()];
  const key = conflictKey(write, columns);
  if (key === undefined) return refuse(`\`ON CONFLICT\` needs a unique key on exactly ${listed(columns)}, and the table declares none: handle the conflict by hand.`);
  const names = columns.map((column) => columnText(chain, column, plan));
  const target = names.length === 1 ? (names[0] ?? '') : `[${names.join(', ')}]`;
  const end = values.call.range[1];
  return { chain, columns, needs: isKnown(key) ? [] : [`a unique index on exactly ${listed(columns)} (PostgreSQL, SQLite)`], edit: { range: [end, end], text: `.${method}({ target: ${target}${more} })` } };
};

/** The insert is the last of its branch and its result is unused. */
export const printIgnore = (plan: RepairPlan): Patch | Refusal => {
  const target = conflictTarget(plan, 'onConflictDoNothing');
  if (isRefusal(target)) return target;
  const statement = awaitStatement(plan.write.node);
  const { decision } = plan;
  if (!statement) return refuse('`onConflictDoNothing` doesn\'t give the row that is there: read it again after the insert by hand.');
  if (decision?.type !== 'IfStatement' || !isWithin(statement, decision) || !isLastWithin(statement, decision)) return refuse('What follows would run although nothing was inserted: use `onConflictDoNothing().returning()` and look at its rows by hand.');
  return suggest(plan, [target.edit], 'Insert with `onConflictDoNothing`, which leaves a row that came first as it is.', target.needs);
};

/** The check's exit is taken again when the insert gave no row. */
export const printExit = (plan: RepairPlan): Patch | Refusal => {
  const target = conflictTarget(plan, 'onConflictDoNothing');
  if (isRefusal(target)) return target;
  const exit = exitOf(plan);
  if (isRefusal(exit)) return exit;
  const { chain, columns, edit, needs } = target;
  const statement = statementAround(plan.write.node);
  if (!statement || !statementList(statement)) return refuse('The insert stands in a branch without braces: use `onConflictDoNothing().returning()` by hand.');
  const description = `Insert with \`onConflictDoNothing\` and ${exit.says} when it gave no row; the check stays for the usual case.`;
  const indentation = indentationAt(statement.range[0], plan.sourceCode);
  const check = (test: string): Edit => ({ range: [statement.range[1], statement.range[1]], text: `\n${indentation}if (${test}) ${exit.text(indentation)}` });
  if (awaitStatement(plan.write.node) === statement) {
    const returning = chain.rest.find(({ name }) => name === 'returning');
    const name = freeName(['inserted', 'created', 'insertedRows'], statement, plan.sourceCode);
    const [column] = columns;
    if (name === undefined || column === undefined || chain.rest.some((link) => link.name === 'run' || link.name === 'execute')) return refuse('The insert\'s rows can\'t be asked for here: use `onConflictDoNothing().returning()` by hand.');
    const end = plan.write.node.range[1];
    const rows: readonly Edit[] = returning ? [edit] : end === edit.range[1] ? [{ range: edit.range, text: `${edit.text}${returningText(chain, column, plan)}` }] : [edit, { range: [end, end], text: returningText(chain, column, plan) }];
    return suggest(plan, [{ range: [statement.range[0], statement.range[0]], text: `const ${name} = ` }, ...rows, check(`${name}.length === 0`)], description, needs);
  }
  const row = declaredRow(plan, statement);
  if (row === undefined) return refuse('The insert\'s result is used in another way than by `const [row] = …`: use `onConflictDoNothing().returning()` by hand.');
  return suggest(plan, [edit, check(`!${row}`)], description, needs);
};

const returningText = (chain: Chain, column: string, plan: RepairPlan): string => `.returning({ ${column}: ${columnText(chain, column, plan)} })`;

/** `const [row] = await db.insert(…).values(…).returning()` */
const declaredRow = ({ write }: RepairPlan, statement: TSESTree.Statement): string | undefined => {
  if (statement.type !== 'VariableDeclaration' || write.result.kind !== 'rows') return undefined;
  const [declarator, other] = statement.declarations;
  if (other || declarator.init !== resultExpression(write.node) || declarator.id.type !== 'ArrayPattern') return undefined;
  const [only, more] = declarator.id.elements;
  return only?.type === 'Identifier' && !more ? only.name : undefined;
};

interface Exit {
  readonly says: string;
  /** the statement for a line of this indentation */
  readonly text: (indentation: string) => string;
}

/** `if (existing) throw …`, `if (existing.length > 0) return …`: what happens when the row is there, where that speaks of no row. */
const exitOf = (plan: RepairPlan): Exit | Refusal => {
  const { decision, write, sourceCode } = plan;
  const row = rowOf(plan);
  if (decision?.type !== 'IfStatement' || !row) return refuse('What the check does when the row is there can\'t be seen from here: use `onConflictDoNothing().returning()` and look at its rows by hand.');
  if (isWithin(write.node, decision)) return refuse('The insert stands in a branch of the check: use `onConflictDoNothing().returning()`, and do the other branch when it gives no row, by hand.');
  if (whenPresent(decision.test, row, plan, true) !== true || decision.alternate) return refuse('The check asks for more than whether the row is there: look at the rows of `onConflictDoNothing().returning()` by hand.');
  const statements = branchStatements(decision.consequent);
  const [first] = statements;
  const last = statements.at(-1);
  if (!first || !last || (last.type !== 'ThrowStatement' && last.type !== 'ReturnStatement')) return refuse('The check doesn\'t leave when the row is there: look at the rows of `onConflictDoNothing().returning()` by hand.');
  if (speaksOf(decision.consequent, row)) return refuse('The row that the check found is used, and a conflict doesn\'t give it: read it again when `onConflictDoNothing().returning()` gives nothing, by hand.');
  if (enclosingFunction(decision) !== enclosingFunction(write.node)) return refuse('The check and the insert stand in different functions: look at the rows of `onConflictDoNothing().returning()` by hand.');
  const { unit } = layoutOf(sourceCode);
  const text = (indentation: string): string => {
    const inner = reindented([first.range[0], last.range[1]], statements.length === 1 ? indentation : indentation + unit, sourceCode);
    return statements.length === 1 ? inner : `{\n${indentation + unit}${inner}\n${indentation}}`;
  };
  return { says: last.type === 'ThrowStatement' ? 'throw as the check does' : 'return as the check does', text };
};
