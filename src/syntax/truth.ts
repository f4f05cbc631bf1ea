/** How a condition comes out when something that it asks about is known: Kleene's three-valued logic. */
import type { TSESTree } from '@typescript-eslint/utils';
import { bare } from './bare.js';

/** undefined: it can come out either way */
export type Truth = boolean | undefined;

/**
 * How a condition comes out.
 * @param atom how a part comes out that stands for itself; asked before the part is taken apart
 */
export const truthOf = (condition: TSESTree.Node, atom: (node: TSESTree.Node) => Truth): Truth => {
  const node = bare(condition);
  const known = atom(node);
  if (known !== undefined) return known;
  if (node.type === 'UnaryExpression' && node.operator === '!') return opposite(truthOf(node.argument, atom));
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Boolean' && node.arguments[0] !== undefined) return truthOf(node.arguments[0], atom);
  if (node.type !== 'LogicalExpression' || node.operator === '??') return undefined;
  const [left, right] = [truthOf(node.left, atom), truthOf(node.right, atom)];
  // `and` is settled by one false part, `or` by one true part
  const settling = node.operator === '||';
  if (left === settling || right === settling) return settling;
  return left === undefined || right === undefined ? undefined : !settling;
};

const opposite = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

/** `null`, `undefined` */
export const isNothing = (node: TSESTree.Node): boolean => (node.type === 'Literal' && node.raw === 'null') || (node.type === 'Identifier' && node.name === 'undefined');

/** The two sides of `==`, `!==` and their like, and whether equality is asked for. */
export const equality = (node: TSESTree.Node): { readonly left: TSESTree.Node; readonly right: TSESTree.Node; readonly equal: boolean; readonly strict: boolean } | undefined =>
  node.type === 'BinaryExpression' && /^[!=]==?$/.test(node.operator) ? { left: node.left, right: node.right, equal: node.operator.startsWith('='), strict: node.operator.length === 3 } : undefined;

/** What a test on the result of a search for one row, or on a number of rows, says when there is one, or none. */
export interface Search {
  /** whether an expression is the result */
  readonly isResult: (node: TSESTree.Node) => boolean;
  /** whether an expression is the number of rows */
  readonly isCount: (node: TSESTree.Node) => boolean;
  /** the expression that a constant stands for */
  readonly constant: (node: TSESTree.Node) => TSESTree.Node;
}

/** How a condition comes out when a row is there (or isn't). */
export const truthWhen = (condition: TSESTree.Node, search: Search, present: boolean): Truth =>
  truthOf(condition, (node) => {
    const { isResult, isCount } = search;
    if (isResult(node) || isCount(node)) return present;
    // const isTaken = row !== null
    const named = node.type === 'Identifier' ? search.constant(node) : node;
    if (named !== node) return truthWhen(named, search, present);
    const compared = equality(node);
    if (compared) {
      const { left, right, equal } = compared;
      if ((isResult(left) && isNothing(right)) || (isResult(right) && isNothing(left))) return present !== equal;
    }
    return node.type === 'BinaryExpression' ? numeric(node, isCount, present) : undefined;
  });

const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** `count > 0`, `0 === count`: none is 0, some is 1 or more. */
const numeric = ({ left, right, operator }: TSESTree.BinaryExpression, isCount: Search['isCount'], present: boolean): Truth => {
  const isFlipped = left.type === 'Literal';
  const [of, limit] = isFlipped ? [right, left] : [left, right];
  if (limit.type !== 'Literal' || (limit.value !== 0 && limit.value !== 1) || !isCount(bare(of))) return undefined;
  switch (`${isFlipped ? (flipped[operator] ?? operator) : operator} ${String(limit.value)}`) {
    case '> 0':
    case '!== 0':
    case '!= 0':
    case '>= 1':
      return present;
    case '=== 0':
    case '== 0':
    case '<= 0':
    case '< 1':
      return !present;
    default:
      return undefined;
  }
};
