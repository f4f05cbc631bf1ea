/** `new Brackets((qb) => qb.where('a = :x', { x }).orWhere(…))`: a group of conditions inside a predicate. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Predicate, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { callChain, type ChainLink } from '../../syntax/call-chain.js';
import { sqlParts, sqlPredicate, type Aliases } from './sql-conditions.js';

const linksOf = (body: TSESTree.Node): readonly ChainLink[] | undefined => {
  if (body.type !== 'BlockStatement') return callChain(body).links;
  const links: ChainLink[] = [];
  for (const statement of body.body) {
    const expression = statement.type === 'ExpressionStatement' ? statement.expression : statement.type === 'ReturnStatement' ? statement.argument : null;
    if (!expression) return undefined;
    links.push(...callChain(expression).links);
  }
  return links;
};

/** The terms of a group; alternatives where one of its calls is an `orWhere`. Undefined: the node is no group. */
export const bracketsPredicate = (node: TSESTree.Node, aliases: Aliases, at: Resolver): Predicate | undefined => {
  const group = at.bare(node);
  if (group.type !== 'NewExpression' || group.callee.type !== 'Identifier' || !/Brackets$/.test(group.callee.name)) return undefined;
  const [fn] = group.arguments;
  const links = fn?.type === 'ArrowFunctionExpression' || fn?.type === 'FunctionExpression' ? linksOf(fn.body) : undefined;
  if (links === undefined) return { terms: [], open: true, spreads: [] };
  const alternatives = links.some((link) => link.name?.startsWith('or'));
  const terms: Term[] = [];
  let open = links.length === 0;
  for (const link of links) {
    const [condition, values] = link.arguments;
    const parts = condition && /where$/i.test(link.name ?? '') ? sqlParts(condition, at) : undefined;
    if (parts === undefined) {
      open = true;
      continue;
    }
    const named = new Map([...at.object(values).entries].map(([name, { value }]) => [name, value] as const));
    const read = sqlPredicate(parts, { named }, aliases);
    if (read.open) open = true;
    terms.push(...read.terms.map((term) => (alternatives ? { ...term, disjunct: true } : term)));
  }
  return { terms, open, spreads: [] };
};
