/**
 * One query as the calls that make it: where it begins, on what, and what is added.
 *
 * In: the call that may be the last of a chain. Out: its links from the beginning; undefined where the call isn't the last, begins no query, or its query isn't run
 * (`prepare`, `as`, an operand of another query). Never assumed: that a query in a variable that is assigned again is the one that was begun (`open`).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { callChain, type ChainLink } from '../../syntax/call-chain.js';
import { memberName } from '../../syntax/property-name.js';
import { building, inert, operators, running, starts } from './names.js';

/** A link that is called. */
export interface Link {
  readonly name: string;
  /** the name in the code */
  readonly node: TSESTree.Node;
  readonly args: readonly TSESTree.CallExpressionArgument[];
  readonly call: TSESTree.CallExpression;
}

export interface Query {
  readonly node: TSESTree.CallExpression;
  /** what it is a query of: `db`, `ctx.db`, `tx` */
  readonly handle: TSESTree.Node;
  /** `select`, `insert` and their like, then what was added */
  readonly first: Link;
  readonly rest: readonly Link[];
  /** more may have been added out of sight */
  readonly open: boolean;
}

const MAX_DEPTH = 4;

/** The query that a call ends and runs. */
export const queryOf = (node: TSESTree.CallExpression, at: Resolver): Query | undefined => {
  if (isContinued(node)) return undefined;
  const found = parse(node, at, 0);
  if (found === undefined || found.rest.some(({ name }) => inert.has(name)) || isOperand(node)) return undefined;
  const use = usedAsBase(node, at);
  if (use === 'base') return undefined;
  return { ...found, node, open: found.open || use === 'changed' || found.rest.some(({ name }) => name === '$dynamic') };
};

type Parsed = Omit<Query, 'node'>;

const toLink = ({ name, node, call }: ChainLink): Link | undefined => (name === undefined || call === undefined ? undefined : { name, node, call, args: call.arguments });

const parse = (node: TSESTree.Node, at: Resolver, depth: number): Parsed | undefined => {
  const { root, links } = callChain(node);
  const start = links.findIndex(({ name, call }, index) => call !== undefined && name !== undefined && starts.has(name) && isStart(links, index));
  const called = (from: number): readonly Link[] | undefined => {
    const found = links.slice(from).map(toLink);
    return found.every((link) => link !== undefined) ? found : undefined;
  };
  if (start === -1) {
    // `const query = db.select().from(t); await query.limit(1)`
    const base = at.constant(root);
    const added = called(0);
    if (depth > MAX_DEPTH || base === root || base.type !== 'CallExpression' || added === undefined || added.length === 0) return undefined;
    const found = parse(base, at, depth + 1);
    return found && { ...found, rest: [...found.rest, ...added] };
  }
  const [first, ...rest] = called(start) ?? [];
  const link = links[start];
  if (first === undefined || link === undefined) return undefined;
  return { handle: withoutCtes(link.member.object), first, rest, open: false };
};

/** `db.select()`, not a `select` further down. */
const isStart = (links: readonly ChainLink[], index: number): boolean => links.slice(0, index).every(({ name }) => name === undefined || !building.has(name) || name === 'values' || name === 'for' || name === 'using' || name === 'output');

/** `db.with(a, b).select()` is a query of `db`. */
const withoutCtes = (node: TSESTree.Node): TSESTree.Node => {
  const { links } = callChain(node);
  const last = links.at(-1);
  return last?.name === 'with' && last.call !== undefined ? last.member.object : node;
};

const wrappers: ReadonlySet<string> = new Set(['TSNonNullExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'ChainExpression', 'TSTypeAssertion']);

/** The node with the wrappers around it. */
const wrapped = (node: TSESTree.Node): TSESTree.Node => {
  let current = node;
  while (current.parent && wrappers.has(current.parent.type)) current = current.parent;
  return current;
};

/** The name of the method that is called on an expression. */
const calledOn = (node: TSESTree.Node): string | undefined => {
  const outer = wrapped(node);
  const member = outer.parent;
  if (member?.type !== 'MemberExpression' || member.object !== outer) return undefined;
  const call = wrapped(member).parent;
  return call?.type === 'CallExpression' && call.callee === wrapped(member) ? memberName(member) : undefined;
};

const continues = (name: string | undefined): boolean => name !== undefined && (building.has(name) || running.has(name) || inert.has(name));

const isContinued = (node: TSESTree.Node): boolean => continues(calledOn(node));

/** A query inside another one: an argument of an operator or of a builder's call, part of `` sql`…` ``, a selected column. */
const isOperand = (node: TSESTree.Node): boolean => {
  const outer = wrapped(node);
  const parent = outer.parent;
  if (parent?.type === 'TemplateLiteral') return parent.parent.type === 'TaggedTemplateExpression';
  if (parent?.type === 'ArrowFunctionExpression') return isSubqueryCallback(parent);
  if (parent?.type === 'Property' && parent.value === outer) return parent.parent.parent.type === 'CallExpression' && isBuilderCall(parent.parent.parent);
  return parent?.type === 'CallExpression' && parent.callee !== outer && isBuilderCall(parent);
};

const isBuilderCall = ({ callee }: TSESTree.CallExpression): boolean => {
  if (callee.type === 'Identifier') return operators.has(callee.name) || callee.name === 'union' || callee.name === 'unionAll';
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  return name !== undefined && name !== 'all' && (building.has(name) || starts.has(name) || operators.has(name) || name === 'with' || name === 'as');
};

/** `db.$with('x').as((qb) => qb.select()…)` */
const isSubqueryCallback = (fn: TSESTree.ArrowFunctionExpression): boolean => {
  const call = fn.parent;
  return call.type === 'CallExpression' && call.callee.type === 'MemberExpression' && memberName(call.callee) === 'as';
};

/** What the file does with the variable that a query is kept in: only goes on building (`base`), assigns or hands it on (`changed`). */
const usedAsBase = (node: TSESTree.Node, at: Resolver): 'base' | 'changed' | undefined => {
  const holder = wrapped(node).parent;
  if (holder?.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') return undefined;
  const variable = at.variable(holder.id);
  if (variable === undefined) return undefined;
  const uses = at.references(variable).filter((reference) => reference.init !== true);
  if (uses.some((reference) => reference.isWrite())) return 'changed';
  const goesOn = uses.filter((reference) => continues(calledOn(reference.identifier)));
  if (goesOn.length === 0) return undefined;
  return goesOn.length === uses.length ? 'base' : 'changed';
};
