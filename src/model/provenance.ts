/**
 * Which reads a value comes from, and which column of them.
 */
import type { Instance } from './instance.js';
import { componentsOf, isConstantLike, optionsOf, validated, validation, type AggregateKind, type Value } from './values.js';

/** One read that a value comes from. */
export interface Source {
  readonly read: Instance;
  /** column of the row; undefined: the row or its existence as a whole */
  readonly column: string | undefined;
  /** the column and what is below it */
  readonly path: readonly string[];
  readonly aggregate: AggregateKind | 'exists' | undefined;
  /** `identity`: the value is that column, unchanged, on some path; `derived`: computed from it */
  readonly how: 'identity' | 'derived';
  /** the value is what stands at `path`, unchanged, on some path */
  readonly isCopy: boolean;
}

const maxDepth = 20;
const maxSteps = 1500;

const known = new WeakMap<Value, readonly Source[]>();

/** The reads that a value comes from. Bounded; deduplicated. To be asked when the function has been interpreted: answers are kept. */
export const sourcesOf = (value: Value): readonly Source[] => {
  let sources = known.get(value);
  if (!sources) known.set(value, (sources = collect(value)));
  return sources;
};

const collect = (value: Value): readonly Source[] => {
  const found = new Map<string, Source>();
  const seen = new Set<Value>();
  const ids = new Map<Instance, number>();
  const add = (source: Source): void => {
    if (!ids.has(source.read)) ids.set(source.read, ids.size);
    found.set(`${String(ids.get(source.read))}.${source.path.join('.')}.${source.column ?? ''}.${source.aggregate ?? ''}.${source.how}.${String(source.isCopy)}`, source);
  };
  let steps = 0;
  const walk = (of: Value, path: readonly string[], how: Source['how'], depth: number): void => {
    if (depth > maxDepth || steps++ > maxSteps || (path.length === 0 && how === 'derived' && seen.has(of))) return;
    if (path.length === 0 && how === 'derived') seen.add(of);
    switch (of.kind) {
      case 'field':
        walk(of.of, [of.name, ...path], how, depth + 1);
        return;
      case 'row':
      case 'rows':
        add({ read: of.read, column: path[0], path, aggregate: undefined, how: path.length > 1 ? 'derived' : how, isCopy: how === 'identity' });
        return;
      case 'exists':
        add({ read: of.read, column: undefined, path: [], aggregate: 'exists', how, isCopy: false });
        return;
      case 'aggregate':
        add({ read: of.read, column: of.column, path: [], aggregate: of.of, how, isCopy: false });
        return;
      case 'element':
      case 'lookup':
        walk(of.of, path, how, depth + 1);
        return;
      case 'membership':
        walk(of.of, path, 'derived', depth + 1);
        return;
      case 'list':
        // `[...row.tags, tag]` is another list than `row.tags`
        if (of.element) walk(of.element, path, (path.length > 0 && isNumber(path[0])) || (path.length === 0 && of.element.kind !== 'phi') ? how : 'derived', depth + 1);
        if (of.key && how === 'derived') walk(of.key, [], 'derived', depth + 1);
        return;
      case 'object':
        if (path.length > 0) {
          const own = of.fields.get(path[0] ?? '');
          if (own) {
            walk(own, path.slice(1), how, depth + 1);
            return;
          }
        } else for (const field of of.fields.values()) walk(field, [], 'derived', depth + 1);
        for (const spread of of.spreads) walk(spread, path, path.length > 0 ? how : 'derived', depth + 1);
        return;
      case 'derived': {
        const [first] = of.from;
        const column = of.by?.startsWith('.') === true ? of.by.slice(1) : undefined;
        if (first && isSelection(of, path)) {
          walk(first, of.by === '[]' ? path : [column ?? '', ...path], how, depth + 1);
          return;
        }
        const parsed = first && column !== undefined ? parsedBy(first) : undefined;
        if (parsed && column !== undefined) walk(parsed, [column, ...path], 'derived', depth + 1);
        else for (const from of of.from) walk(from, [], 'derived', depth + 1);
        return;
      }
      case 'phi':
      case 'logical':
        for (const option of optionsOf(of)) walk(option.value, path, how, depth + 1);
        return;
      case 'test':
        walk(of.left, [], 'derived', depth + 1);
        walk(of.right, [], 'derived', depth + 1);
        return;
      case 'not':
        walk(of.of, [], 'derived', depth + 1);
        return;
      default:
        return;
    }
  };
  walk(value, [], 'identity', 0);
  return [...found.values()];
};

/** `row.items[i].quantity`: the field of an element keeps its path. */
const isSelection = (of: Extract<Value, { kind: 'derived' }>, path: readonly string[]): boolean => {
  const [inner] = of.from;
  if (of.by === '[]') return path.length > 0 && inner?.kind === 'field';
  return of.by?.startsWith('.') === true && inner?.kind === 'derived' && inner.by === '[]' && inner.from[0]?.kind === 'field';
};

/** `Schema.parse(row)`, `Schema.safeParse(row).data`: what a validator was given, whose names it keeps. */
const parsedBy = (value: Value): Value | undefined => {
  if (value.kind !== 'derived') return undefined;
  const [given] = value.from;
  if (value.by === validated) return given;
  return value.by === '.data' && given?.kind === 'derived' && given.by === validation ? given.from[0] : undefined;
};

const isNumber = (text: string | undefined): boolean => text !== undefined && /^\d+$/.test(text);

/**
 * What a value is, by what predicates say: after a read by `col = v`, the row's `col` is `v`.
 * Used to compare keys; provenance uses the value itself.
 */
export const canonical = (value: Value, depth = 6): Value => {
  if (depth === 0) return value;
  if (value.kind === 'field') {
    const row = value.of.kind === 'element' ? value.of.of : value.of;
    if (row.kind === 'row' || row.kind === 'rows') {
      const term = row.read.where.find((condition) => condition.column === value.name && condition.op === 'eq' && condition.via.length === 0 && !condition.disjunct && condition.value);
      if (term?.value) return canonical(term.value, depth - 1);
    }
    // an element that was found by a column has that value in it
    if (value.of.kind === 'lookup' && value.of.key && value.of.by === value.name) return canonical(value.of.key, depth - 1);
    return value;
  }
  if (value.kind === 'phi') {
    const values = value.options.map((option) => option.value).filter((option) => !(option.kind === 'constant' && (option.value === undefined || option.value === null)));
    const [only] = values;
    if (only && values.length === 1) return canonical(only, depth - 1);
  }
  if (value.kind === 'logical' && value.operator !== '&&' && isConstantLike(value.right)) return canonical(value.left, depth - 1);
  return value;
};

/** Whether something that was read is among what a value is made of. */
export const tellsOfRead = (value: Value): boolean => value.kind !== 'function' && carriesRead(value);

/** Whether something that was read, or a function, is among what a value is made of; a quick look, while the function is being interpreted. */
export const carriesRead = (value: Value, depth = 4): boolean => {
  if (depth === 0) return false;
  switch (value.kind) {
    case 'row':
    case 'rows':
    case 'exists':
    case 'aggregate':
    case 'affected':
    case 'result':
    case 'function':
      return true;
    default:
      return componentsOf(value).some((part) => carriesRead(part, depth - 1));
  }
};

/** `existing?.id`: a row that is there has a key, and what it was looked for by. */
export const isOwnKey = ({ name, of }: Extract<Value, { kind: 'field' }>): boolean => {
  const read = of.kind === 'row' ? of.read : (of.kind === 'element' || of.kind === 'lookup') && of.of.kind === 'rows' ? of.of.read : undefined;
  return read?.operation.kind === 'read' && (name === 'id' || name === read.operation.dialect.key || read.where.some(({ column, op, disjunct, via }) => column === name && op === 'eq' && !disjunct && via.length === 0));
};
