/**
 * The state of variables, of objects made or loaded, and of transactions, at one point of a function: what the forward analysis carries along edges.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import type { Block } from '../flow/graph.js';
import { Transactions } from './transactions.js';
import { choose, pathOf, same, undefinedValue, type Value } from './values.js';

interface Slot {
  readonly value: Value;
  /** where it was assigned: what controls that block decides whether it holds this value */
  readonly block: Block;
}

/** Pseudo fields of the heap: what was added to a collection, and that an object was changed out of sight. */
export const elements = '[]';
export const keys = '[key]';
export const escaped = '(escaped)';

/** Fields that no object of the program has. */
export const isPseudoField = (name: string): boolean => name === elements || name === keys || name === escaped || name === '...';

type Fields = ReadonlyMap<string, Slot>;

/** Variables that are assigned more than once, and the fields of objects. Copied on the first write after a fork; an object's fields, on every write, so that states share those of all others. */
export class Environment {
  private variables: Map<TSESLint.Scope.Variable, Slot>;
  private heap: Map<Value, Fields>;
  private owned: boolean;
  /** transactions that statements have opened on their connections, and not yet closed */
  transactions = Transactions.none;
  /** whether anything was assigned since the fork or join; that an object was given away doesn't count */
  changed = false;

  private constructor(variables: Map<TSESLint.Scope.Variable, Slot>, heap: Map<Value, Fields>, owned: boolean) {
    this.variables = variables;
    this.heap = heap;
    this.owned = owned;
  }

  static empty(): Environment {
    return new Environment(new Map(), new Map(), true);
  }

  /** Shares the maps until one side writes. */
  fork(): Environment {
    this.owned = false;
    const forked = new Environment(this.variables, this.heap, false);
    forked.transactions = this.transactions;
    return forked;
  }

  private own(): void {
    if (this.owned) return;
    this.variables = new Map(this.variables);
    this.heap = new Map(this.heap);
    this.owned = true;
  }

  get(variable: TSESLint.Scope.Variable): Value | undefined {
    return this.variables.get(variable)?.value;
  }

  set(variable: TSESLint.Scope.Variable, value: Value, block: Block): void {
    this.own();
    this.changed = true;
    this.variables.set(variable, { value, block });
  }

  field(of: Value, name: string): Value | undefined {
    return this.heap.get(of)?.get(name)?.value;
  }

  setField(of: Value, name: string, value: Value, block: Block): void {
    this.own();
    if (name !== escaped) this.changed = true;
    this.heap.set(of, new Map(this.heap.get(of)).set(name, { value, block }));
  }

  /** The fields of an object that were assigned, as they stand here. */
  fields(of: Value): ReadonlyMap<string, Value> {
    const found = new Map<string, Value>();
    for (const [name, slot] of this.heap.get(of) ?? []) found.set(name, slot.value);
    return found;
  }

  /** All objects that were assigned to. */
  assigned(): Iterable<readonly [Value, ReadonlyMap<string, { readonly value: Value }>]> {
    return this.heap;
  }

  /** The state after one of several: differing values become a choice between them. */
  static join(states: readonly Environment[]): Environment {
    const joined = Environment.joinValues(states);
    joined.transactions = Transactions.join(states.map((state) => state.transactions));
    return joined;
  }

  private static joinValues(states: readonly Environment[]): Environment {
    const [first, ...rest] = states;
    if (!first) return Environment.empty();
    if (rest.every((state) => state.variables === first.variables && state.heap === first.heap)) return first.fork();
    const joined = Environment.empty();
    if (rest.every((state) => state.variables === first.variables)) joined.variables = new Map(first.variables);
    else for (const variable of new Set(states.flatMap((state) => [...state.variables.keys()]))) {
      const slot = joinSlots(states.flatMap((state) => state.variables.get(variable) ?? []));
      if (slot) joined.variables.set(variable, slot);
    }
    for (const of of new Set(states.flatMap((state) => [...state.heap.keys()]))) {
      const shared = first.heap.get(of);
      if (shared && rest.every((state) => state.heap.get(of) === shared)) {
        joined.heap.set(of, shared);
        continue;
      }
      const fields = new Map<string, Slot>();
      for (const name of new Set(states.flatMap((state) => [...(state.heap.get(of)?.keys() ?? [])]))) {
        const slots = states.flatMap((state) => state.heap.get(of)?.get(name) ?? []);
        const slot = joinSlots(slots);
        if (!slot) continue;
        // on a path without an assignment the field is what it was
        const partial = slots.length < states.length && name !== elements && name !== keys && name !== escaped;
        const before = of.kind === 'object' ? (of.fields.get(name) ?? (of.spreads.length === 0 ? undefinedValue : undefined)) : pathOf(of, name);
        fields.set(name, partial && before ? { value: choose([{ value: slot.value, block: slot.block, when: [] }, { value: before, block: undefined, when: [] }]), block: slot.block } : slot);
      }
      joined.heap.set(of, fields);
    }
    return joined;
  }
}

const joinSlots = (slots: readonly Slot[]): Slot | undefined => {
  const [first, ...rest] = slots;
  if (!first || rest.every((slot) => slot.value === first.value || (slot.block === first.block && same(slot.value, first.value)))) return first;
  return { value: choose(slots.map(({ value, block }) => ({ value, block, when: [] }))), block: first.block };
};
