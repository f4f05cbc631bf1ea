/**
 * The forward value analysis of one function: runs the graph's steps in reverse postorder (twice where there is a loop) and notes
 * what every expression's value is, and which operations happen with which values.
 *
 * Never assumed: what an unknown call does. Its result is derived from what it is given; objects that it is given may have changed.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Block, Callback, FunctionNode, Graph, Step } from '../flow/graph.js';
import { reversePostorder } from '../flow/order.js';
import type { Extent, MemoryEffect } from '../operations/dialect.js';
import type { Operation } from '../operations/operation.js';
import type { Resolver } from '../resolve/resolver.js';
import { applySummary } from './apply-summary.js';
import { carriesRead } from './provenance.js';
import { evaluateLibraryCall } from './library.js';
import { keyName, memberName } from '../syntax/property-name.js';
import type { Context } from './context.js';
import { elements, Environment, escaped, isPseudoField } from './environment.js';
import type { Instance } from './instance.js';
import { instantiate, resultOf } from './instantiate.js';
import type { Invocation, Summaries, Summary } from './summary.js';
import { choose, constant, derive, elementOf, optionsOf, pathOf, undefinedValue, unknownValue, type ListValue, type Literal, type ObjectValue, type Option, type Value } from './values.js';

/** What the interpreter asks of the rest of the analysis. */
export interface Facts {
  readonly resolver: Resolver;
  readonly operationsOf: (node: TSESTree.Node) => readonly Operation[];
  readonly effectOf: (node: TSESTree.CallExpression | TSESTree.NewExpression) => MemoryEffect | undefined;
  readonly summaries: Summaries;
  readonly extentOf: (call: TSESTree.CallExpression) => Extent | undefined;
  readonly contextsOf: (node: TSESTree.Node) => readonly Context[];
}

/** A callee's throw makes everything after the call depend on its conditions. */
export interface Barrier {
  readonly call: TSESTree.Node;
  readonly block: Block;
  readonly order: number;
  readonly literals: readonly Literal[];
}

/** Characters up to which a function of the file is followed whatever it is given. */
const smallFunction = 1500;

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

export class Interpreter {
  readonly facts: Facts;
  readonly fn: FunctionNode | TSESTree.Program;
  readonly graph: Graph;
  readonly instances: Instance[] = [];
  readonly barriers: Barrier[] = [];
  readonly invocations: Invocation[] = [];
  /** the block in which a node's value was computed */
  readonly blockOf = new Map<TSESTree.Node, Block>();
  environment = Environment.empty();
  block: Block;
  order = 0;
  private memo = new Map<TSESTree.Node, Value>();
  private readonly bindings = new Map<TSESLint.Scope.Variable, Value>();
  private readonly symbols = new Map<TSESLint.Scope.Variable, Value>();
  private readonly parameters = new Map<string, Value>();
  private readonly thisValue: Value = { kind: 'symbol', symbol: { kind: 'this' } };
  private readonly made = new Map<string, Instance>();
  private readonly allocations = new Map<TSESTree.Node, ObjectValue | ListValue>();
  private depth = 0;
  private carried = false;

  constructor(facts: Facts, fn: FunctionNode | TSESTree.Program, graph: Graph) {
    this.facts = facts;
    this.fn = fn;
    this.graph = graph;
    this.block = graph.entry;
  }

  /** Runs the function. Afterwards `instances`, `barriers` and the values of expressions are there. */
  run(): void {
    const blocks = reversePostorder(this.graph);
    const after: (Environment | undefined)[] = [];
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
        const states = block.in.flatMap((edge) => after[edge.from.id] ?? []);
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
      if (first) this.bind(first, reduces ? derive([receiver, ...call.arguments.slice(1).map((node) => this.evaluate(node))]) : element);
      if (second) this.bind(second, reduces ? element : unknownValue);
      return;
    }
    if (run === 'then' && first) {
      this.bind(first, receiver);
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
    return summary?.invocations.find((invocation) => invocation.parameter === index)?.arguments;
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
            const name = keyName(property);
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
    const name = memberName(node);
    for (const { value: option } of target.kind === 'phi' ? target.options : [{ value: target }]) {
      if (option.kind === 'unknown' || option.kind === 'constant') continue;
      if (name !== undefined) this.environment.setField(option, name, value, this.block);
      else this.addElement(option, value);
    }
  }

  /** Adds to a collection: what controls this block controls the element. */
  addElement(collection: Value, value: Value): void {
    if (collection.kind === 'constant' || collection.kind === 'unknown') return;
    if (collection.kind === 'phi' || collection.kind === 'logical') {
      for (const option of optionsOf(collection)) this.addElement(option.value, value);
      return;
    }
    const before = this.environment.field(collection, elements);
    const added: Option = { value, block: this.block, when: [] };
    this.environment.setField(collection, elements, choose(before ? [{ value: before, block: undefined, when: [] }, added] : [added]), this.block);
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
    return value;
  }

  /** The value that an expression had when it was last evaluated; for conditions and returns, after the run. */
  valueOf(node: TSESTree.Node): Value {
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
      case 'MemberExpression': {
        const name = memberName(node);
        const object = this.evaluate(node.object);
        if (name !== undefined) return this.note(node, this.fieldOf(object, name));
        return this.note(node, this.lookup(object, this.evaluate(node.property)));
      }
      case 'AwaitExpression':
        return this.evaluate(node.argument);
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
      case 'SequenceExpression': {
        const last = node.expressions.at(-1);
        return last ? this.evaluate(last) : unknownValue;
      }
      case 'ObjectExpression':
        return this.object(node);
      case 'ArrayExpression':
        return this.array(node);
      case 'TaggedTemplateExpression':
        return this.operations(node) ?? derive(node.quasi.expressions.map((part) => this.evaluate(part)));
      case 'CallExpression':
      case 'NewExpression':
        return this.call(node);
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

  /** The fields of an entity that were assigned, and the relations of a row that were added to. */
  entityFields(entity: Value): ReadonlyMap<string, Value> {
    const fields = new Map(this.environment.fields(entity));
    const read = entity.kind === 'row' ? entity.read : entity.kind === 'element' && entity.of.kind === 'rows' ? entity.of.read : undefined;
    for (const [of, assigned] of this.environment.assigned()) {
      if (!assigned.has(elements)) continue;
      if (of.kind === 'field' && of.of === entity) fields.set(of.name, derive([of, this.element(of)], 'push'));
      const name = (of.kind === 'rows' || of.kind === 'row') && read !== undefined && of.read.parent === read ? of.read.operation.nested?.path[0] : undefined;
      if (name !== undefined) fields.set(name, derive([of, this.element(of)], 'push'));
    }
    return fields;
  }

  /** What a variable of this function holds here, for a callee that captured it; undefined when it isn't this function's. */
  captured(variable: TSESLint.Scope.Variable): Value | undefined {
    return this.environment.get(variable) ?? this.bindings.get(variable);
  }

  private unary(node: TSESTree.UnaryExpression): Value {
    const of = this.evaluate(node.argument);
    if (node.operator === '!') return { kind: 'not', of };
    if (node.operator === 'void') return undefinedValue;
    if (node.operator === '-' && of.kind === 'constant' && typeof of.value === 'number') return constant(-of.value);
    return derive([of], node.operator);
  }

  private binary(node: TSESTree.BinaryExpression): Value {
    const left = this.evaluate(node.left);
    const right = this.evaluate(node.right);
    switch (node.operator) {
      case '===':
      case '==':
      case '!==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return { kind: 'test', operator: node.operator, left, right };
      case 'in':
        return { kind: 'membership', of: right, key: left, by: undefined };
      default:
        return derive([left, right], node.operator);
    }
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
      const name = keyName(property);
      const value = this.evaluate(property.value);
      if (name === undefined) spreads.push(derive([value, this.evaluate(property.key)]));
      else fields.set(name, value);
    }
    return this.allocate(node, { kind: 'object', node, fields, spreads, block: this.block, when: [] });
  }

  /** An object or list made at a node: one identity in both passes over a loop, so that what is added to it is found again. */
  allocate(node: TSESTree.Node, value: ObjectValue | ListValue): Value {
    const before = this.allocations.get(node);
    if (before?.kind === value.kind) return Object.assign(before, value);
    this.allocations.set(node, value);
    return value;
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

  /** A field of a value as it stands here. */
  fieldOf(of: Value, name: string): Value {
    const assigned = this.environment.field(of, name);
    if (assigned) return assigned;
    switch (of.kind) {
      case 'constant':
        return of.value === null || of.value === undefined ? undefinedValue : derive([of], name);
      case 'object': {
        const own = of.fields.get(name);
        if (own) return own;
        if (of.spreads.length === 0) return undefinedValue;
        return choose(of.spreads.map((spread) => ({ value: this.fieldOf(spread, name), block: undefined, when: [] })));
      }
      case 'phi':
        return choose(of.options.map((option) => ({ ...option, value: this.fieldOf(option.value, name) })));
      case 'logical': {
        const left = this.fieldOf(of.left, name);
        const right = this.fieldOf(of.right, name);
        if (of.operator === '&&') return right;
        return choose([
          { value: left, block: undefined, when: [{ condition: of.left, holds: true }] },
          { value: right, block: of.block, when: [{ condition: of.left, holds: false }] },
        ]);
      }
      case 'result':
        if (of.result.kind === 'object') {
          const member = of.result.members[name];
          return member ? resultOf(of.of, member) : pathOf(of, name);
        }
        if (of.result.kind === 'tuple') {
          const item = of.result.items[Number(name)];
          return item ? resultOf(of.of, item) : unknownValue;
        }
        return pathOf(of, name);
      case 'row':
      case 'field':
        return this.related(of, name) ?? pathOf(of, name);
      case 'rows':
        if (/^\d+$/.test(name)) return { kind: 'row', read: of.read };
        if (name === 'length') return { kind: 'aggregate', read: of.read, of: 'count', column: undefined };
        return pathOf(of, name);
      case 'element':
      case 'lookup':
        return this.related(of, name) ?? pathOf(of, name);
      case 'list':
        if (/^\d+$/.test(name)) return of.items?.[Number(name)] ?? { kind: 'lookup', of, key: undefined, by: undefined };
        return pathOf(of, name);
      case 'derived':
        return derive([of], `.${name}`);
      case 'unknown':
        return unknownValue;
      default:
        return pathOf(of, name);
    }
  }

  /** What a row brought along from a related table, or an aggregate among its fields. */
  private related(of: Value, name: string): Value | undefined {
    let path = name;
    let row = of;
    for (; row.kind === 'field'; row = row.of) path = `${row.name}.${path}`;
    if ((row.kind === 'element' || row.kind === 'lookup') && row.of.kind === 'list' && row.of.element) row = row.of.element;
    if (row.kind === 'element' || row.kind === 'lookup') row = row.of;
    if (row.kind !== 'row' && row.kind !== 'rows') return undefined;
    const { read } = row;
    const nested = this.instances.find((instance) => instance.parent === read && instance.operation.kind === 'read' && instance.operation.nested?.path.join('.') === path);
    if (nested) return resultOf(nested, nested.operation.result);
    const member = read.operation.result.kind === 'rows' ? read.operation.result.members?.[path] : undefined;
    return member && resultOf(read, member);
  }

  /** Some element of a collection as it stands here. */
  element(of: Value): Value {
    const added = this.environment.field(of, elements);
    if (of.kind === 'list') {
      if (!added) return of.element ?? unknownValue;
      return of.element ? choose([{ value: of.element, block: undefined, when: [] }, { value: added, block: undefined, when: [] }]) : added;
    }
    if (added) return choose([{ value: elementOf(of), block: undefined, when: [] }, { value: added, block: undefined, when: [] }]);
    if (of.kind === 'phi') return choose(of.options.map((option) => ({ ...option, value: this.element(option.value) })));
    if (of.kind === 'logical') return choose([of.left, of.right].map((value) => ({ value: this.element(value), block: undefined, when: [] })));
    if (of.kind === 'unknown' || of.kind === 'constant') return unknownValue;
    return elementOf(of);
  }

  lookup(of: Value, key: Value): Value {
    if (key.kind === 'constant' && (typeof key.value === 'string' || typeof key.value === 'number')) return this.fieldOf(of, String(key.value));
    if (of.kind === 'symbol' || of.kind === 'field') return derive([of, key], '[]');
    return { kind: 'lookup', of, key, by: undefined };
  }

  private call(node: Call): Value {
    if (node.type === 'CallExpression') this.batch(node);
    const operation = this.operations(node);
    if (operation) return operation;
    const effect = this.facts.effectOf(node);
    if (effect) return this.applyEffect(node, effect);
    const callee = this.facts.summaries.calleeOf(node);
    const summary = callee && this.matters(node, callee) ? this.facts.summaries.of(callee) : undefined;
    if (summary) return this.applyCallee(node, summary);
    return (callee ? undefined : evaluateLibraryCall(this, node)) ?? this.unknownCall(node);
  }

  /** A callee without operations is followed only if what it is given, or what it tells, can matter: something read, or a callback. */
  private matters(node: Call, callee: FunctionNode): boolean {
    if (this.facts.summaries.reaches(callee) || callee.range[1] - callee.range[0] < smallFunction) return true;
    return node.arguments.some((argument) => carriesRead(this.evaluate(argument.type === 'SpreadElement' ? argument.argument : argument)));
  }

  /** `$transaction([a, b])`: what is around this call is around the operations whose promises it is given, wherever they were made. */
  private batch(node: TSESTree.CallExpression): void {
    const extent = this.facts.extentOf(node);
    if (extent?.form !== 'batch') return;
    const list = this.evaluate(extent.list);
    const contexts = this.facts.contextsOf(node);
    for (const { value } of [...(list.kind === 'list' ? (list.items ?? []).map((value) => ({ value })) : []), ...optionsOf(this.element(list))]) {
      const read = value.kind === 'row' || value.kind === 'rows' ? value.read : value.kind === 'result' ? value.of : undefined;
      const instance = read && this.instances.find((other) => other === read);
      if (instance) Object.assign(instance, { contexts: [...instance.contexts, { kind: 'transaction', node, isolation: extent.isolation, form: 'batch' } satisfies Context, ...contexts] });
    }
  }

  private operations(node: TSESTree.Node): Value | undefined {
    const operations = this.facts.operationsOf(node);
    if (operations.length === 0) return undefined;
    let result: Value | undefined;
    let parent: Instance | undefined;
    for (const operation of operations) {
      const instance = instantiate(this, operation, operation.nested ? parent : undefined);
      this.instances.push(instance);
      if (operation.nested) continue;
      parent ??= instance;
      result ??= resultOf(instance, operation.result);
      if ((operation.result.kind === 'row' || operation.result.kind === 'written') && operation.result.absent === 'throws') this.barrier(node, [{ condition: { kind: 'row', read: instance }, holds: true }]);
    }
    return result ?? unknownValue;
  }

  /** One instance per operation and way to it, so that a second pass over a loop finds the first one's values equal. */
  reuse(key: string, make: () => Instance): Instance {
    const before = this.made.get(key);
    const instance = make();
    if (!before) {
      this.made.set(key, instance);
      return instance;
    }
    return Object.assign(before, instance);
  }

  barrier(call: TSESTree.Node, literals: readonly Literal[]): void {
    if (literals.length > 0) this.barriers.push({ call, block: this.block, order: this.order, literals });
  }

  private applyEffect(node: Call, effect: MemoryEffect): Value {
    const from = effect.from.map((part) => this.evaluate(part));
    if (effect.kind === 'assigns') {
      const target = this.evaluate(effect.target);
      this.assignAll(target, from);
      return target;
    }
    const [only] = from;
    if (only?.kind === 'list' || only?.kind === 'rows') return only;
    return this.allocated(node, from);
  }

  /** A fresh object with the fields of others. */
  private allocated(node: Call, from: readonly Value[]): Value {
    const fields = new Map<string, Value>();
    const spreads: Value[] = [];
    for (const value of from) {
      if (value.kind !== 'object') {
        spreads.push(value);
        continue;
      }
      for (const [name, field] of [...value.fields, ...this.environment.fields(value)]) if (!isPseudoField(name)) fields.set(name, field);
      spreads.push(...value.spreads.filter((spread) => spread.kind !== 'object'));
    }
    return this.allocate(node, { kind: 'object', node, fields, spreads, block: this.block, when: [] });
  }

  /** `Object.assign(target, …from)`. Fields that can't be listed go under a name of their own. */
  assignAll(target: Value, from: readonly Value[]): void {
    for (const value of from) {
      if (value.kind === 'object') {
        for (const [name, field] of value.fields) this.environment.setField(target, name, field, this.block);
        this.assignAll(target, value.spreads);
      } else this.environment.setField(target, '...', value, this.block);
    }
  }

  private applyCallee(node: Call, summary: Summary): Value {
    const applied = applySummary(this, node, summary);
    for (const instance of applied.instances) this.instances.push(instance);
    for (const invocation of applied.invocations) this.invocations.push(invocation);
    for (const { target, field, value } of applied.assigns) this.environment.setField(target, field, value, this.block);
    this.barrier(node, applied.throwsWhen);
    return applied.result;
  }

  private unknownCall(node: Call): Value {
    const values = node.arguments.map((argument) => this.evaluate(argument.type === 'SpreadElement' ? argument.argument : argument));
    for (const value of values) this.escape(value);
    const { callee } = node;
    if (node.type === 'NewExpression') {
      const spreads = values.filter((value) => value.kind === 'object' || value.kind === 'symbol' || value.kind === 'field');
      // `new Date(row.until)`
      if (spreads.length < values.length && values.some((value) => carriesRead(value))) return derive(values, callee.type === 'Identifier' ? callee.name : 'new');
      return this.allocated(node, spreads);
    }
    if (callee.type === 'MemberExpression') {
      const receiver = this.evaluate(callee.object);
      if (receiver.kind === 'row' || receiver.kind === 'object' || receiver.kind === 'list') this.escape(receiver);
      const name = memberName(callee);
      const known = [receiver, ...values].filter((value) => value.kind !== 'function');
      const derived = derive(known, name ?? '()');
      return derived.kind === 'unknown' ? { kind: 'symbol', symbol: { kind: 'site', node } } : derived;
    }
    this.noteInvocation(node, values);
    const name = callee.type === 'Identifier' ? callee.name : '()';
    const known = values.filter((value) => value.kind !== 'function' && value.kind !== 'unknown');
    return known.length === 0 ? { kind: 'symbol', symbol: { kind: 'site', node } } : derive(known, name);
  }

  /** A call of one of this function's own parameters: what a wrapper does with its callback. */
  private noteInvocation(node: TSESTree.CallExpression, values: readonly Value[]): void {
    const callee = this.evaluate(node.callee);
    if (callee.kind !== 'symbol' || callee.symbol.kind !== 'parameter' || callee.symbol.fn !== this.fn) return;
    this.invocations.push({ parameter: callee.symbol.index, arguments: values, contexts: this.facts.contextsOf(node), order: this.order });
  }

  private escape(value: Value): void {
    for (const { value: option } of value.kind === 'phi' ? value.options : [{ value }]) {
      if (option.kind === 'row' || option.kind === 'object' || option.kind === 'list' || option.kind === 'element') {
        this.environment.setField(option, escaped, constant(this.order), this.block);
      }
    }
  }

  /** The value that the callbacks of a call return: one choice over their return statements. */
  callbackResult(fn: FunctionNode): Value | undefined {
    const returns = this.graph.callbackReturns.get(fn);
    if (!returns) return undefined;
    const options = returns.map(({ block, value }): Option => ({ value: value ? this.evaluate(value) : undefinedValue, block: returns.length > 1 ? block : undefined, when: [] }));
    return options.length === 0 ? undefinedValue : choose(options);
  }
}

/** Blocks that lie in a loop: between the target and the source of a back edge, in reverse postorder. */
const loopBlocks = (blocks: readonly Block[]): ReadonlySet<Block> => {
  const index = new Map(blocks.map((block, position) => [block, position] as const));
  const found = new Set<Block>();
  for (const [position, block] of blocks.entries()) {
    for (const { to } of block.out) {
      const start = index.get(to);
      if (start === undefined || start > position) continue;
      for (const member of blocks.slice(start, position + 1)) found.add(member);
    }
  }
  return found;
};

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

