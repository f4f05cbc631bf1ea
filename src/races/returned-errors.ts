/**
 * Errors that a call gives back in place of throwing them (`{ data, error }`), or that a helper does which was handed the promise
 * (`await attempt(tx.insert(…))`): does the function look for the violation in the error of this very write?
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { optionsOf, type Value } from '../model/values.js';
import type { Result } from '../operations/operation.js';
import { resolverAt } from '../resolve/modules.js';
import { enclosingFunction } from '../syntax/functions.js';
import { anyWithin } from '../syntax/descendants.js';
import { codeKind, isImportedConstant, judgeCall, speaksOf, type HandlerVerdict, type Violation } from './handlers.js';
import { heldFrom, heldResults, mentionsAny } from './held-results.js';

/** Whether an operation gives its errors back: a `catch` around it never sees them. */
export const givesErrorBack = ({ operation: { result } }: Instance): boolean => errorOf(result) !== undefined;

const errorOf = (result: Result): Result | undefined => (result.kind === 'object' ? Object.values(result.members).find((member) => member.kind === 'error') : undefined);

/** What the function does about a violation in the error that a write gives back. */
export const answerVerdict = (write: Instance, model: FunctionModel, violation: Violation = 'unique'): HandlerVerdict =>
  searched(model, { write, violation, isError: (of) => isOfError(model.valueOf(of), write) });

/** What it does about one in what a helper made of the write's promise: a value that is compared with the violation's code holds the error. */
export const helperVerdict = (write: Instance, model: FunctionModel, violation: Violation = 'unique'): HandlerVerdict => {
  const here = verdictOn(heldResults(write, model), model, write, violation);
  if (here !== 'none' || write.hops.length === 0) return here;
  // the write is in a function that this one calls, and that function looks at its error
  const site = write.operation.sentBy ?? write.operation.node;
  const fn = enclosingFunction(site);
  if (!fn) return 'none';
  const there = { fn, resolver: resolverAt(site, model.resolver) };
  return verdictOn(heldFrom(site, fn, there.resolver), there, write, violation);
};

const verdictOn = (results: ReturnType<typeof heldResults>, place: Searched, write: Instance, violation: Violation): HandlerVerdict =>
  results.length === 0 ? 'none' : searched(place, { write, violation, isError: (of) => mentionsAny(of, results, place.resolver) });

/** A function that is looked through, and the file's resolver. */
type Searched = Pick<FunctionModel, 'fn' | 'resolver'>;

interface Search {
  readonly write: Instance;
  readonly violation: Violation;
  /** whether a node is the error, or a part of it */
  readonly isError: (of: TSESTree.Node) => boolean;
}

const searched = (model: Searched, search: Search): HandlerVerdict => {
  let verdict: HandlerVerdict = 'none';
  anyWithin(model.fn, (node) => {
    const found = judgeNode(node, model, search);
    if (found !== 'none') verdict = found;
    return found === search.violation;
  });
  return verdict;
};

const judgeNode = (node: TSESTree.Node, model: Searched, { write, violation, isError }: Search): HandlerVerdict => {
  const { dialect } = write.operation;
  const isCode = (of: TSESTree.Node): boolean => {
    const text = of.type === 'Literal' ? String(of.value) : model.resolver.text(of);
    return text !== undefined && codeKind(dialect, text) === violation;
  };
  if (node.type === 'BinaryExpression') {
    const { left, right } = node;
    if ((isCode(right) && isError(left)) || (isCode(left) && isError(right))) return violation;
    // a code kept in a package out of sight (`PgError.UniqueViolation`)
    return isImportedConstant(right, model.resolver) && model.resolver.text(right) === undefined && isError(left) ? 'unknown' : 'none';
  }
  if (node.type === 'SwitchStatement') return node.cases.some(({ test }) => test !== null && isCode(test)) && isError(node.discriminant) ? violation : 'none';
  if (node.type !== 'CallExpression') return 'none';
  const { callee } = node;
  if (callee.type === 'MemberExpression') {
    // `error.message.includes('duplicate key')`, `['23505'].includes(error.code)`
    const [first] = node.arguments;
    if (first?.type === 'Literal' && typeof first.value === 'string' && speaksOf(dialect, first.value, violation) && isError(callee.object)) return violation;
    const list = callee.object;
    if (list.type === 'ArrayExpression' && first !== undefined && list.elements.some((element) => element !== null && isCode(element)) && isError(first)) return violation;
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
