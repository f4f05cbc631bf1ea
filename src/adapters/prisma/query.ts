/** Arguments that shape a result: `orderBy` with `take`, `select`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';
import type { Facts } from './facts.js';

const elements = (node: TSESTree.Node, at: Resolver): readonly TSESTree.Node[] => {
  const bare = at.constant(node);
  return bare.type === 'ArrayExpression' ? bare.elements.flatMap((element) => (element === null ? [] : [element])) : [bare];
};

/** Where the result is cut: the columns that the one row is chosen by, or that there may be more rows than are given. */
export const cutOf = (argument: ObjectShape, at: Resolver, isFirst: boolean): Pick<Facts, 'orderedBy' | 'limited'> => {
  const order = argument.entries.get('orderBy')?.value;
  const take = argument.entries.get('take')?.value;
  const bare = take === undefined ? undefined : at.constant(take);
  const isOne = bare?.type === 'Literal' && bare.value === 1;
  const isLastOne = bare?.type === 'UnaryExpression' && bare.argument.type === 'Literal' && bare.argument.value === 1;
  if (!(isFirst || isOne || isLastOne)) return take === undefined ? {} : { limited: true };
  if (order === undefined) return {};
  return { orderedBy: elements(order, at).flatMap((element) => [...at.object(element).entries.keys()]) };
};

/** The top-level columns and relations that `select` names. */
export const selectColumns = (argument: ObjectShape, at: Resolver): { readonly selects?: readonly string[] } => {
  const select = argument.entries.get('select')?.value;
  const shape = select === undefined ? undefined : at.object(select);
  if (shape?.node === undefined || shape.open || shape.spreads.length > 0) return {};
  return {
    selects: [...shape.entries].flatMap(([column, { value }]) => {
      const bare = at.bare(value);
      return bare.type === 'Literal' && bare.value === false ? [] : [column];
    }),
  };
};

/** True where `include`, or an object inside `select`, reads a relation along. */
export const hasRelations = (argument: ObjectShape, at: Resolver): boolean => {
  const include = argument.entries.get('include')?.value;
  if (include !== undefined && !isEmpty(include, at)) return true;
  const select = argument.entries.get('select')?.value;
  return select !== undefined && [...at.object(select).entries.values()].some(({ value }) => at.bare(value).type === 'ObjectExpression');
};

/** `{}`, or `undefined` */
export const isEmpty = (node: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier' && bare.name === 'undefined') return true;
  const shape = at.object(node);
  return shape.node !== undefined && shape.entries.size === 0 && shape.spreads.length === 0 && !shape.open;
};
