/** Finds, counts, existence tests, aggregates. */
import type { TSESTree } from '@typescript-eslint/utils';
import { cutBy } from '../../operations/limit.js';
import type { Predicate, Result } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { argument, count, operationOf, row, rowOrThrow, rows, type Facts, type MethodCall, type Subject } from './facts.js';
import { byId, filter, isByKey } from './filters.js';
import type { ReadVerb } from './names.js';
import { linkedConditions, linksBehind, orderOf } from './query.js';

const and = (a: Predicate, b: Predicate): Predicate => ({ terms: [...a.terms, ...b.terms], open: a.open || b.open, spreads: [...a.spreads, ...b.spreads] });

export const readOperation = (subject: Subject, verb: ReadVerb, at: Resolver): Facts => {
  const { call } = subject;
  const first = plainArgument(call, 0, at);
  switch (verb) {
    case 'findById':
      return found(subject, byId(first), row, at);
    case 'findOne':
      return found(subject, filter(first, at), row, at);
    case 'exists':
      return found(subject, filter(first, at), row, at);
    case 'find':
      return found(subject, filter(first, at), rows, at);
    case 'countDocuments':
    case 'count':
      return found(subject, filter(first, at), count, at);
    case 'estimatedDocumentCount':
      return operationOf(subject, { kind: 'read', where: { terms: [], open: false, spreads: [] }, result: count });
    case 'distinct':
      return found(subject, filter(plainArgument(call, 1, at), at), rows, at);
    case 'aggregate':
      return aggregate(subject, first, at);
  }
};

/** An argument that isn't a callback. */
const plainArgument = ({ args }: MethodCall, index: number, at: Resolver): TSESTree.Expression | undefined => {
  const found = argument(args, index);
  const value = found && at.constant(found);
  return value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression' ? undefined : found;
};

const found = (subject: Subject, own: Predicate, result: Result, at: Resolver): Facts => {
  const behind = linksBehind(subject.call.node);
  const where = and(own, linkedConditions(behind, at));
  const { order, limit } = orderOf(behind, at);
  const options = optionsOrder(subject.call, at);
  const by = [...order, ...options];
  return operationOf(subject, { kind: 'read', where, result: resultOf(result, behind), rows: isByKey(where) ? 'one' : 'many', lazy: true, ...cutBy(limit, by, result.kind === 'row') });
};

/** `findOne(filter, projection, { sort: { n: -1 } })`, and the driver's `findOne(filter, { sort })` */
const optionsOrder = ({ args }: MethodCall, at: Resolver): readonly string[] => {
  const sort = args.slice(1).map((passed) => (passed.type === 'SpreadElement' ? undefined : at.object(passed).entries.get('sort')?.value)).find((value) => value !== undefined);
  return sort === undefined ? [] : [...at.object(sort).entries.keys()];
};

const resultOf = (result: Result, behind: readonly MethodCall[]): Result => {
  let current = result;
  for (const { name } of behind) {
    if (name === 'orFail' && current.kind === 'row') current = rowOrThrow;
    else if ((name === 'countDocuments' || name === 'count') && current.kind === 'rows') current = count;
    else if (name === 'next' && current.kind === 'rows') current = row;
    else if (name === 'hasNext' && current.kind === 'rows') current = { kind: 'boolean' };
  }
  return current;
};

const accumulators: Readonly<Partial<Record<string, 'sum' | 'max' | 'min' | 'average'>>> = { $sum: 'sum', $max: 'max', $min: 'min', $avg: 'average' };

/** `[{ $match: filter }, { $group: { _id: null, total: { $sum: '$amount' } } }, { $count: 'n' }]` */
const aggregate = (subject: Subject, stages: TSESTree.Node | undefined, at: Resolver): Facts => {
  const list = stages && at.constant(stages);
  const elements = list?.type === 'ArrayExpression' ? list.elements : undefined;
  const entries = (elements ?? []).map((element) => (element === null || element.type === 'SpreadElement' ? undefined : at.object(element).entries));
  const [first] = entries;
  const match = first?.get('$match')?.value;
  const own = match === undefined ? { terms: [], open: true, spreads: [] } : filter(match, at);
  const members: Record<string, Result> = {};
  for (const entry of entries) {
    const counted = at.text(entry?.get('$count')?.value);
    if (counted !== undefined) members[counted] = count;
    const group = entry?.get('$group')?.value;
    for (const [name, { value }] of group === undefined ? [] : at.object(group).entries) {
      const [operator, operand] = [...at.object(value).entries][0] ?? [];
      const of = operator === undefined ? undefined : accumulators[operator];
      if (of === undefined || operand === undefined) continue;
      const column = at.text(operand.value)?.replace(/^\$/, '');
      members[name] = of === 'sum' && column === undefined ? count : { kind: 'number', of, column };
    }
  }
  return operationOf(subject, { kind: 'read', where: own, result: { kind: 'rows', members }, lazy: true });
};
