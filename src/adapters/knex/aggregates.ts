/** `count('* as n')`, `max('n as m')`: aggregates by the name that they have in the row. */
import type { Result } from '../../operations/operation.js';
import { columnName, type Aliases } from '../../operations/query-names.js';
import type { MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';

type Of = Extract<Result, { kind: 'number' }>['of'];

const kinds: ReadonlyMap<string, Of> = new Map([
  ['count', 'count'], ['countDistinct', 'count'], ['max', 'max'], ['min', 'min'], ['sum', 'sum'], ['sumDistinct', 'sum'], ['avg', 'average'], ['avgDistinct', 'average'],
]);

/** Methods that select an aggregate. */
export const aggregates: ReadonlySet<string> = new Set(kinds.keys());

/** The members of the row that an aggregate's call gives. Without an alias PostgreSQL names it by its function. */
export const aggregateOf = (call: MethodCall, aliases: Aliases, at: Resolver): Readonly<Record<string, Result>> => {
  const of = kinds.get(call.name);
  const [first, second] = call.args;
  if (of === undefined) return {};
  const own = call.name.replace('Distinct', '');
  const number = (column: string | undefined): Result => ({ kind: 'number', of, column: column === '*' ? undefined : column });
  const found: Record<string, Result> = {};
  if (first === undefined) return { [own]: number(undefined), [`${own}(*)`]: number(undefined) };
  const text = at.text(first);
  if (text !== undefined) {
    const column = columnName(text, aliases);
    const options = second === undefined ? undefined : at.text(at.object(second).entries.get('as')?.value);
    const alias = options ?? column?.alias;
    const name = text.replace(/\s+as\s.*$/i, '');
    return alias === undefined ? { [own]: number(column?.column), [`${own}(${name})`]: number(column?.column) } : { [alias]: number(column?.column) };
  }
  for (const [alias, { value }] of at.object(first).entries) found[alias] = number(columnName(at.text(value) ?? '', aliases)?.column);
  return Object.keys(found).length > 0 ? found : { [own]: number(undefined) };
};
