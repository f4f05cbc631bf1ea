/**
 * What the `where…` methods ask: `where({ a, b })`, `where('a', v)`, `where('a', '>', v)`, `whereIn`, `whereNull`, groups.
 *
 * Never assumed: that a group, a subquery or a raw condition asks nothing; what can't be read leaves the predicate open.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import { anyRow, someRows } from '../../operations/from-sql.js';
import { columnName, comparisonOf, opposite, type Aliases } from '../../operations/query-names.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import type { returnedExpression} from '../../syntax/functions.js';
import { isFunction, statementsOf } from '../../syntax/functions.js';
import { isAwaited } from '../../syntax/is-awaited.js';
import { isNothing } from '../../syntax/truth.js';
import { isBuilding } from './names.js';
import { rawCondition, rawFragment, rawParts } from './raw.js';

/** The condition that a method adds; undefined when it is none. `or`: the other conditions are alternatives to it. */
export const conditionOf = (call: MethodCall, aliases: Aliases, at: Resolver): { readonly predicate: Predicate; readonly or: boolean } | undefined => {
  const found = /^(and|or)?where(.*)$/i.exec(call.name);
  if (found === null) return undefined;
  return { predicate: read(found[2] ?? '', call, aliases, at), or: found[1] === 'or' };
};

const read = (kind: string, call: MethodCall, aliases: Aliases, at: Resolver): Predicate => {
  const [first, second] = [argumentAt(call.args, 0), argumentAt(call.args, 1)];
  if (first === undefined) return someRows;
  switch (kind) {
    case '':
      return plain(call, aliases, at);
    case 'Not':
      return negated(plain(call, aliases, at));
    case 'In':
    case 'NotIn':
      return onColumn(first, kind === 'In' ? 'in' : 'notIn', listed(second, at), aliases, at);
    case 'Null':
    case 'NotNull':
      return onColumn(first, kind === 'Null' ? 'isNull' : 'notNull', undefined, aliases, at);
    case 'Like':
    case 'ILike':
      return onColumn(first, 'alike', second, aliases, at);
    case 'Between':
    case 'NotBetween':
      return onColumn(first, 'other', undefined, aliases, at);
    case 'Raw':
      return rawCondition(rawParts(first, second, at), aliases);
    case 'Column':
      return anyRow;
    case 'Composite':
      return composite(first, second, aliases, at);
    default:
      return someRows;
  }
};

const plain = (call: MethodCall, aliases: Aliases, at: Resolver): Predicate => {
  const [first, second, third] = [0, 1, 2].map((index) => argumentAt(call.args, index));
  if (first === undefined) return someRows;
  if (second === undefined) return ofWhole(first, aliases, at);
  if (third === undefined) return isNothing(at.bare(second)) ? onColumn(first, 'isNull', undefined, aliases, at) : onColumn(first, 'eq', second, aliases, at);
  const op = at.text(second);
  const compared = op === undefined ? 'other' : comparisonOf(op);
  if (isNothing(at.bare(third))) return onColumn(first, compared === 'eq' ? 'isNull' : 'notNull', undefined, aliases, at);
  return onColumn(first, compared, compared === 'in' || compared === 'notIn' ? listed(third, at) : third, aliases, at);
};

/** `where({ … })`, `where(filter)`, `where(function () { … })`, `where(knex.raw(…))`, `where(true)` */
const ofWhole = (node: TSESTree.Node, aliases: Aliases, at: Resolver): Predicate => {
  const raw = rawFragment(node, at);
  if (raw !== undefined) return rawCondition(raw, aliases);
  const value = at.constant(node);
  if (isFunction(value)) return group(value, aliases, at);
  const shape = at.object(node);
  const parts = [...shape.entries].map(([name, { value: right }]) => ofEntry(name, right, aliases, at));
  return { terms: parts.flatMap((part) => part.terms), open: shape.open || parts.some((part) => part.open), spreads: shape.spreads };
};

const ofEntry = (name: string, value: TSESTree.Node, aliases: Aliases, at: Resolver): Predicate => {
  const bare = at.bare(value);
  return named(name, isNothing(bare) && bare.type === 'Literal' ? 'isNull' : 'eq', isNothing(bare) ? undefined : value, aliases);
};

const onColumn = (node: TSESTree.Node, op: Comparison, value: TSESTree.Node | undefined, aliases: Aliases, at: Resolver): Predicate => {
  const text = at.text(node);
  if (text !== undefined) return named(text, op, value, aliases);
  // `` where(`${TableName.Users}.id`, id) ``
  const inner = at.constant(node);
  const last = inner.type === 'TemplateLiteral' && inner.expressions.length === 1 ? /^\.["`]?(\w+)["`]?$/.exec(inner.quasis[1]?.value.raw ?? '')?.[1] : undefined;
  const qualifier = inner.type === 'TemplateLiteral' && inner.expressions[0] !== undefined ? at.sourceCode.getText(inner.expressions[0]) : undefined;
  return last === undefined || qualifier === undefined ? someRows : named(`${qualifier}.${last}`, op, value, new Map([...aliases, [qualifier.split('.').at(-1) ?? qualifier, aliases.get(qualifier) ?? []]]));
};

const named = (text: string, op: Comparison, value: TSESTree.Node | undefined, aliases: Aliases): Predicate => {
  const found = columnName(text, aliases);
  if (found === undefined) return someRows;
  const term: Term = { column: found.column, op, ...(value === undefined ? {} : { value }), ...(found.via.length === 0 ? {} : { via: found.via }) };
  return { terms: [term], open: false, spreads: [] };
};

/** A list of values; a subquery is none, its awaited result is one. */
const listed = (node: TSESTree.Node | undefined, at: Resolver): TSESTree.Node | undefined => {
  if (node === undefined) return undefined;
  const value = at.constant(node);
  const call = methodCall(value);
  return isFunction(value) || (call !== undefined && isBuilding(call.name) && !isAwaited(value)) ? undefined : node;
};

const negated = (predicate: Predicate): Predicate => {
  const [only, other] = predicate.terms;
  if (only === undefined || other !== undefined || predicate.open || predicate.spreads.length > 0) return someRows;
  return { ...predicate, terms: [{ ...only, op: opposite[only.op] ?? 'other' }] };
};

/** Objection's `whereComposite(['a', 'b'], [x, y])` */
const composite = (names: TSESTree.Node, values: TSESTree.Node | undefined, aliases: Aliases, at: Resolver): Predicate => {
  const columns = at.constant(names);
  const list = values === undefined ? undefined : at.constant(values);
  if (columns.type !== 'ArrayExpression' || list?.type !== 'ArrayExpression') return someRows;
  const parts = columns.elements.map((column, index) => {
    const value = list.elements[index];
    return column === null || value === null || value === undefined ? someRows : onColumn(column, 'eq', value, aliases, at);
  });
  return { terms: parts.flatMap((part) => part.terms), open: parts.some((part) => part.open), spreads: [] };
};

/** `where((q) => q.where(…).orWhere(…))`, `where(function () { this.where(…) })` */
const group = (fn: Parameters<typeof returnedExpression>[0], aliases: Aliases, at: Resolver): Predicate => {
  const expressions = [...statementsOf(fn).map((statement) => (statement.type === 'ExpressionStatement' ? statement.expression : statement.type === 'ReturnStatement' ? statement.argument : undefined)), ...(fn.body.type === 'BlockStatement' ? [] : [fn.body])];
  const terms: Term[] = [];
  let open = false;
  let isAlternative = false;
  for (const expression of expressions) {
    const calls = expression ? chainOf(expression, at) : undefined;
    if (calls === undefined) return someRows;
    for (const call of calls) {
      const condition = conditionOf(call, aliases, at);
      if (condition === undefined || condition.predicate.spreads.length > 0) return someRows;
      if (condition.or && terms.length > 0) isAlternative = true;
      terms.push(...condition.predicate.terms);
      open ||= condition.predicate.open;
    }
  }
  return { terms: isAlternative ? terms.map((term) => ({ ...term, disjunct: true })) : terms, open, spreads: [] };
};

/** The calls on a group's own builder, in order. */
const chainOf = (node: TSESTree.Node, at: Resolver): readonly MethodCall[] | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'ThisExpression' || bare.type === 'Identifier') return [];
  const call = methodCall(bare);
  const before = call === undefined ? undefined : chainOf(call.receiver, at);
  return call === undefined || before === undefined ? undefined : [...before, call];
};
