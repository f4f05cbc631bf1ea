/**
 * Errors that a call gives back in place of throwing them (`{ data, error }`): does the function look for the unique violation in the error of
 * this very write?
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { optionsOf, type Value } from '../model/values.js';
import type { Result } from '../operations/operation.js';
import { anyWithin } from '../syntax/descendants.js';
import { codeKind, judgeCall, speaksOf, type HandlerVerdict, type Violation } from './handlers.js';

/** Whether an operation gives its errors back: a `catch` around it never sees them. */
export const givesErrorBack = ({ operation: { result } }: Instance): boolean => errorOf(result) !== undefined;

const errorOf = (result: Result): Result | undefined => (result.kind === 'object' ? Object.values(result.members).find((member) => member.kind === 'error') : undefined);

/** What the function does about a violation in the error that a write gives back. */
export const answerVerdict = (write: Instance, model: FunctionModel, violation: Violation = 'unique'): HandlerVerdict => {
  let verdict: HandlerVerdict = 'none';
  anyWithin(model.fn, (node) => {
    const found = judgeNode(node, write, model, violation);
    if (found !== 'none') verdict = found;
    return found === violation;
  });
  return verdict;
};

const judgeNode = (node: TSESTree.Node, write: Instance, model: FunctionModel, violation: Violation): HandlerVerdict => {
  const { dialect } = write.operation;
  const isError = (of: TSESTree.Node): boolean => isOfError(model.valueOf(of), write);
  if (node.type === 'BinaryExpression') {
    const [code, other] = node.right.type === 'Literal' ? [node.right, node.left] : [node.left, node.right];
    return code.type === 'Literal' && codeKind(dialect, String(code.value)) === violation && isError(other) ? violation : 'none';
  }
  if (node.type === 'SwitchStatement') return node.cases.some(({ test }) => test?.type === 'Literal' && codeKind(dialect, String(test.value)) === violation) && isError(node.discriminant) ? violation : 'none';
  if (node.type !== 'CallExpression') return 'none';
  const { callee } = node;
  if (callee.type === 'MemberExpression') {
    // `error.message.includes('duplicate key')`, `['23505'].includes(error.code)`
    const [first] = node.arguments;
    if (first?.type === 'Literal' && typeof first.value === 'string' && speaksOf(dialect, first.value, violation) && isError(callee.object)) return violation;
    const list = callee.object;
    if (list.type === 'ArrayExpression' && first !== undefined && list.elements.some((element) => element?.type === 'Literal' && codeKind(dialect, String(element.value)) === violation) && isError(first)) return violation;
  }
  return node.arguments.some((argument) => argument.type !== 'SpreadElement' && isError(argument)) ? judgeCall(node, { dialect, violation }, model.resolver, 0) : 'none';
};

/** Whether a value is the error of a write, or a part of it. */
const isOfError = (value: Value, write: Instance): boolean => {
  switch (value.kind) {
    case 'field':
      return isOfError(value.of, write);
    case 'derived':
      return value.from.some((from) => isOfError(from, write));
    case 'phi':
    case 'logical':
      return optionsOf(value).some((option) => isOfError(option.value, write));
    case 'result':
      return value.result.kind === 'error' && value.of === write;
    default:
      return false;
  }
};
