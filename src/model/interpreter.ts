/**
 * The forward value analysis of one function: runs the graph's steps in reverse postorder (twice where there is a loop) and notes
 * what every expression's value is, and which operations happen with which values.
 *
 * Never assumed: what an unknown call does. Its result is derived from what it is given; objects that it is given may have changed.
 * Long, because every expression of the language has its few lines here.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Block, Callback, FunctionNode, Graph, Step } from '../flow/graph.js';
import { loopBlocks, reversePostorder } from '../flow/order.js';
import { memberValue } from './apply-summary.js';
import { answerTo, evaluateCall, evaluateOperations } from './calls.js';
import { accumulatorOf, assignKeyed, membershipIn } from './dictionaries.js';
import { Heap } from './heap.js';
import type { Extent, Isolation, MemoryEffect } from '../operations/dialect.js';
import type { Known } from '../operations/known.js';
import type { Handle, Operation } from '../operations/operation.js';
import type { Resolver } from '../resolve/resolver.js';
import { staticKey, staticMember } from '../resolve/static-names.js';
import type { Context } from './context.js';
import { Environment } from './environment.js';
import { evaluateMember } from './member-value.js';
import { invocationIn, type Invocation, type Summaries } from './summary.js';
import { settleHandles } from './transactions.js';
import { choose, constant, derive, negated, undefinedValue, unknownValue, type Literal, type Option, type Value } from './values.js';

/** What the interpreter asks of the rest of the analysis. */
export interface Facts {
  readonly resolver: Resolver;
  readonly operationsOf: (node: TSESTree.Node) => readonly Operation[];
  readonly effectOf: (node: TSESTree.CallExpression | TSESTree.NewExpression) => MemoryEffect | undefined;
  readonly summaries: Summaries;
  readonly extentOf: (call: TSESTree.CallExpression) => Extent | undefined;
  readonly contextsOf: (node: TSESTree.Node) => readonly Context[];
  /** the handle that an expression denotes, where an operation or a transaction of the file shows it */
  readonly handleOf: (node: TSESTree.Node) => Handle | undefined;
  /** isolation with which a transaction was begun on a handle (`queryRunner.startTransaction('SERIALIZABLE')`) */
  readonly isolationOf: (handle: string) => Known<Isolation> | undefined;
}

/** A callee's throw makes everything after the call depend on its conditions. */
export interface Barrier {
  readonly call: TSESTree.Node;
  readonly block: Block;
  readonly order: number;
  readonly literals: readonly Literal[];
}

export class Interpreter extends Heap {
  readonly facts: Facts;
  readonly fn: FunctionNode | TSESTree.Program;
  readonly graph: Graph;
  readonly barriers: Barrier[] = [];
  readonly invocations: Invocation[] = [];
  /** connections on which this function begins a transaction */
  readonly begun = new Set<string>();
  /** the block in which a node's value was computed */
  readonly blockOf = new Map<TSESTree.Node, Block>();
  private memo = new Map<TSESTree.Node, Value>();
  private readonly bindings = new Map<TSESLint.Scope.Variable, Value>();
  private readonly symbols = new Map<TSESLint.Scope.Variable, Value>();
  private readonly parameters = new Map<string, Value>();
  private readonly thisValue: Value = { kind: 'symbol', symbol: { kind: 'this' } };
  /** the state at the end of each block, by its number */
  private readonly after: (Environment | undefined)[] = [];
  private depth = 0;
  private carried = false;

  constructor(facts: Facts, fn: FunctionNode | TSESTree.Program, graph: Graph) {
    super(graph.entry, (of, name) => (of.node.type === 'NewExpression' ? memberValue(this, of.node, of, name, 'get') : undefined));
    this.facts = facts;
    this.fn = fn;
    this.graph = graph;
  }

  /** Runs the function. Afterwards `instances`, `barriers` and the values of expressions are there. */
  run(): void {
    const blocks = reversePostorder(this.graph);
    const { after } = this;
    if (this.fn.type !== 'Program') this.bindParameters(this.fn);
    const initial = this.environment;
    const inLoop = this.graph.hasLoop ? loopBlocks(blocks) : undefined;
    // a loop's body sees what it did itself in a second pass, if it did anything
    for (let pass = 0; pass < (this.carried ? 2 : 1); pass++) {
      this.memo = new Map();
      this.order = 0;
      this.instances.length = 0;
      this.barriers.length = 0;
      this.invocations.length = 0;
      for (const block of blocks) {
        const states = block.in.flatMap((edge) => (block === this.graph.exit && this.graph.throws.some((thrown) => thrown.block === edge.from) ? [] : (after[edge.from.id] ?? [])));
        this.environment = block === this.graph.entry ? initial.fork() : Environment.join(states);
        this.block = block;
        for (const step of block.steps) {
          this.order++;
          this.step(step);
        }
        if (this.environment.changed && inLoop?.has(block)) this.carried = true;
        after[block.id] = this.environment;
      }
      this.environment = after[this.graph.exit.id] ?? this.environment;
    }
    if (this.begun.size > 0) settleHandles(this.instances, this.begun);
  }

  /** What is asked meanwhile is answered as things stand at the end of a block; after the run. */
  endOf<T>(block: Block, ask: () => T): T {
    const before = this.environment;
    this.environment = this.after[block.id] ?? before;
    const answer = ask();
    this.environment = before;
    return answer;
  }

  private bindParameters(fn: FunctionNode): void {
    for (const [index, parameter] of fn.params.entries()) {
      const value: Value = { kind: 'symbol', symbol: { kind: 'parameter', fn, index } };
      this.parameters.set(String(index), value);
      this.bind(parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter, value);
    }
  }

  private step(step: Step): void {
    switch (step.kind) {
      case 'evaluate':
        this.evaluate(step.node);
        return;
      case 'bind':
        this.bind(step.pattern, step.init === step.pattern ? { kind: 'symbol', symbol: { kind: 'site', node: step.pattern } } : step.init ? this.evaluate(step.init) : undefinedValue);
        return;
      case 'bind-element':
        this.bind(step.pattern, this.element(this.evaluate(step.collection)));
        return;
      case 'bind-callback':
        this.bindCallback(step.callback);
    }
  }

  private bindCallback({ fn, call, run }: Callback): void {
    const receiver = call.callee.type === 'MemberExpression' ? this.evaluate(call.callee.object) : unknownValue;
    const parameters = fn.params.map((parameter) => (parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter));
    const [first, second] = parameters;
    if (run === 'each') {
      const reduces = call.callee.type === 'MemberExpression' && call.callee.property.type === 'Identifier' && call.callee.property.name.startsWith('reduce');
      const element = this.element(receiver);
      if (first) this.bind(first, reduces ? accumulatorOf(this, call, receiver) : element);
      if (second) this.bind(second, reduces ? element : unknownValue);
      return;
    }
    if (run === 'then' && first) {
      const answer = answerTo(this, call, fn);
      const parameter = answer ? parameters[answer.parameter] : first;
      if (parameter) this.bind(parameter, answer?.value ?? receiver);
      return;
    }
    if (run === 'once' && call.callee === fn) {
      for (const [index, parameter] of parameters.entries()) {
        const argument = call.arguments[index];
        this.bind(parameter, argument ? this.evaluate(argument) : undefinedValue);
      }
      return;
    }
    const invoked = call.type === 'CallExpression' ? this.invocationOf(call, fn) : undefined;
    for (const [index, parameter] of parameters.entries()) {
      this.bind(parameter, invoked?.[index] ?? { kind: 'symbol', symbol: { kind: 'site', node: parameter } });
    }
  }

  /** The arguments with which a function of the project calls the callback that it is given. */
  private invocationOf(call: TSESTree.CallExpression, fn: FunctionNode): readonly Value[] | undefined {
    const callee = this.facts.summaries.calleeOf(call);
    const summary = callee && this.facts.summaries.of(callee);
    const index = call.arguments.indexOf(fn as TSESTree.CallExpressionArgument);
    return summary && invocationIn(summary, index)?.arguments;
  }

  /** Binds a pattern to a value. */
  bind(pattern: TSESTree.Node, value: Value): void {
    switch (pattern.type) {
      case 'Identifier':
        this.assignVariable(pattern, value);
        return;
      case 'AssignmentPattern':
        this.bind(pattern.left, value.kind === 'constant' && value.value === undefined ? this.evaluate(pattern.right) : value);
        return;
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') this.bind(property.argument, value);
          else {
            const name = staticKey(property, this.facts.resolver);
            this.bind(property.value, name === undefined ? derive([value]) : this.fieldOf(value, name));
          }
        }
        return;
      case 'ArrayPattern':
        for (const [index, element] of pattern.elements.entries()) {
          if (!element) continue;
          if (element.type === 'RestElement') this.bind(element.argument, value);
          else this.bind(element, this.fieldOf(value, String(index)));
        }
        return;
      case 'RestElement':
        this.bind(pattern.argument, value);
        return;
      case 'MemberExpression':
        this.assignMember(pattern, value);
        return;
      case 'TSAsExpression':
      case 'TSNonNullExpression':
        this.bind(pattern.expression, value);
        return;
      default:
        return;
    }
  }

  private assignVariable(node: TSESTree.Identifier, value: Value): void {
    const variable = this.facts.resolver.variable(node);
    if (!variable) return;
    if (isReassigned(variable)) this.environment.set(variable, value, this.block);
    else this.bindings.set(variable, value);
  }

  private assignMember(node: TSESTree.MemberExpression, value: Value): void {
    const target = this.evaluate(node.object);
    const name = staticMember(node, this.facts.resolver);
    if (name !== undefined) this.setField(target, name, value);
    else assignKeyed(this, target, this.evaluate(node.property), value);
  }

  /** The value of an expression at this point. */
  evaluate(node: TSESTree.Node): Value {
    const known = this.memo.get(node);
    if (known) return known;
    if (this.depth > 60) return unknownValue;
    this.depth++;
    const value = this.compute(node);
    this.depth--;
    if (node.type !== 'Identifier' && node.type !== 'MemberExpression') {
      this.memo.set(node, value);
      this.blockOf.set(node, this.block);
    }
    // the field has its new value by now
    if (node.type === 'AssignmentExpression' || node.type === 'UpdateExpression') evaluateOperations(this, node);
    return value;
  }

  /** The value that an expression had when it was last evaluated; for conditions and returns, after the run. */
  settledValue(node: TSESTree.Node): Value {
    return this.conditions.get(node) ?? this.memo.get(node) ?? this.evaluate(node);
  }

  /** values of conditions, noted where they decide: identifiers and members aren't memoised */
  private readonly conditions = new Map<TSESTree.Node, Value>();

  private compute(node: TSESTree.Node): Value {
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'object' && node.value !== null ? { kind: 'symbol', symbol: { kind: 'site', node } } : constant(node.value);
      case 'TemplateLiteral': {
        const [only] = node.quasis;
        if (only && node.expressions.length === 0) return constant(only.value.cooked);
        return derive(node.expressions.map((part) => this.evaluate(part)), node.quasis.map((part) => part.value.raw).join('${}'));
      }
      case 'Identifier':
        return this.note(node, this.identifier(node));
      case 'ThisExpression':
        return this.thisValue;
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return { kind: 'function', fn: node };
      case 'MemberExpression':
        return this.note(node, evaluateMember(this, node));
      case 'AwaitExpression':
        return evaluateOperations(this, node) ?? this.evaluate(node.argument);
      case 'YieldExpression':
        return node.argument ? this.evaluate(node.argument) : undefinedValue;
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
        return this.note(node, this.evaluate(node.expression));
      case 'UnaryExpression':
        return this.unary(node);
      case 'BinaryExpression':
        return this.binary(node);
      case 'LogicalExpression':
        return { kind: 'logical', operator: node.operator, left: this.evaluate(node.left), right: this.evaluate(node.right), block: this.blockOf.get(node.right) };
      case 'ConditionalExpression': {
        const condition = this.evaluate(node.test);
        return choose([
          { value: this.evaluate(node.consequent), block: undefined, when: [{ condition, holds: true }] },
          { value: this.evaluate(node.alternate), block: undefined, when: [{ condition, holds: false }] },
        ]);
      }
      case 'AssignmentExpression':
        return this.assignment(node);
      case 'UpdateExpression': {
        const value = derive([this.evaluate(node.argument)], node.operator);
        this.bind(node.argument, value);
        return value;
      }
      case 'SequenceExpression':
        return node.expressions.map((part) => this.evaluate(part)).at(-1) ?? unknownValue;
      case 'ObjectExpression':
        return this.object(node);
      case 'ArrayExpression':
        return this.array(node);
      case 'TaggedTemplateExpression':
        return evaluateOperations(this, node) ?? derive(node.quasi.expressions.map((part) => this.evaluate(part)));
      case 'CallExpression':
      case 'NewExpression':
        return evaluateCall(this, node);
      default:
        return unknownValue;
    }
  }

  private note(node: TSESTree.Node, value: Value): Value {
    this.conditions.set(node, value);
    return value;
  }

  private identifier(node: TSESTree.Identifier): Value {
    if (node.name === 'undefined') return undefinedValue;
    const variable = this.facts.resolver.variable(node);
    if (!variable) return { kind: 'symbol', symbol: { kind: 'global', name: node.name } };
    return this.environment.get(variable) ?? this.bindings.get(variable) ?? this.free(variable);
  }

  /** A variable of an outer function or the module. A `const` of the module that is a literal is that literal. */
  private free(variable: TSESLint.Scope.Variable): Value {
    const known = this.symbols.get(variable);
    if (known) return known;
    let value: Value = { kind: 'symbol', symbol: { kind: 'free', variable } };
    const [definition] = variable.defs;
    if (definition?.type === 'FunctionName' && definition.node.type === 'FunctionDeclaration') value = { kind: 'function', fn: definition.node };
    else if (definition?.type === 'Variable' && definition.node.init && !isReassigned(variable)) {
      const init = this.facts.resolver.bare(definition.node.init);
      if (init.type === 'Literal' || (init.type === 'TemplateLiteral' && init.expressions.length === 0)) value = this.compute(init);
      else if (init.type === 'ArrowFunctionExpression' || init.type === 'FunctionExpression') value = { kind: 'function', fn: init };
    }
    this.symbols.set(variable, value);
    return value;
  }

  /** What a variable of this function holds here, for a callee that captured it; undefined when it isn't this function's. */
  captured(variable: TSESLint.Scope.Variable): Value | undefined {
    return this.environment.get(variable) ?? this.bindings.get(variable);
  }

  private unary(node: TSESTree.UnaryExpression): Value {
    const of = this.evaluate(node.argument);
    if (node.operator === '!') return negated(of);
    if (node.operator === 'delete' && node.argument.type === 'MemberExpression' && staticMember(node.argument, this.facts.resolver) !== undefined) this.assignMember(node.argument, undefinedValue);
    if (node.operator === '-' && of.kind === 'constant' && typeof of.value === 'number') return constant(-of.value);
    return node.operator === 'void' ? undefinedValue : derive([of], node.operator);
  }

  private binary(node: TSESTree.BinaryExpression): Value {
    const left = this.evaluate(node.left);
    const right = this.evaluate(node.right);
    if (comparisons.has(node.operator)) return { kind: 'test', operator: node.operator, left, right };
    if (node.operator === 'in') return membershipIn(this, right, left) ?? { kind: 'membership', of: right, key: left, by: undefined };
    return derive([left, right], node.operator);
  }

  private assignment(node: TSESTree.AssignmentExpression): Value {
    const right = this.evaluate(node.right);
    let value = right;
    if (node.operator === '??=' || node.operator === '||=' || node.operator === '&&=') {
      const operator = node.operator === '??=' ? '??' : node.operator === '||=' ? '||' : '&&';
      value = { kind: 'logical', operator, left: this.evaluate(node.left), right, block: this.block };
    } else if (node.operator !== '=') value = derive([this.evaluate(node.left), right], node.operator.slice(0, -1));
    this.bind(node.left, value);
    return value;
  }

  private object(node: TSESTree.ObjectExpression): Value {
    const fields = new Map<string, Value>();
    const spreads: Value[] = [];
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const value = this.evaluate(property.argument);
        if (value.kind === 'object' && value.spreads.length === 0) for (const [name, field] of value.fields) fields.set(name, field);
        spreads.push(value);
        continue;
      }
      const name = staticKey(property, this.facts.resolver);
      const value = this.evaluate(property.value);
      if (name === undefined) spreads.push(derive([value, this.evaluate(property.key)]));
      else fields.set(name, value);
    }
    return this.allocate(node, { kind: 'object', node, fields, spreads, block: this.block, when: [] });
  }

  private array(node: TSESTree.ArrayExpression): Value {
    const items: Value[] = [];
    let positions = true;
    for (const element of node.elements) {
      if (element?.type === 'SpreadElement') {
        positions = false;
        items.push(this.element(this.evaluate(element.argument)));
      } else items.push(element ? this.evaluate(element) : undefinedValue);
    }
    const element = items.length > 0 ? choose(items.map((value) => ({ value, block: undefined, when: [] }))) : undefined;
    return this.allocate(node, { kind: 'list', node, items: positions ? items : undefined, element, key: undefined });
  }

  barrier(call: TSESTree.Node, literals: readonly Literal[]): void {
    if (literals.length > 0) this.barriers.push({ call, block: this.block, order: this.order, literals });
  }

  /** The value that the callbacks of a call return: one choice over their return statements. Undefined for a callback that isn't run here, or that always throws. */
  callbackResult(fn: FunctionNode): Value | undefined {
    const returns = this.graph.callbackReturns.get(fn);
    if (!returns || returns.length === 0) return undefined;
    const options = returns.map(({ block, value }): Option => ({ value: value ? this.evaluate(value) : undefinedValue, block: returns.length > 1 ? block : undefined, when: [] }));
    return choose(options);
  }
}

const comparisons: ReadonlySet<string> = new Set(['===', '==', '!==', '!=', '<', '<=', '>', '>=']);

const reassigned = new WeakMap<TSESLint.Scope.Variable, boolean>();

/** Whether a variable is written after its declaration. */
export const isReassigned = (variable: TSESLint.Scope.Variable): boolean => {
  let known = reassigned.get(variable);
  if (known === undefined) {
    const [definition] = variable.defs;
    const declared = definition?.type === 'Variable' && definition.node.init === null && definition.parent.kind !== 'const' && definition.parent.parent.type !== 'ForOfStatement' && definition.parent.parent.type !== 'ForInStatement';
    known = variable.references.some((reference) => reference.isWrite() && (reference.init !== true || declared));
    reassigned.set(variable, known);
  }
  return known;
};

