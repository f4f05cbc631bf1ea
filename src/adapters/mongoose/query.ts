/** A query as it is written: the call that begins it, and the links behind it (`.where().equals().sort().limit().session().exec()`). */
import type { TSESTree } from '@typescript-eslint/utils';
import { limitOf, type Limit } from '../../operations/limit.js';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { unwrapped } from '../../syntax/bare.js';
import { argument, columnName, methodCall, type MethodCall } from './facts.js';
import { filter } from './filters.js';
import { links } from './names.js';

/** The expression without what TypeScript and optional chaining put around it, from the inside. */
const wrappers = (node: TSESTree.Node): TSESTree.Node => {
  let current = node;
  for (let outer: TSESTree.Node | undefined = current.parent; outer && unwrapped(outer) === current; outer = current.parent) current = outer;
  return current;
};

/** The link that is called on an expression. */
const linkOn = (node: TSESTree.Node): MethodCall | undefined => {
  const receiver = wrappers(node);
  const member = receiver.parent;
  if (member?.type !== 'MemberExpression' || member.object !== receiver) return undefined;
  const callee = wrappers(member);
  const call = callee.parent?.type === 'CallExpression' && callee.parent.callee === callee ? methodCall(callee.parent) : undefined;
  return call && links.has(call.name) ? call : undefined;
};

/** The calls of links behind a call, from the inside out. */
export const linksBehind = (node: TSESTree.CallExpression): readonly MethodCall[] => {
  const found: MethodCall[] = [];
  for (let link = linkOn(node); link !== undefined; link = linkOn(link.node)) found.push(link);
  return found;
};

/** The whole of a query: its last link, or the call itself. */
export const outermost = (node: TSESTree.CallExpression): TSESTree.CallExpression => linksBehind(node).at(-1)?.node ?? node;

const byLink: Readonly<Partial<Record<string, Comparison>>> = { equals: 'eq', gt: 'gt', gte: 'gte', lt: 'lt', lte: 'lte', ne: 'ne', in: 'in', nin: 'notIn' };

/** The conditions that links add to a query's filter. */
export const linkedConditions = (behind: readonly MethodCall[], at: Resolver): Predicate => {
  const terms: Term[] = [];
  const others: Predicate[] = [];
  let column: string | undefined;
  let open = false;
  for (const { name, args } of behind) {
    const first = argument(args, 0);
    const second = argument(args, 1);
    const op = byLink[name];
    if (name === 'where') {
      const path = at.text(first);
      column = path === undefined ? undefined : columnName(path);
      if (column !== undefined && second !== undefined) terms.push({ column, op: 'eq', value: second });
      else if (column === undefined && first !== undefined) others.push(filter(first, at));
    } else if (op !== undefined) {
      const path = second === undefined ? column : at.text(first);
      const value = second ?? first;
      if (path === undefined || value === undefined) open = true;
      else terms.push({ column: columnName(path), op, value });
    } else if (/^(?:or|and|nor|merge|regex|size|all|elemMatch)$/.test(name)) open = true;
  }
  return { terms: [...terms, ...others.flatMap((one) => one.terms)], open: open || others.some((one) => one.open), spreads: others.flatMap((one) => one.spreads) };
};

/** The columns of `.sort({ n: -1 })`, `.sort('-n')`, and how many documents are asked for. */
export const orderOf = (behind: readonly MethodCall[], at: Resolver): { readonly order: readonly string[]; readonly limit: Limit } => {
  const order: string[] = [];
  let limit: Limit;
  for (const { name, args } of behind) {
    const first = argument(args, 0);
    if (name === 'sort' && first !== undefined) {
      const text = at.text(first);
      order.push(...(text === undefined ? [...at.object(first).entries.keys()] : text.split(/\s+/).map((part) => part.replace(/^[-+]/, ''))).map(columnName));
    }
    if (name === 'limit') limit = limitOf(first, at);
  }
  return { order, limit };
};
