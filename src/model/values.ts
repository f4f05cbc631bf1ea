/**
 * What is known of a value: the lattice of the value analysis.
 *
 * In: nothing. Out: value types, their constructors, equality. Values are plain data over operation instances and opaque
 * symbols, so that a function's summary can be carried to its callers by substitution. Bounded: phis hold at most
 * `maxOptions`, derivations at most `maxSources`; beyond, unknown.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Block, FunctionNode } from '../flow/graph.js';
import type { Result } from '../operations/operation.js';
import type { Instance } from './instance.js';

/** A condition and how it came out. */
export interface Literal {
  readonly condition: Value;
  readonly holds: boolean;
}

/** One of the values that a phi may be, with what decides that it is this one. */
export interface Option {
  readonly value: Value;
  /** the block of this function in which it became so: what controls the block controls the option */
  readonly block: Block | undefined;
  readonly when: readonly Literal[];
}

export type SymbolOf =
  | { readonly kind: 'parameter'; readonly fn: FunctionNode; readonly index: number }
  /** a variable of an outer function, of the module, or an import */
  | { readonly kind: 'free'; readonly variable: TSESLint.Scope.Variable }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'this' }
  /** a value of its own, made here: an unresolved call, an unknown expression */
  | { readonly kind: 'site'; readonly node: TSESTree.Node };

export type AggregateKind = 'count' | 'sum' | 'max' | 'min' | 'average';

export type Value =
  | { readonly kind: 'constant'; readonly value: string | number | bigint | boolean | null | undefined }
  | { readonly kind: 'symbol'; readonly symbol: SymbolOf }
  | { readonly kind: 'field'; readonly of: Value; readonly name: string }
  /** the row that an operation gives, or nothing */
  | { readonly kind: 'row'; readonly read: Instance }
  | { readonly kind: 'rows'; readonly read: Instance }
  /** some element of a collection */
  | { readonly kind: 'element'; readonly of: Value }
  /** the element of a collection with this key, or nothing; `by` is the element's field that the key was compared with */
  | { readonly kind: 'lookup'; readonly of: Value; readonly key: Value | undefined; readonly by: string | undefined }
  /** whether a collection has such an element */
  | { readonly kind: 'membership'; readonly of: Value; readonly key: Value | undefined; readonly by: string | undefined }
  | { readonly kind: 'aggregate'; readonly read: Instance; readonly of: AggregateKind; readonly column: string | undefined }
  | { readonly kind: 'exists'; readonly read: Instance }
  | { readonly kind: 'affected'; readonly write: Instance }
  /** an operation's composite result (`{ count }`, `[rows, count]`) */
  | { readonly kind: 'result'; readonly of: Instance; readonly result: Result }
  /** `whole`: made by the constructor of a class of the project, and all that it put there is known */
  | { readonly kind: 'object'; readonly node: TSESTree.Node; readonly fields: ReadonlyMap<string, Value>; readonly spreads: readonly Value[]; readonly block: Block | undefined; readonly when: readonly Literal[]; readonly whole?: true }
  /** an array, Set or Map made here; `items` while the positions are known; `key`: what a Map or Set is asked by; `length`: how many, where that's known of another */
  | { readonly kind: 'list'; readonly node: TSESTree.Node; readonly items: readonly Value[] | undefined; readonly element: Value | undefined; readonly key: Value | undefined; readonly length?: Value | undefined }
  /** computed from these, by an operator or by a call; `on`: the object whose method was called, without arguments */
  | { readonly kind: 'derived'; readonly from: readonly Value[]; readonly by: string | undefined; readonly on?: Value | undefined }
  | { readonly kind: 'test'; readonly operator: string; readonly left: Value; readonly right: Value }
  | { readonly kind: 'not'; readonly of: Value }
  | { readonly kind: 'logical'; readonly operator: '&&' | '||' | '??'; readonly left: Value; readonly right: Value; readonly block: Block | undefined }
  | { readonly kind: 'phi'; readonly options: readonly Option[] }
  | { readonly kind: 'function'; readonly fn: FunctionNode }
  | { readonly kind: 'unknown' };

export type ObjectValue = Extract<Value, { kind: 'object' }>;
export type ListValue = Extract<Value, { kind: 'list' }>;

const maxOptions = 8;
const maxSources = 12;

export const unknownValue: Value = { kind: 'unknown' };
export const undefinedValue: Value = { kind: 'constant', value: undefined };
export const nullValue: Value = { kind: 'constant', value: null };

/** A constant; strings, numbers and the like are equal by what they are. */
export const constant = (value: string | number | bigint | boolean | null | undefined): Value => ({ kind: 'constant', value });

/** The opposite of a condition. */
export const negated = (of: Value): Value => (of.kind === 'constant' ? constant(!of.value) : { kind: 'not', of });

const fieldCache = new WeakMap<Value, Map<string, Value>>();

/** `of.name` as a path; one identity per path, so that it can be the key of a heap. */
export const pathOf = (of: Value, name: string): Value => {
  let fields = fieldCache.get(of);
  if (!fields) fieldCache.set(of, (fields = new Map<string, Value>()));
  let field = fields.get(name);
  if (!field) fields.set(name, (field = { kind: 'field', of, name }));
  return field;
};

const elementCache = new WeakMap<Value, Value>();

/** Some element of a collection; one identity per collection: the same loop variable is the same row. */
export const elementOf = (of: Value): Value => {
  let element = elementCache.get(of);
  if (!element) elementCache.set(of, (element = { kind: 'element', of }));
  return element;
};

type Lookup = Extract<Value, { kind: 'lookup' }>;

const lookupCache = new WeakMap<Value, WeakMap<Value, Lookup>>();

/** The element of a collection with a key; one identity per collection and key: what is assigned to `rows[i]` is found again while `i` is what it was. */
export const lookupOf = (of: Value, key: Value): Value => {
  if (key.kind === 'unknown') return { kind: 'lookup', of, key, by: undefined };
  let lookups = lookupCache.get(of);
  if (!lookups) lookupCache.set(of, (lookups = new WeakMap<Value, Lookup>()));
  let lookup = lookups.get(key);
  if (!lookup) lookups.set(key, (lookup = { kind: 'lookup', of, key, by: undefined }));
  return lookup;
};

const positionCache = new WeakMap<Value, Map<string, Value>>();

/** The row at a position of the rows of a read; one identity per position. */
export const rowAt = (rows: Extract<Value, { kind: 'rows' }>, position: string): Value => {
  let positions = positionCache.get(rows);
  if (!positions) positionCache.set(rows, (positions = new Map<string, Value>()));
  let row = positions.get(position);
  if (!row) positions.set(position, (row = { kind: 'row', read: rows.read }));
  return row;
};

/** Whether a value is a primitive that was written down, or a path into an import or global (an enum's member). */
export const isConstantLike = (value: Value): boolean => {
  if (value.kind === 'constant') return true;
  if (value.kind === 'field') return isConstantRoot(value.of);
  return false;
};

const isConstantRoot = (value: Value): boolean => {
  if (value.kind === 'field') return isConstantRoot(value.of);
  if (value.kind !== 'symbol') return false;
  if (value.symbol.kind === 'global') return true;
  return value.symbol.kind === 'free' && value.symbol.variable.defs.some((def) => def.type === 'ImportBinding' || def.type === 'TSEnumName' || isConstantTable(def));
};

/** `const State = { open: 'OPEN' } as const` in the place of an enum */
const isConstantTable = (def: TSESLint.Scope.Definition): boolean => {
  if (def.type !== 'Variable' || def.parent.kind !== 'const') return false;
  const { init } = def.node;
  const bare = init?.type === 'TSAsExpression' ? init.expression : init;
  return bare?.type === 'ObjectExpression' && bare.properties.every((property) => property.type === 'Property' && property.value.type === 'Literal');
};

const sameSymbol = (a: SymbolOf, b: SymbolOf): boolean => {
  switch (a.kind) {
    case 'parameter':
      return b.kind === 'parameter' && a.fn === b.fn && a.index === b.index;
    case 'free':
      return b.kind === 'free' && a.variable === b.variable;
    case 'global':
      return b.kind === 'global' && a.name === b.name;
    case 'this':
      return b.kind === 'this';
    case 'site':
      return b.kind === 'site' && a.node === b.node;
  }
};

const sameAll = (a: readonly Value[], b: readonly Value[], depth: number): boolean => a.length === b.length && a.every((value, index) => same(value, b[index] ?? unknownValue, depth));

/** Whether two values are surely equal. Unknown equals nothing. */
export const same = (a: Value, b: Value, depth = 6): boolean => {
  if (a === b) return a.kind !== 'unknown';
  if (depth === 0 || a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'constant':
      return b.kind === 'constant' && a.value === b.value;
    case 'symbol':
      return b.kind === 'symbol' && sameSymbol(a.symbol, b.symbol);
    case 'field':
      return b.kind === 'field' && a.name === b.name && same(a.of, b.of, depth - 1);
    case 'row':
    case 'rows':
    case 'exists':
      return (b.kind === 'row' || b.kind === 'rows' || b.kind === 'exists') && a.read === b.read;
    case 'element':
      return b.kind === 'element' && same(a.of, b.of, depth - 1);
    case 'lookup':
    case 'membership':
      return (b.kind === 'lookup' || b.kind === 'membership') && a.key !== undefined && b.key !== undefined && same(a.of, b.of, depth - 1) && same(a.key, b.key, depth - 1);
    case 'aggregate':
      return b.kind === 'aggregate' && a.read === b.read && a.of === b.of && a.column === b.column;
    case 'affected':
      return b.kind === 'affected' && a.write === b.write;
    case 'derived':
      return b.kind === 'derived' && a.by !== undefined && a.by === b.by && sameAll(a.from, b.from, depth - 1);
    case 'test':
      return b.kind === 'test' && a.operator === b.operator && same(a.left, b.left, depth - 1) && same(a.right, b.right, depth - 1);
    case 'not':
      return b.kind === 'not' && same(a.of, b.of, depth - 1);
    default:
      return false;
  }
};

/** How a value is derived that a validator gives: the object that it was given, checked; or an answer with that object as its `data`. */
export const validated = 'validated';
export const validation = 'validation';

/** Computed from these values. Constants don't count; nothing else left gives unknown. */
export const derive = (from: readonly Value[], by?: string, on?: Value): Value => {
  const sources: Value[] = [];
  for (const value of from) {
    if (value.kind === 'constant' && by === undefined) continue;
    if (value.kind === 'derived' && value.by === undefined) {
      for (const inner of value.from) if (!sources.includes(inner)) sources.push(inner);
    } else if (value.kind !== 'unknown' && !sources.includes(value)) sources.push(value);
  }
  if (sources.length === 0) return unknownValue;
  return { kind: 'derived', from: sources.slice(0, maxSources), by, ...(on && { on }) };
};

/** Whether a value is what a call or a construction out of view makes of others; what selects or computes (`of.name`, `a + b`) leaves things out. */
export const isMade = (value: Value): value is Extract<Value, { kind: 'derived' }> => value.kind === 'derived' && value.by !== undefined && /^[\w$]/.test(value.by);

/** The value that one of these is; flattened, deduplicated, bounded. */
export const choose = (options: readonly Option[]): Value => {
  const flat: Option[] = [];
  for (const option of options) {
    const inner = option.value.kind === 'phi' ? option.value.options : undefined;
    if (!inner) flat.push(option);
    else for (const { value, block, when } of possible(inner, option.when)) flat.push({ value, block: block ?? option.block, when: option.when.length === 0 ? when : [...when, ...option.when] });
  }
  const apart = merged(flat, (a, b) => !isAnswer(a.value) || sameLiterals(a.when, b.when));
  const kept = apart.length > maxOptions ? merged(apart, () => true) : apart;
  if (kept.length > maxOptions) return unknownValue;
  const [only] = kept;
  if (only && kept.length === 1 && !only.block && only.when.length === 0) return only.value;
  return { kind: 'phi', options: kept };
};

/** Equal values as one option, where they may be. @param mayBeOne a yes for one reason, and a yes for another one, are two */
const merged = (options: readonly Option[], mayBeOne: (a: Option, b: Option) => boolean): readonly Option[] => {
  const kept: Option[] = [];
  for (const option of options) {
    const twin = kept.findIndex((other) => (other.value === option.value || same(other.value, option.value)) && mayBeOne(other, option));
    if (twin < 0) kept.push(option);
    else if (kept[twin]?.block !== option.block) kept[twin] = { value: option.value, block: undefined, when: [] };
  }
  return kept;
};

/** A yes or no, or a tag (`'Left'`, `'missing'`). */
const isAnswer = (value: Value): boolean => value.kind === 'constant' && (typeof value.value === 'boolean' || typeof value.value === 'string');

const sameLiterals = (a: readonly Literal[], b: readonly Literal[]): boolean =>
  a.length === b.length && a.every(({ condition, holds }, index) => b[index]?.holds === holds && (b[index].condition === condition || same(b[index].condition, condition)));

/** Those that these conditions don't exclude: in `c ? n : 0`, with `n` being `c ? a : b`, it is `a`. */
const possible = (options: readonly Option[], given: readonly Literal[]): readonly Option[] =>
  given.length === 0 ? options : options.filter(({ when }) => !when.some(({ condition, holds }) => given.some((other) => other.holds !== holds && same(other.condition, condition))));

/** The values that a value may be. */
export const optionsOf = (value: Value): readonly Option[] => {
  if (value.kind === 'phi') return value.options;
  if (value.kind === 'logical') {
    const { left, right, block, operator } = value;
    if (operator === '&&') return [{ value: right, block, when: [{ condition: left, holds: true }] }];
    return [
      { value: left, block: undefined, when: [{ condition: left, holds: true }] },
      { value: right, block, when: [{ condition: left, holds: false }] },
    ].flatMap((option) => (option.value.kind === 'phi' || option.value.kind === 'logical' ? optionsOf(option.value).map((inner) => ({ ...inner, when: [...inner.when, ...option.when] })) : [option]));
  }
  return [{ value, block: undefined, when: [] }];
};

/** The values that a value is made of, one level down; none for what stands by itself. */
export const componentsOf = (value: Value): readonly Value[] => {
  switch (value.kind) {
    case 'field':
    case 'element':
    case 'not':
    case 'membership':
    case 'lookup':
      return [value.of];
    case 'object':
      return [...value.fields.values(), ...value.spreads];
    case 'list':
      return [...(value.element ? [value.element] : []), ...(value.items ?? [])];
    case 'derived':
      return value.from;
    case 'phi':
      return value.options.map((option) => option.value);
    case 'logical':
    case 'test':
      return [value.left, value.right];
    default:
      return [];
  }
};
