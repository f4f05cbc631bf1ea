/**
 * catch-violation: the insert stays; the unique violation that it gives back gets the answer of the check.
 *
 *     const { error } = await supabase.from('users').insert({ email });
 *     if (error?.code === '23505') throw new Error('taken');
 */
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { exitOf } from '../../resolve/queries/repair-exit.js';
import { isRefusal, refuse, suggest } from '../../resolve/queries/repair-words.js';
import { freeName } from '../../syntax/free-name.js';
import { reindented } from '../../syntax/indentation.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { indentationAt, layoutOf, quoted } from '../../syntax/layout.js';
import { statementAround, statementList } from '../../syntax/statements.js';
import { fieldOf, writeStatement } from './written-call.js';

export const printCatch = (plan: RepairPlan): Patch | Refusal => {
  const { write, sourceCode } = plan;
  if (write.result.kind !== 'object' || write.result.members['error'] === undefined) return refuse('This query throws its errors: catch the violation by its code by hand.');
  const exit = exitOf(plan);
  if (isRefusal(exit)) return exit;
  const named = errorName(plan);
  if (named === undefined) return refuse('The error that this write gives back isn\'t at hand where it is awaited: test its code for the violation by hand.');
  const { statement, name, edits } = named;
  const layout = layoutOf(sourceCode);
  const indentation = indentationAt(statement.range[0], sourceCode);
  const leave = reindented(exit.statement.range, indentation, sourceCode);
  const after: Edit = { range: [statement.range[1], statement.range[1]], text: `\n${indentation}if (${name}?.code === ${quoted('23505', layout)}) ${leave}` };
  const does = exit.statement.type === 'ThrowStatement' ? 'throw what the check throws' : 'return what the check returns';
  return suggest(plan, [...edits, after], `Look for the unique violation in the error of this write and ${does}; the check stays for the usual case.`, [`a unique key on (${plan.columns.join(', ')})`]);
};

interface Named {
  readonly statement: { readonly range: readonly [number, number] };
  readonly name: string;
  readonly edits: readonly Edit[];
}

/** The variable that holds the error: the one that is there, or a new one. */
const errorName = ({ write: { node }, sourceCode }: RepairPlan): Named | undefined => {
  const statement = statementAround(node);
  const declarator = statement?.type === 'VariableDeclaration' && statement.declarations.length === 1 ? statement.declarations[0] : undefined;
  if (statement && declarator?.id.type === 'ObjectPattern' && declarator.init === awaitOf(node) && statementList(statement)) {
    const error = fieldOf(declarator.id, 'error');
    return error && { statement, name: error.name, edits: [] };
  }
  const own = writeStatement(node);
  const name = freeName(['error', 'insertError', 'violation'], node, sourceCode);
  if (own === undefined || name === undefined) return undefined;
  const { range } = own.statement;
  return { statement: own.statement, name, edits: [{ range: [range[0], range[0]], text: name === 'error' ? 'const { error } = ' : `const { error: ${name} } = ` }] };
};
