/**
 * catch-violation: the flush that sends the insert is tried; a unique violation gets the answer of the check.
 *
 *     try {
 *       await em.flush();
 *     } catch (error) {
 *       if (!(error instanceof UniqueConstraintViolationException)) throw error;
 *       throw new Error('taken');
 *     }
 */
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { exitOf } from '../../resolve/queries/repair-exit.js';
import { isRefusal, ownStatement, refuse, suggest } from '../../resolve/queries/repair-words.js';
import { addImport } from '../../syntax/add-import.js';
import { freeName } from '../../syntax/free-name.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { packageOf } from './names.js';

export const printCatch = (plan: RepairPlan): Patch | Refusal => {
  const { write, sourceCode, at } = plan;
  if (plan.inTransaction !== 'no') return refuse('Inside a transaction PostgreSQL aborts it on a unique violation: catch `UniqueConstraintViolationException` around the whole transaction.');
  const exit = exitOf(plan);
  if (isRefusal(exit)) return exit;
  const statement = ownStatement(write.sentBy ?? write.node);
  const name = freeName(['error', 'cause', 'violation'], write.node, sourceCode);
  const imported = addImport(packageOf(at.imports), 'UniqueConstraintViolationException', sourceCode);
  if (statement === undefined || name === undefined || !imported) return refuse('The flush isn\'t a statement of its own: catch `UniqueConstraintViolationException` around it by hand.');
  const { semicolon, unit } = layoutOf(sourceCode);
  const outer = indentationAt(statement.range[0], sourceCode);
  const inner = outer + unit;
  const text = [
    'try {',
    `${inner}${reindented(statement.range, inner, sourceCode)}`,
    `${outer}} catch (${name}) {`,
    `${inner}if (!(${name} instanceof ${imported.name})) throw ${name}${semicolon}`,
    `${inner}${reindented(exit.statement.range, inner, sourceCode)}`,
    `${outer}}`,
  ].join('\n');
  const does = exit.statement.type === 'ThrowStatement' ? 'throw what the check throws' : 'return what the check returns';
  return suggest(plan, [...imported.edits, { range: statement.range, text }], `Catch the unique violation when this is sent and ${does}; the check stays for the usual case.`, [`a unique key on (${plan.columns.join(', ')})`]);
};
