/**
 * What a repair leaves behind: the read whose result nothing uses once the edits are made.
 *
 * In: a patch and the read. Out: the edits that take the read's statement out; where it may fail, hold a lock or do something else besides, only the name of
 * its result goes. Never assumed: that a name whose uses aren't all within the edits is unused.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../operations/known.js';
import type { Operation } from '../operations/operation.js';
import type { Edit, Patch } from '../operations/repair.js';
import { anyWithin } from '../syntax/descendants.js';
import { dropStatement } from '../syntax/drop-statement.js';
import { isFunction } from '../syntax/functions.js';
import { statementAround } from '../syntax/statements.js';

type Source = Readonly<TSESLint.SourceCode>;

/** The patch with the edits for what it leaves behind. */
export const withoutLeftovers = (patch: Patch, read: Operation, sourceCode: Source): Patch => {
  const edit = leftover(patch.edits, read, sourceCode);
  return edit ? { ...patch, edits: [...patch.edits, edit] } : patch;
};

const leftover = (edits: readonly Edit[], read: Operation, sourceCode: Source): Edit | undefined => {
  const statement = statementAround(read.node);
  if (statement?.type !== 'VariableDeclaration' || statement.declarations.length !== 1) return undefined;
  const [{ id, init }] = statement.declarations;
  if (init === null || edits.some(({ range }) => range[0] < statement.range[1] && statement.range[0] < range[1])) return undefined;
  const variables = sourceCode.scopeManager?.getDeclaredVariables(statement) ?? [];
  if (variables.length === 0 || !variables.every((variable) => isUnusedAfter(variable, edits))) return undefined;
  if (isWithoutEffect(read, init)) return dropStatement(statement, sourceCode);
  // what stands behind `=`, with its brackets; without semicolons a bracket would go on with the statement before
  const equals = sourceCode.getTokenAfter(id);
  const value = equals && sourceCode.getTokenAfter(equals);
  if (!value || (/^[([`+\-/]/.test(value.value) && !/^[;{}]$/.test(sourceCode.getTokenBefore(statement)?.value ?? ';'))) return undefined;
  return { range: [statement.range[0], value.range[0]], text: '' };
};

/** Whether all uses of a name stand in code that is replaced by code without it. */
const isUnusedAfter = ({ name, references }: TSESLint.Scope.Variable, edits: readonly Edit[]): boolean => {
  const uses = references.filter(({ init }) => init !== true).map(({ identifier }) => identifier);
  const isReplaced = ({ range }: TSESTree.Node): boolean => edits.some((edit) => edit.range[0] <= range[0] && range[1] <= edit.range[1]);
  return uses.length > 0 && uses.every(isReplaced) && !edits.some(({ text }) => namesIn(text).includes(name));
};

const namesIn = (text: string): readonly string[] => text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? [];

/** A read that can't fail for want of a row, locks nothing and computes nothing else. */
const isWithoutEffect = ({ node, lock, result }: Operation, init: TSESTree.Node): boolean =>
  isKnown(lock) && lock === undefined && !(result.kind === 'row' && result.absent === 'throws') && !anyWithin(init, (inner) => isEffect(inner, node));

const isEffect = (node: TSESTree.Node, read: TSESTree.Node): boolean => {
  if (node.type === 'AssignmentExpression' || node.type === 'UpdateExpression' || node.type === 'NewExpression' || node.type === 'TaggedTemplateExpression') return node !== read;
  if (node.type !== 'CallExpression') return false;
  // the calls of the query's own chain
  const isOfChain = (node.range[0] <= read.range[0] && read.range[1] <= node.range[1]) || node.range[0] === read.range[0];
  return !isOfChain && !isInCallback(node, read);
};

/** `(eb) => eb('n', '+', 1)`: a callback of the query's. */
const isInCallback = (node: TSESTree.Node, read: TSESTree.Node): boolean => {
  for (let at = node.parent; at && at !== read; at = at.parent) if (isFunction(at)) return true;
  return false;
};
