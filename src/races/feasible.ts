/**
 * Can an operation inside a called function happen for this call? Not where one of its conditions rests on an argument that is written down, or left
 * out, and comes out the other way.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import type { TSESTree } from '@typescript-eslint/utils';
import { isConstantLike, same, type Literal, type Value } from '../model/values.js';
import type { Handle } from '../operations/operation.js';
import { childrenOf } from '../syntax/descendants.js';

/** Whether no condition on an operation is surely false. @param handle of the transaction around it: where the call is given it, it is there */
export const isPossible = (model: FunctionModel, instance: Instance, handle: Handle): boolean => {
  if (instance.hops.length === 0) return true;
  const given = handlesIn(instance.site, handle, model);
  return model.guardsOfInstance(instance).every(({ literal }) => outcome(literal, given) !== false);
};

/** The values of the handle among what a call is given. */
const handlesIn = (site: TSESTree.Node, { node }: Handle, model: FunctionModel): readonly Value[] => {
  const { resolver } = model;
  const isHandle = (inner: TSESTree.Node): inner is TSESTree.Identifier => inner.type === 'Identifier' && node.type === 'Identifier' && inner.name === node.name && (resolver.variable(inner)?.identifiers.includes(node) ?? false);
  const visit = (inner: TSESTree.Node): readonly Value[] => (isHandle(inner) ? [model.valueOf(inner)] : childrenOf(inner).flatMap(visit));
  return visit(site);
};

/** How a condition comes out, where it is written down; undefined: it isn't. */
const outcome = ({ condition, holds }: Literal, given: readonly Value[]): boolean | undefined => {
  const truth = truthOf(condition, given);
  return truth === undefined ? undefined : truth === holds;
};

const truthOf = (value: Value, given: readonly Value[]): boolean | undefined => {
  if (given.some((one) => same(one, value))) return true;
  switch (value.kind) {
    case 'constant':
      return Boolean(value.value);
    case 'not': {
      const truth = truthOf(value.of, given);
      return truth === undefined ? undefined : !truth;
    }
    case 'logical': {
      const left = truthOf(value.left, given);
      if (value.operator === '&&') return left === false ? false : left === true ? truthOf(value.right, given) : undefined;
      return left === true ? true : undefined;
    }
    case 'test':
      return compared(value);
    default:
      return undefined;
  }
};

/** Two members of one enum, two literals. */
const compared = ({ operator, left, right }: Extract<Value, { kind: 'test' }>): boolean | undefined => {
  if (left.kind === 'constant' && right.kind === 'constant' && orders.has(operator)) return ordered(operator, left.value, right.value);
  if ((operator !== '===' && operator !== '!==') || !isConstantLike(left) || !isConstantLike(right)) return undefined;
  if (same(left, right)) return operator === '===';
  const siblings = left.kind === 'field' && right.kind === 'field' && same(left.of, right.of);
  return siblings || (left.kind === 'constant' && right.kind === 'constant') ? operator === '!==' : undefined;
};

type Constant = Extract<Value, { kind: 'constant' }>['value'];

const orders: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** Of two numbers, one of which may be left out (`undefined > 0` is false). */
const ordered = (operator: string, left: Constant, right: Constant): boolean | undefined => {
  if (![left, right].every((value) => typeof value === 'number' || value === undefined)) return undefined;
  const [a, b] = [Number(left), Number(right)];
  return operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b;
};
