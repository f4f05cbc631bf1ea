/**
 * What a condition asks: conditions as written (`!row`, `rows.length === 0`, `(await exists()) === false`, `ok && x`) become tests.
 */
import type { Block } from '../flow/graph.js';
import type { Instance } from './instance.js';
import type { AggregateKind, Literal, Value } from './values.js';
import { isOwnKey } from './provenance.js';
import { isEitherWay, truthOf } from './truth.js';
import { constant, optionsOf, same } from './values.js';

export type Test =
  /** whether a row, or an element of a collection, is there */
  | { readonly kind: 'presence'; readonly of: Value; readonly present: boolean }
  /** a number of rows is compared with something other than none */
  | { readonly kind: 'bound'; readonly of: Value; readonly aggregate: AggregateKind; readonly operator: string; readonly limit: Value }
  /** a value is compared */
  | { readonly kind: 'comparison'; readonly left: Value; readonly operator: string; readonly right: Value }
  /** the number of affected rows is none, or some */
  | { readonly kind: 'affected'; readonly of: Value & { kind: 'affected' }; readonly none: boolean }
  /** a value is true, or false */
  | { readonly kind: 'truth'; readonly of: Value; readonly holds: boolean };

const maxTests = 24;

/** The tests that a literal makes. A disjunction gives the tests of all its parts: each of them decides on some path. */
export const testsOf = (literal: Literal, guardsOf: GuardsOf): readonly Test[] => {
  let tests = known.get(literal);
  if (!tests) known.set(literal, (tests = collect(literal, guardsOf)));
  return tests;
};

const known = new WeakMap<Literal, readonly Test[]>();

/** What decides whether a block of the function runs. */
export type GuardsOf = (block: Block) => readonly Literal[];

const collect = (literal: Literal, guardsOf: GuardsOf): readonly Test[] => {
  const found: Test[] = [];
  expand(resolved(literal.condition, guardsOf), literal.holds, found, 0);
  return found.slice(0, maxTests);
};

/** A choice whose options hang on blocks (`let known = false; if (row) known = true`) says so by the blocks' conditions. */
const resolved = (of: Value, guardsOf: GuardsOf): Value => {
  if (of.kind === 'not') return { kind: 'not', of: resolved(of.of, guardsOf) };
  if (of.kind !== 'phi' || of.options.every((option) => option.block === undefined)) return of;
  return { kind: 'phi', options: of.options.map(({ value, block, when }) => ({ value, block: undefined, when: block ? [...guardsOf(block).slice(0, 4), ...when] : when })) };
};

const isNothing = (value: Value): boolean => value.kind === 'constant' && (value.value === null || value.value === undefined);

const expand = (of: Value, holds: boolean, found: Test[], depth: number): void => {
  if (depth > 12 || found.length > maxTests) return;
  switch (of.kind) {
    case 'not':
      expand(of.of, !holds, found, depth + 1);
      return;
    case 'logical':
      if (of.operator === '??') {
        expand(of.left, holds, found, depth + 1);
        expand(of.right, holds, found, depth + 1);
        return;
      }
      expand(of.left, holds, found, depth + 1);
      expand(of.right, holds, found, depth + 1);
      return;
    case 'phi': {
      const bare = madeOver(of);
      if (bare) {
        expand(bare, holds, found, depth + 1);
        return;
      }
      // what makes it the other thing didn't happen
      if (of.options.some((option) => truthOf(option.value) === holds && option.when.length === 0)) {
        for (const { value, when } of of.options) {
          const truth = truthOf(value);
          if (truth === holds) continue;
          // what was made of a row that is there (`toDomain(row)`) is there
          if (truth === undefined && (value.kind !== 'derived' || when.length !== 1)) continue;
          for (const { condition, holds: inner } of when) expand(condition, !inner, found, depth + 1);
        }
        return;
      }
      const settled = of.options.filter(({ value }) => truthOf(value) === holds);
      for (const option of of.options) {
        const truth = truthOf(option.value);
        if (truth === !holds) continue;
        // `row ? toDomain(row) : null` is something because there is a row
        if (truth === undefined && !(holds && option.value.kind === 'derived' && option.when.length > 0 && of.options.some(({ value }) => value.kind === 'constant' && value.value === null))) expand(option.value, holds, found, depth + 1);
        // `row ? toDomain(row) : null` is nothing because there is no row
        if (truth === undefined && !holds && option.value.kind === 'derived' && of.options.some((other) => truthOf(other.value) === holds)) continue;
        for (const literal of option.when) if (truth === undefined || !isEitherWay(literal, option, settled)) expand(literal.condition, literal.holds, found, depth + 1);
      }
      return;
    }
    case 'row': {
      const touched = touchedBy(of);
      found.push(touched ? { kind: 'affected', of: touched, none: !holds } : { kind: 'presence', of, present: holds });
      return;
    }
    case 'exists':
    case 'lookup':
    case 'membership':
    case 'element':
      found.push({ kind: 'presence', of, present: holds });
      return;
    case 'aggregate':
      compare(of, '!==', constant(0), holds, found, depth);
      return;
    case 'affected':
      found.push({ kind: 'affected', of, none: !holds });
      return;
    case 'test':
      compare(of.left, of.operator, of.right, holds, found, depth);
      return;
    case 'result':
      // `if (error)` where an absent row is an error
      if (of.result.kind !== 'error') found.push({ kind: 'truth', of, holds });
      else if (of.result.absent) expand({ kind: 'row', read: of.of }, !holds, found, depth + 1);
      return;
    case 'field':
      if (of.name === 'length' || of.name === 'size') {
        compare(of, '!==', constant(0), holds, found, depth);
        return;
      }
      found.push(isOwnKey(of) ? { kind: 'presence', of: of.of, present: holds } : { kind: 'truth', of, holds });
      return;
    case 'rows':
      // a relation may be one row: whether it is there
      if (of.read.parent) found.push({ kind: 'presence', of, present: holds });
      return;
    case 'constant':
    case 'function':
    case 'object':
    case 'list':
    case 'unknown':
      return;
    default:
      found.push({ kind: 'truth', of, holds });
  }
};

/** `row && isSealed(row.secret) ? { ...row, secret: open(row.secret) } : row` is there if the row is: what it was made anew for says nothing of that. */
const madeOver = ({ options }: Extract<Value, { kind: 'phi' }>): Value | undefined => {
  const bare = options.find(({ value }) => truthOf(value) === undefined)?.value;
  return bare && options.length > 1 && options.every(({ value, when }) => value === bare || (value.kind === 'object' && when.some(({ condition, holds }) => holds && same(condition, bare)))) ? bare : undefined;
};

/** The rows that an update or delete gives back (`RETURNING`): that there is one says that it hit one. */
const touchedBy = (value: Value): (Value & { kind: 'affected' }) | undefined => {
  if (value.kind !== 'row' && value.kind !== 'rows') return undefined;
  const { kind, result } = value.read.operation;
  const given = result.kind === 'object' ? Object.values(result.members) : [result];
  return (kind === 'update' || kind === 'delete') && given.some((one) => one.kind === 'rows' || (one.kind === 'row' && one.absent === 'null')) ? { kind: 'affected', write: value.read } : undefined;
};

const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const negated: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '===': '!==', '!==': '===', '==': '!=', '!=': '==' };

const isEquality = (operator: string): boolean => operator === '===' || operator === '==';
const isInequality = (operator: string): boolean => operator === '!==' || operator === '!=';

const compare = (left: Value, operator: string, right: Value, holds: boolean, found: Test[], depth: number): void => {
  if ((left.kind === 'constant' || isNothing(left)) && right.kind !== 'constant') {
    compare(right, flipped[operator] ?? operator, left, holds, found, depth);
    return;
  }
  const effective = holds ? operator : (negated[operator] ?? operator);
  if (left.kind === 'phi' || left.kind === 'logical') {
    phiComparison(left, operator, right, holds, found, depth);
    return;
  }
  if (right.kind === 'constant' && typeof right.value === 'boolean' && (isEquality(effective) || isInequality(effective))) {
    expand(left, isEquality(effective) === right.value, found, depth + 1);
    return;
  }
  if (isNothing(right) && (isEquality(effective) || isInequality(effective))) {
    nothing(left, isEquality(effective), found, depth);
    return;
  }
  const missed = missedBy(left, right);
  if (missed) {
    if (isEquality(effective)) expand({ kind: 'row', read: missed }, false, found, depth + 1);
    return;
  }
  const number = numberOf(left);
  if (number) {
    numeric(number, effective, right, found);
    return;
  }
  // `map.findIndex(…) === -1`, `indexOf(…) < 0`
  if (left.kind === 'lookup' && right.kind === 'constant' && typeof right.value === 'number') {
    const absent = (isEquality(effective) && right.value === -1) || (effective === '<' && right.value === 0);
    const present = (isInequality(effective) && right.value === -1) || (effective === '>=' && right.value === 0) || (effective === '>' && right.value === -1);
    if (absent || present) {
      found.push({ kind: 'presence', of: left, present });
      return;
    }
  }
  const limit = numberOf(right);
  if (limit && !numberOf(left)) {
    numeric(limit, flipped[effective] ?? effective, left, found);
    return;
  }
  found.push({ kind: 'comparison', left, operator: effective, right });
};

/** `error.code === 'PGRST116'`: the operation whose error says by its code that there is no row. */
const missedBy = (left: Value, right: Value): Instance | undefined => {
  if (left.kind !== 'field' || left.name !== 'code' || left.of.kind !== 'result' || left.of.result.kind !== 'error' || right.kind !== 'constant') return undefined;
  const { codes } = left.of.of.operation.dialect.conflicts;
  return Object.hasOwn(codes, String(right.value)) && codes[String(right.value)] === 'absent' ? left.of.of : undefined;
};

const nothing = (left: Value, isNull: boolean, found: Test[], depth: number): void => {
  const touched = left.kind === 'row' ? touchedBy(left) : undefined;
  if (touched) {
    found.push({ kind: 'affected', of: touched, none: isNull });
    return;
  }
  if (left.kind === 'row' || left.kind === 'lookup' || left.kind === 'element' || (left.kind === 'rows' && left.read.parent)) {
    found.push({ kind: 'presence', of: left, present: !isNull });
    return;
  }
  if (left.kind === 'aggregate' || left.kind === 'constant') return;
  if (left.kind === 'field' && isOwnKey(left)) found.push({ kind: 'presence', of: left.of, present: !isNull });
  else if (depth < 12) found.push({ kind: 'comparison', left, operator: isNull ? '===' : '!==', right: constant(null) });
};

const phiComparison = (left: Value, operator: string, right: Value, holds: boolean, found: Test[], depth: number): void => {
  if (depth > 10) return;
  const kept = optionsOf(left).flatMap((option) => {
    const settled = settledComparison(option.value, operator, right);
    return settled === !holds ? [] : [{ ...option, settled }];
  });
  // `(row.note ?? '') !== note` asks what the column holds; that there is something in it decides on nothing
  const isOpenEitherWay = ({ condition, holds: inner }: Literal): boolean => condition.kind === 'field' && kept.every(({ settled }) => settled === undefined) && kept.some(({ when }) => when.some((other) => other.condition === condition && other.holds !== inner));
  const sure = kept.filter(({ settled }) => settled);
  for (const option of kept) {
    const { value, when, settled } = option;
    if (settled === undefined) compare(value, operator, right, holds, found, depth + 1);
    for (const literal of when) if ((left.kind !== 'logical' || !isOpenEitherWay(literal)) && !(settled && isEitherWay(literal, option, sure))) expand(literal.condition, literal.holds, found, depth + 1);
  }
};

const settledComparison = (left: Value, operator: string, right: Value): boolean | undefined => {
  if (!isEquality(operator) && !isInequality(operator)) return undefined;
  if (left.kind === 'constant' && right.kind === 'constant') {
    const equal = left.value === right.value || (operator.length === 2 && isNothing(left) && isNothing(right));
    return isEquality(operator) ? equal : !equal;
  }
  if ((left.kind === 'object' || left.kind === 'list') && isNothing(right)) return isInequality(operator);
  return same(left, right) ? isEquality(operator) : undefined;
};

/** The number of rows that a value is, if it is one: a count, a length, or arithmetic on one. */
const numberOf = (value: Value): { readonly of: Value; readonly aggregate: AggregateKind; readonly exact: boolean } | undefined => {
  if (value.kind === 'aggregate') return { of: (value.of === 'count' && touchedBy({ kind: 'rows', read: value.read })) || value, aggregate: value.of, exact: true };
  if (value.kind === 'phi' || value.kind === 'logical') {
    for (const option of optionsOf(value)) {
      const inner = numberOf(option.value);
      if (inner) return { ...inner, exact: false };
    }
    return undefined;
  }
  // a number kept in a Map: the element's
  if (value.kind === 'lookup' && value.of.kind === 'list' && value.of.element) return numberOf(value.of.element);
  if (value.kind === 'affected') return { of: value, aggregate: 'count', exact: true };
  // a row's `size` is a column
  if (value.kind === 'field' && (value.name === 'length' || value.name === 'size') && value.of.kind !== 'row' && value.of.kind !== 'element') return { of: value.of, aggregate: 'count', exact: true };
  if (value.kind === 'derived' && value.by !== undefined && ['+', '-', '*', '/', 'Number', 'BigInt', 'parseInt', 'reduce', 'max', 'min'].includes(value.by)) {
    for (const from of value.from) {
      const inner = numberOf(from);
      if (inner) return { ...inner, exact: inner.exact && (value.by === 'Number' || value.by === 'BigInt' || value.by === 'parseInt') };
    }
  }
  return undefined;
};

const numeric = (number: { readonly of: Value; readonly aggregate: AggregateKind; readonly exact: boolean }, operator: string, limit: Value, found: Test[]): void => {
  const zero = limit.kind === 'constant' && (limit.value === 0 || limit.value === 0n);
  const one = limit.kind === 'constant' && (limit.value === 1 || limit.value === 1n);
  const none = number.exact && ((zero && (isEquality(operator) || operator === '<=')) || (one && operator === '<'));
  const some = number.exact && ((zero && (isInequality(operator) || operator === '>')) || (one && operator === '>='));
  if (number.of.kind === 'affected') {
    const short = none || (one && isInequality(operator)) || operator === '<';
    const enough = some || (one && isEquality(operator));
    if (short || enough) found.push({ kind: 'affected', of: number.of, none: short });
    return;
  }
  if ((none || some) && number.aggregate === 'count') {
    // the sum or maximum of nothing is no row's absence
    found.push({ kind: 'presence', of: number.of, present: some });
    return;
  }
  found.push({ kind: 'bound', of: number.of, aggregate: number.aggregate, operator, limit });
};
