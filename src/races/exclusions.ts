/**
 * Can two operations of a function both happen in one run? Not where the tests of the statements around them exclude each other.
 *
 * Never assumed: that a condition which some ways to an operation pass decides on it; that two tests of a loop, or of elements of a list, speak of one value.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { same, type Literal, type Value } from '../model/values.js';
import type { Candidate, Closure } from './candidate.js';

type Constant = Extract<Value, { kind: 'constant' }>;

/** `if (tags === null) delete…; if (tags) insert…`: what lets the first happen keeps the second from it. In a loop the value may be another one by then. */
export const excludeEachOther = (model: FunctionModel, first: Instance, second: Instance): boolean => {
  if (model.reaches(second.block, first.block)) return false;
  const before = literalsAround(model, first.site);
  return literalsAround(model, second.site).some((literal) => !isOfElement(literal.condition) && before.some((other) => isContrary(literal, other)));
};

/** `if (byMail) { if (await find(mail)) throw } … if (!byMail) insert`: what was read says nothing of a write that happens only without it. */
export const neverTogether = ({ model, read, write }: Candidate): Closure | undefined => (read !== write && excludeEachOther(model, read, write) ? { reason: 'never-together', node: write.site } : undefined);

/** Some element of a list: another one by then. */
const isOfElement = (value: Value): boolean => {
  switch (value.kind) {
    case 'element':
    case 'lookup':
    case 'membership':
      return true;
    case 'field':
    case 'not':
      return isOfElement(value.of);
    case 'derived':
      return value.from.some(isOfElement);
    case 'test':
    case 'logical':
      return isOfElement(value.left) || isOfElement(value.right);
    default:
      return false;
  }
};

/** How the tests of the statements around a node came out. */
const literalsAround = (model: FunctionModel, node: TSESTree.Node): readonly Literal[] => {
  const { parent } = node;
  if (!parent || node === model.fn) return [];
  const isTested = (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test !== node;
  return [...(isTested ? literalsOf(model, parent.test, parent.consequent === node) : []), ...literalsAround(model, parent)];
};

const literalsOf = (model: FunctionModel, test: TSESTree.Expression, holds: boolean): readonly Literal[] => {
  if (test.type === 'UnaryExpression' && test.operator === '!') return literalsOf(model, test.argument, !holds);
  if (test.type === 'LogicalExpression' && test.operator === (holds ? '&&' : '||')) return [test.left, test.right].flatMap((part) => literalsOf(model, part, holds));
  return [{ condition: model.valueOf(test), holds }];
};

const isContrary = (a: Literal, b: Literal): boolean => {
  if (same(a.condition, b.condition)) return a.holds !== b.holds;
  const [left, right] = [factOf(a), factOf(b)];
  if (!same(left.of, right.of)) return false;
  if (left.is && right.is) return left.is.value !== right.is.value && !(isNullish(left.is) && isNullish(right.is));
  const [constant, truth] = left.is ? [left.is, right.isTrue] : [right.is, left.isTrue];
  return constant !== undefined && Boolean(constant.value) !== truth;
};

/** Of what a literal speaks: what it is, or whether it is truthy. */
const factOf = ({ condition, holds }: Literal): { readonly of: Value; readonly is?: Constant; readonly isTrue: boolean } => {
  const isEqual = condition.kind === 'test' && condition.right.kind === 'constant' && operators.get(condition.operator) === holds;
  return isEqual ? { of: condition.left, is: condition.right, isTrue: holds } : { of: condition, isTrue: holds };
};

/** Whether the two sides are equal where the test holds. */
const operators: ReadonlyMap<string, boolean> = new Map([['===', true], ['==', true], ['!==', false], ['!=', false]]);

/** `x == null` says that of both. */
const isNullish = ({ value }: Constant): boolean => value === null || value === undefined;
