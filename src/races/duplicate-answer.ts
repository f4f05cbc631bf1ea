/**
 * Does a handler answer as if the row were there already? By what only that means: HTTP 409 and its spellings, the very row that was to be inserted.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { anyWithin, contains } from '../syntax/descendants.js';
import { memberName } from '../syntax/property-name.js';
import { isSwallowing } from './handlers.js';
import { equalities, sameTable, sameValue } from './keys.js';

/**
 * Whether a handler's body says "conflict" for whatever went wrong, or gives the row with the key of the insert. A conflict that is thrown and caught again
 * around it is no answer: what that handler makes of it is.
 */
export const answersAsDuplicate = (body: TSESTree.Node, write: Instance, model: FunctionModel): boolean => (saysConflict(body) && !isCaughtAgain(body, write, model)) || givesRow(body, write, model);

/** Thrown to a further handler around the write, which keeps every error to itself. */
const isCaughtAgain = (body: TSESTree.Node, { contexts }: Instance, model: FunctionModel): boolean =>
  lastOf(body)?.type === 'ThrowStatement' && contexts.filter((context) => context.kind === 'handler').slice(1).some((handler) => isSwallowing(handler, model));

const lastOf = (body: TSESTree.Node): TSESTree.Statement | undefined => (body.type === 'BlockStatement' ? body.body.at(-1) : undefined);

/** Classes of the frameworks for HTTP 409 (`@nestjs/common`, `http-errors`). */
const conflictClasses = new Set(['ConflictException', 'ConflictError', 'Conflict']);

/** The only thing that the body does: no condition decides whether it is the answer. */
const saysConflict = (body: TSESTree.Node): boolean => {
  const last = lastOf(body);
  if (body.type !== 'BlockStatement' || !last || body.body.some((statement) => statement.type === 'IfStatement' || statement.type === 'SwitchStatement' || statement.type === 'TryStatement')) return false;
  const answer = last.type === 'ThrowStatement' || last.type === 'ReturnStatement' ? last.argument : last.type === 'ExpressionStatement' ? last.expression : undefined;
  return answer !== null && answer !== undefined && anyWithin(answer, isConflict);
};

const isConflict = (node: TSESTree.Node): boolean => {
  switch (node.type) {
    case 'NewExpression':
      return node.callee.type === 'Identifier' && conflictClasses.has(node.callee.name);
    case 'Property':
      return node.key.type === 'Identifier' && ((/^status(?:Code)?$/.test(node.key.name) && isValue(node.value, 409)) || (node.key.name === 'code' && isValue(node.value, 'CONFLICT')));
    case 'CallExpression':
      return node.callee.type === 'MemberExpression' && /^(?:status|sendStatus|code)$/.test(memberName(node.callee) ?? '') && node.arguments.some((argument) => isValue(argument, 409));
    case 'MemberExpression':
      return memberName(node) === 'CONFLICT';
    default:
      return false;
  }
};

const isValue = (node: TSESTree.Node, value: string | number): boolean => node.type === 'Literal' && node.value === value;

/** The row is read by a column that the insert gave, and nothing is thrown on. */
const givesRow = (body: TSESTree.Node, write: Instance, model: FunctionModel): boolean => {
  if (anyWithin(body, (node) => node.type === 'ThrowStatement')) return false;
  return model.instances.some((read) => {
    if (read.operation.kind !== 'read' || read.hops.length > 0 || !contains(body, read.site) || !sameTable(read, write) || throwsWhenAbsent(read) || !isReturned(read.site)) return false;
    return equalities(read).some(({ column, value }) => write.sets.some((set) => set.column === column && sameValue(set.value, value)));
  });
};

const throwsWhenAbsent = ({ operation: { result } }: Instance): boolean => result.kind === 'row' && result.absent === 'throws';

const isReturned = (site: TSESTree.Node): boolean => {
  const { parent } = site;
  if (parent?.type === 'ReturnStatement') return true;
  return parent?.type === 'AwaitExpression' && parent.parent.type === 'ReturnStatement';
};
