/**
 * The model of one function: its operations in order, what decides whether each happens, what surrounds it.
 *
 * In: the interpreter after its run. Out: questions about guards. Shared by all rules; names no ORM.
 */
import { contains } from '../syntax/descendants.js';
import { attemptsBefore, failuresBefore, isSwallowed } from './attempts.js';
import type { TSESTree } from '@typescript-eslint/utils';
import type { Block, Branch, Edge, FunctionNode, Graph } from '../flow/graph.js';
import { controlDependence, exitDependence, type LoopExit } from '../flow/order.js';
import type { Isolation } from '../operations/dialect.js';
import type { Known } from '../operations/known.js';
import type { Resolver } from '../resolve/resolver.js';
import type { Instance } from './instance.js';
import type { Barrier, Interpreter } from './interpreter.js';
import { isPseudoField } from './environment.js';
import { current } from './dictionaries.js';
import { carriesRead, sourcesOf } from './provenance.js';
import type { Summary } from './summary.js';
import { testsOf } from './tests.js';
import { constant, nullValue, optionsOf, undefinedValue, type Literal, type Option, type Value } from './values.js';

/** A condition that decides whether something happens. */
export interface Guard {
  readonly literal: Literal;
  /** the condition's expression, when it stands in this function */
  readonly node: TSESTree.Node | undefined;
}

const maxGuards = 48;

export class FunctionModel {
  readonly fn: FunctionNode | TSESTree.Program;
  readonly graph: Graph;
  readonly instances: readonly Instance[];
  readonly resolver: Resolver;
  private readonly interpreter: Interpreter;
  private dependence: readonly (readonly Edge[])[] | undefined;
  private exits: ReadonlyMap<number, readonly LoopExit[]> | undefined;
  private readonly guards = new Map<Block, readonly Guard[]>();
  private readonly instanceGuards = new Map<Instance, readonly Guard[]>();
  private readonly reachable = new Map<Block, ReadonlySet<Block>>();

  constructor(interpreter: Interpreter) {
    this.interpreter = interpreter;
    this.fn = interpreter.fn;
    this.graph = interpreter.graph;
    this.instances = interpreter.instances;
    this.resolver = interpreter.facts.resolver;
  }

  /** The value of an expression of this function, as it was when it was evaluated last. */
  valueOf(node: TSESTree.Node): Value {
    return this.interpreter.settledValue(node);
  }

  /** The block in which an expression of this function is evaluated; undefined for names, members, and what another function runs. */
  blockOf(node: TSESTree.Node): Block | undefined {
    return this.interpreter.blockOf.get(node);
  }

  /** Whether control can flow from one block to another. */
  reaches(from: Block, to: Block): boolean {
    let set = this.reachable.get(from);
    if (!set) {
      const found = new Set<Block>();
      const stack = from.out.map((edge) => edge.to);
      for (let block = stack.pop(); block; block = stack.pop()) {
        if (found.has(block)) continue;
        found.add(block);
        for (const edge of block.out) stack.push(edge.to);
      }
      this.reachable.set(from, (set = found));
    }
    return set.has(to);
  }

  /** Whether control can flow from one block to another without passing a third. */
  reachesAround(from: Block, avoided: Block, to: Block): boolean {
    if (from === avoided || to === avoided) return false;
    const seen = new Set<Block>([avoided]);
    const stack: Block[] = [from];
    for (let block = stack.pop(); block; block = stack.pop()) {
      if (block === to) return true;
      if (seen.has(block)) continue;
      seen.add(block);
      for (const edge of block.out) stack.push(edge.to);
    }
    return false;
  }

  /** Whether one instance can come before another. */
  precedes(first: Instance, second: Instance): boolean {
    if (first.block === second.block) return first.order < second.order || this.reaches(first.block, first.block);
    return this.reaches(first.block, second.block);
  }

  /** The conditions that decide whether a block runs, nearest first; where both outcomes lead there, the nearest counts. */
  guardsOf(block: Block): readonly Guard[] {
    const known = this.guards.get(block);
    if (known) return known;
    this.guards.set(block, []);
    const found = this.collectGuards(block);
    this.guards.set(block, found);
    return found;
  }

  private collectGuards(block: Block): readonly Guard[] {
    this.dependence ??= controlDependence(this.graph);
    this.exits ??= exitDependence(this.graph);
    const found: Guard[] = [];
    const settled = new Map<TSESTree.Node, boolean | 'both'>();
    const seen = new Set<Block>([block]);
    for (let layer: readonly Block[] = [block]; layer.length > 0 && found.length < maxGuards; ) {
      const next: Block[] = [];
      const here = new Map<TSESTree.Node, Set<boolean>>();
      const branches: Branch[] = [];
      for (const edge of layer.flatMap((member) => this.dependence?.[member.id] ?? [])) {
        if (!seen.has(edge.from)) {
          seen.add(edge.from);
          next.push(edge.from);
        }
        if (!edge.branch || edge.branch.kind === 'exception') continue;
        const key = branchKey(edge.branch);
        if (settled.has(key)) continue;
        const outcomes = here.get(key) ?? new Set();
        outcomes.add(edge.branch.outcome);
        here.set(key, outcomes);
        branches.push(edge.branch);
      }
      for (const branch of branches) {
        const key = branchKey(branch);
        if (branch.kind === 'exception' || settled.has(key)) continue;
        const both = (here.get(key)?.size ?? 0) > 1;
        settled.set(key, both ? 'both' : branch.outcome);
        if (!both) found.push(...this.literalsOf(branch));
      }
      for (const { edge, body } of layer.flatMap((member) => this.exits?.get(member.id) ?? [])) {
        if (edge.branch && edge.branch.kind !== 'exception' && !settled.has(branchKey(edge.branch))) found.push(...this.literalsOf(edge.branch).filter(({ literal }) => this.isAbsentIn(body, literal)));
      }
      layer = next;
    }
    return found;
  }

  /** Whether a literal says that what a loop asks for anew each time wasn't there: that is why the loop ended. A list that is worked through says nothing of what follows. */
  private isAbsentIn(loop: ReadonlySet<Block>, literal: Literal): boolean {
    return testsOf(literal, this.literalsOfBlock).some((test) => test.kind === 'presence' && !test.present && sourcesOf(test.of).some(({ read }) => loop.has(read.block)));
  }

  private literalsOf(branch: Branch): readonly Guard[] {
    switch (branch.kind) {
      case 'test':
        return [{ literal: { condition: this.valueOf(branch.condition), holds: branch.outcome }, node: branch.condition }];
      case 'nullish':
        return [{ literal: { condition: { kind: 'test', operator: '==', left: this.valueOf(branch.condition), right: nullValue }, holds: branch.outcome }, node: branch.condition }];
      case 'case':
        return [{ literal: { condition: caseTest(this.valueOf(branch.subject), this.valueOf(branch.test)), holds: branch.outcome }, node: branch.test }];
      case 'each': {
        if (!branch.outcome) return [];
        const collection = this.valueOf(branch.collection);
        const own: Guard = { literal: { condition: { kind: 'membership', of: collection, key: undefined, by: undefined }, holds: true }, node: branch.collection };
        // what an element was chosen by guards what is done with it
        return [own, ...this.guardsOfValue(this.interpreter.element(collection))];
      }
      case 'exception':
        return [];
    }
  }

  /** The same without the nodes. */
  readonly literalsOfBlock = (block: Block): readonly Literal[] => this.guardsOf(block).map((guard) => guard.literal);

  /** Isolation of the transaction that was begun on a handle; undefined when none is in view. */
  isolationOf(handle: string): Known<Isolation> | undefined {
    return this.interpreter.facts.isolationOf(handle);
  }

  /** What decides that a value is what it is: the branches in which it was made or chosen. */
  guardsOfValue(value: Value): readonly Guard[] {
    return optionsOf(value).flatMap((option) => this.guardsOfOption(option));
  }

  guardsOfOption(option: Option): readonly Guard[] {
    const guards: Guard[] = option.when.map((literal) => ({ literal, node: undefined }));
    if (option.block) guards.push(...this.guardsOf(option.block));
    if (option.value.kind === 'object') {
      guards.push(...option.value.when.map((literal) => ({ literal, node: undefined })));
      if (option.value.block) guards.push(...this.guardsOf(option.value.block));
    }
    return guards;
  }

  /** All that decides whether an operation happens in this function: its block, throwing calls before it, conditions inside called functions. */
  guardsOfInstance(instance: Instance): readonly Guard[] {
    let guards = this.instanceGuards.get(instance);
    if (!guards) this.instanceGuards.set(instance, (guards = this.guardsAround(instance)));
    return guards;
  }

  private guardsAround(instance: Instance): readonly Guard[] {
    const guards: Guard[] = [...this.guardsOf(instance.block)];
    for (const barrier of this.interpreter.barriers) {
      if (this.passed(barrier, instance)) guards.push(...barrier.literals.map((literal) => ({ literal, node: barrier.call })));
    }
    for (const { literal, call } of failuresBefore(instance.site, this.interpreter.barriers, this.fn)) guards.push({ literal, node: call });
    for (const literal of instance.inner) guards.push({ literal, node: undefined });
    return guards;
  }

  /** Whether an operation happens only after a call that may have thrown returned. */
  private passed(barrier: Barrier, instance: Instance): boolean {
    if (barrier.call === instance.site || contains(instance.site, barrier.call)) return barrier.call !== instance.site;
    if (barrier.block === instance.block ? barrier.order >= instance.order : !this.reaches(barrier.block, instance.block)) return false;
    for (let node: TSESTree.Node = barrier.call; node.parent && node !== this.fn; node = node.parent) {
      const parent: TSESTree.Node = node.parent;
      // a throw that is caught before the operation decides nothing
      if (parent.type === 'TryStatement' && parent.block === node && parent.handler && !contains(parent, instance.site)) return false;
    }
    return true;
  }

  /** What callers need to know. */
  summarize(): Summary | undefined {
    const { fn, interpreter } = this;
    if (fn.type === 'Program') return undefined;
    const literals = (block: Block): Literal[] => this.guardsOf(block).map((guard) => guard.literal).slice(0, 12);
    const isOnlyWay = this.graph.returns.length <= 1 && this.graph.throws.length === 0;
    const returns = this.graph.returns.map(({ block, value }): Option => {
      const given = value ? interpreter.endOf(block, () => asGiven(interpreter, this.valueOf(value))) : undefinedValue;
      // on the only way, what a loop ended with still says something of a value that it tried
      const when = isOnlyWay && (given.kind === 'constant' || carriesRead(given)) ? [] : literals(block);
      return { value: given, block: undefined, when: value && (given.kind === 'constant' || given.kind === 'object') ? [...when, ...attemptsBefore(value, interpreter.barriers, fn)] : when };
    });
    const throwsWhen = this.graph.throws.flatMap(({ block }) => this.guardsOf(block).map(({ literal }) => ({ condition: literal.condition, holds: !literal.holds })));
    for (const barrier of interpreter.barriers) if (!isSwallowed(barrier.call, this.graph.throws, fn) && (barrier.block === this.graph.entry || this.guardsOf(barrier.block).length === 0)) throwsWhen.push(...barrier.literals);
    const guards = new Map(this.instances.map((instance) => [instance, this.guardsOfInstance(instance).map((guard) => guard.literal).slice(0, 24)] as const));
    return {
      fn,
      instances: this.instances,
      guards,
      returns: returns.length > 8 ? [] : resolveBlocks(this, returns),
      throwsWhen: throwsWhen.slice(0, 16),
      invocations: interpreter.invocations,
      assigns: assignsOf(interpreter, fn),
    };
  }
}

/** What a function gives back: an object with what was assigned to its fields by then (`result.ok = false; return result`). */
const asGiven = (at: Interpreter, of: Value, depth = 2): Value => {
  if (of.kind !== 'object') return current(at, of);
  const fields = new Map([...of.fields, ...[...at.environment.fields(of)].filter(([name]) => !isPseudoField(name))]);
  if (depth > 0) for (const [name, field] of fields) if (field.kind === 'object') fields.set(name, asGiven(at, field, depth - 1));
  return fields.size === of.fields.size && [...fields].every(([name, field]) => of.fields.get(name) === field) ? of : { ...of, fields };
};

/** Options that hang on a block of this function say so by its conditions: a caller can't see the block. */
const resolveBlocks = (model: FunctionModel, options: readonly Option[]): Option[] =>
  options.flatMap((option) => {
    if (option.value.kind !== 'phi' && option.value.kind !== 'logical') return [option];
    return optionsOf(option.value).map((inner) => ({ value: inner.value, block: undefined, when: [...model.guardsOfOption({ ...inner, value: constant(true) }).map((guard) => guard.literal), ...option.when].slice(0, 16) }));
  });

const assignsOf = (interpreter: Interpreter, fn: FunctionNode): Summary['assigns'] => {
  const found: { target: Value; field: string; value: Value }[] = [];
  for (const [target, fields] of interpreter.environment.assigned()) {
    if (!isOfParameter(target, fn)) continue;
    for (const [field, { value }] of fields) found.push({ target, field, value });
  }
  return found.slice(0, 32);
};

const isOfParameter = (value: Value, fn: FunctionNode): boolean => {
  if (value.kind === 'field') return isOfParameter(value.of, fn);
  return value.kind === 'symbol' && (value.symbol.kind === 'this' || (value.symbol.kind === 'parameter' && value.symbol.fn === fn));
};

const branchKey = (branch: Branch): TSESTree.Node => {
  switch (branch.kind) {
    case 'test':
    case 'nullish':
      return branch.condition;
    case 'case':
      return branch.test;
    case 'each':
      return branch.collection;
    case 'exception':
      throw new TypeError('an exception has no condition');
  }
};

/** `switch (true) { case row === null: … }` tests the case itself. */
const caseTest = (subject: Value, test: Value): Value => (subject.kind === 'constant' && subject.value === true ? test : { kind: 'test', operator: '===', left: subject, right: test });
