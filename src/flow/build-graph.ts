/**
 * Builds the control-flow graph of a function from its AST.
 *
 * In: a function (or program) and a judge of callbacks. Out: the graph. A callback that the judge recognises is part of
 * its caller's graph, once, at the place of the call; any other function literal is a value.
 * Never assumed: that a statement can't throw. Exceptions are one edge from the start of a `try` to its handler; explicit throws
 * have edges of their own. An abrupt exit through `finally` goes straight to its target: a copy of the finalizer per exit would
 * be exponential in the nesting. Long, because every statement and expression of the language has its few lines here.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Block, Branch, Callback, CallbackRun, FunctionNode, Graph, Return, Step, Throw } from './graph.js';

/** Says how a call runs a function literal among its arguments; undefined: not as a part of this flow. */
export type CallbackJudge = (call: TSESTree.CallExpression | TSESTree.NewExpression, fn: FunctionNode) => CallbackRun | undefined;

interface Jump {
  readonly labels: readonly string[];
  readonly breakTo: Block;
  readonly continueTo: Block | undefined;
}

interface Frame {
  readonly returns: Return[];
  readonly exit: Block;
}

class GraphBuilder {
  private readonly blocks: Block[] = [];
  private readonly throws: Throw[] = [];
  private readonly callbackReturns = new Map<FunctionNode, readonly Return[]>();
  private readonly callbacks = new Map<FunctionNode, Callback>();
  private readonly judge: CallbackJudge;
  private current: Block;
  private readonly entry: Block;
  private readonly exit: Block;
  private frame: Frame;
  private jumps: Jump[] = [];
  private handlers: Block[] = [];
  private labels: string[] = [];
  private hasLoop = false;

  constructor(judge: CallbackJudge) {
    this.judge = judge;
    this.entry = this.block();
    this.exit = this.block();
    this.current = this.entry;
    this.frame = { returns: [], exit: this.exit };
  }

  build(root: FunctionNode | TSESTree.Program): Graph {
    if (root.type === 'Program') this.statements(root.body);
    else this.body(root);
    this.edge(this.current, this.exit);
    const { entry, exit, blocks, throws, callbackReturns, callbacks, hasLoop } = this;
    return { entry, exit, blocks, returns: this.frame.returns, throws, callbackReturns, callbacks, hasLoop };
  }

  private block(): Block {
    const block: Block = { id: this.blocks.length, steps: [], out: [], in: [] };
    this.blocks.push(block);
    return block;
  }

  private edge(from: Block, to: Block, branch?: Branch): void {
    const edge = { from, to, branch };
    from.out.push(edge);
    to.in.push(edge);
  }

  private start(block: Block): void {
    this.current = block;
  }

  private step(step: Step): void {
    this.current.steps.push(step);
  }

  /** After a jump: what follows is unreachable, and gets a block without predecessors. */
  private jump(to: Block, branch?: Branch): void {
    this.edge(this.current, to, branch);
    this.start(this.block());
  }

  /** A function's parameters are bound by whoever evaluates the graph; their defaults are evaluated on demand. */
  private body(fn: FunctionNode): void {
    if (fn.body.type === 'BlockStatement') {
      this.statements(fn.body.body);
      return;
    }
    this.expression(fn.body);
    this.step({ kind: 'evaluate', node: fn.body });
    this.frame.returns.push({ block: this.current, value: fn.body });
  }

  private statements(list: readonly TSESTree.Node[]): void {
    for (const statement of list) this.statement(statement);
  }

  private statement(node: TSESTree.Node): void {
    switch (node.type) {
      case 'BlockStatement':
      case 'StaticBlock':
        this.statements(node.body);
        return;
      case 'ExpressionStatement':
        this.expression(node.expression);
        return;
      case 'VariableDeclaration':
        this.declaration(node);
        return;
      case 'IfStatement':
        this.ifStatement(node);
        return;
      case 'ReturnStatement':
        this.returnStatement(node);
        return;
      case 'ThrowStatement':
        this.throwStatement(node);
        return;
      case 'ForStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
        this.loop(node);
        return;
      case 'LabeledStatement':
        this.labeled(node);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
        this.breakOrContinue(node);
        return;
      case 'SwitchStatement':
        this.switchStatement(node);
        return;
      case 'TryStatement':
        this.tryStatement(node);
        return;
      case 'WithStatement':
        this.expression(node.object);
        this.statement(node.body);
        return;
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        if (node.declaration) this.statement(node.declaration);
        return;
      case 'TSExportAssignment':
        this.expression(node.expression);
        return;
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'EmptyStatement':
        return;
      default:
        // declarations of types and imports have no flow; an expression here is `export default expr`
        if (node.type.endsWith('Expression')) this.expression(node);
    }
  }

  private declaration(node: TSESTree.VariableDeclaration): void {
    for (const { id, init } of node.declarations) {
      if (init) this.expression(init);
      // `var x;` and the variable of a for-in/of keep what they have
      if (init || node.kind !== 'var') this.step({ kind: 'bind', pattern: id, init: init ?? undefined });
    }
  }

  private ifStatement(node: TSESTree.IfStatement): void {
    const consequent = this.block();
    const after = this.block();
    const alternate = node.alternate ? this.block() : after;
    this.condition(node.test, consequent, alternate);
    this.start(consequent);
    this.statement(node.consequent);
    this.edge(this.current, after);
    if (node.alternate) {
      this.start(alternate);
      this.statement(node.alternate);
      this.edge(this.current, after);
    }
    this.start(after);
  }

  private returnStatement(node: TSESTree.ReturnStatement): void {
    if (node.argument) {
      this.expression(node.argument);
      this.step({ kind: 'evaluate', node: node.argument });
    }
    this.frame.returns.push({ block: this.current, value: node.argument ?? undefined });
    this.jump(this.frame.exit);
  }

  private throwStatement(node: TSESTree.ThrowStatement): void {
    this.expression(node.argument);
    const handler = this.handlers.at(-1);
    if (!handler) this.throws.push({ block: this.current, node });
    this.jump(handler ?? this.exit);
  }

  private loop(node: TSESTree.ForStatement | TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForOfStatement | TSESTree.ForInStatement): void {
    this.hasLoop = true;
    if (node.type === 'ForStatement' && node.init) {
      if (node.init.type === 'VariableDeclaration') this.declaration(node.init);
      else this.expression(node.init);
    }
    const each = node.type === 'ForOfStatement' || node.type === 'ForInStatement';
    if (each) {
      this.expression(node.right);
      this.step({ kind: 'evaluate', node: node.right });
    }
    const head = this.block();
    const body = this.block();
    const after = this.block();
    const again = node.type === 'ForStatement' || node.type === 'DoWhileStatement' ? this.block() : head;
    this.edge(this.current, node.type === 'DoWhileStatement' ? body : head);
    this.start(head);
    if (each) {
      this.edge(head, body, { kind: 'each', collection: node.right, outcome: true });
      this.edge(head, after, { kind: 'each', collection: node.right, outcome: false });
    } else if (node.type !== 'DoWhileStatement') {
      if (node.test) this.condition(node.test, body, after);
      else this.edge(head, body);
    }
    this.jumps.push({ labels: this.takeLabels(), breakTo: after, continueTo: again });
    this.start(body);
    if (each) {
      const pattern = node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : node.left;
      this.step({ kind: 'bind-element', pattern, collection: node.right });
    }
    this.statement(node.body);
    this.edge(this.current, again);
    this.jumps.pop();
    if (node.type === 'ForStatement') {
      this.start(again);
      if (node.update) this.expression(node.update);
      this.edge(this.current, head);
    } else if (node.type === 'DoWhileStatement') {
      this.start(again);
      this.condition(node.test, body, after);
    }
    this.start(after);
  }

  private takeLabels(): string[] {
    const labels = this.labels;
    this.labels = [];
    return labels;
  }

  private labeled(node: TSESTree.LabeledStatement): void {
    this.labels.push(node.label.name);
    if (/^(?:For|While|DoWhile)/.test(node.body.type) || node.body.type === 'LabeledStatement') {
      this.statement(node.body);
      this.labels = [];
      return;
    }
    const after = this.block();
    this.jumps.push({ labels: this.takeLabels(), breakTo: after, continueTo: undefined });
    this.statement(node.body);
    this.jumps.pop();
    this.edge(this.current, after);
    this.start(after);
  }

  private breakOrContinue(node: TSESTree.BreakStatement | TSESTree.ContinueStatement): void {
    for (let i = this.jumps.length - 1; i >= 0; i--) {
      const jump = this.jumps[i];
      if (!jump) continue;
      const named = node.label ? jump.labels.includes(node.label.name) : true;
      // an unlabelled `break` leaves loops and switches, not labelled blocks
      const target = node.type === 'ContinueStatement' ? jump.continueTo : jump.breakTo;
      const takes = node.label ? named : jump.continueTo !== undefined || (node.type === 'BreakStatement' && jump.labels.length === 0);
      if (takes && target) {
        this.jump(target);
        return;
      }
    }
  }

  private switchStatement(node: TSESTree.SwitchStatement): void {
    this.expression(node.discriminant);
    this.step({ kind: 'evaluate', node: node.discriminant });
    const after = this.block();
    const bodies = node.cases.map(() => this.block());
    let fallback = after;
    for (const [index, { test }] of node.cases.entries()) {
      const body = bodies[index] ?? after;
      if (!test) {
        fallback = body;
        continue;
      }
      this.expression(test);
      const next = this.block();
      this.edge(this.current, body, { kind: 'case', subject: node.discriminant, test, outcome: true });
      this.edge(this.current, next, { kind: 'case', subject: node.discriminant, test, outcome: false });
      this.start(next);
    }
    this.edge(this.current, fallback);
    this.jumps.push({ labels: this.takeLabels(), breakTo: after, continueTo: undefined });
    for (const [index, clause] of node.cases.entries()) {
      const body = bodies[index];
      if (!body) continue;
      this.start(body);
      this.statements(clause.consequent);
      this.edge(this.current, bodies[index + 1] ?? after);
    }
    this.jumps.pop();
    this.start(after);
  }

  private tryStatement(node: TSESTree.TryStatement): void {
    const body = this.block();
    const after = this.block();
    const handler = node.handler ? this.block() : undefined;
    const finalizer = node.finalizer ? this.block() : undefined;
    this.edge(this.current, body);
    const exceptional = handler ?? finalizer;
    if (exceptional) this.edge(this.current, exceptional, { kind: 'exception' });
    if (handler) this.handlers.push(handler);
    this.start(body);
    this.statement(node.block);
    this.edge(this.current, finalizer ?? after);
    if (handler && node.handler) {
      this.handlers.pop();
      this.start(handler);
      if (node.handler.param) this.step({ kind: 'bind', pattern: node.handler.param, init: node.handler.param });
      this.statement(node.handler.body);
      this.edge(this.current, finalizer ?? after);
    }
    if (finalizer && node.finalizer) {
      this.start(finalizer);
      this.statement(node.finalizer);
      this.edge(this.current, after);
    }
    this.start(after);
  }

  /** Evaluates a condition for its outcome: `!`, `&&` and `||` become flow. */
  private condition(node: TSESTree.Node, whenTrue: Block, whenFalse: Block): void {
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      this.condition(node.argument, whenFalse, whenTrue);
      return;
    }
    if (node.type === 'LogicalExpression' && node.operator !== '??') {
      const right = this.block();
      if (node.operator === '&&') this.condition(node.left, right, whenFalse);
      else this.condition(node.left, whenTrue, right);
      this.start(right);
      this.condition(node.right, whenTrue, whenFalse);
      return;
    }
    if (node.type === 'TSAsExpression' || node.type === 'TSNonNullExpression' || node.type === 'TSSatisfiesExpression') {
      this.condition(node.expression, whenTrue, whenFalse);
      return;
    }
    this.expression(node);
    this.step({ kind: 'evaluate', node });
    this.edge(this.current, whenTrue, { kind: 'test', condition: node, outcome: true });
    this.edge(this.current, whenFalse, { kind: 'test', condition: node, outcome: false });
  }

  /** Emits the steps of an expression. Its value is left to whoever evaluates it. */
  private expression(node: TSESTree.Node): void {
    switch (node.type) {
      case 'Literal':
      case 'Identifier':
      case 'ThisExpression':
      case 'Super':
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'ClassExpression':
      case 'MetaProperty':
        return;
      case 'LogicalExpression':
        this.logical(node);
        return;
      case 'ConditionalExpression':
        this.conditional(node);
        return;
      case 'CallExpression':
      case 'NewExpression':
        this.call(node);
        return;
      case 'AssignmentExpression':
        this.assignment(node);
        return;
      case 'TaggedTemplateExpression':
        this.expression(node.tag);
        for (const part of node.quasi.expressions) this.expression(part);
        this.step({ kind: 'evaluate', node });
        return;
      case 'AwaitExpression':
      case 'YieldExpression':
        if (node.argument) this.expression(node.argument);
        return;
      case 'MemberExpression':
        this.expression(node.object);
        if (node.computed) this.expression(node.property);
        return;
      case 'ObjectExpression':
        for (const property of node.properties) {
          if (property.type === 'SpreadElement') this.expression(property.argument);
          else {
            if (property.computed) this.expression(property.key);
            this.expression(property.value);
          }
        }
        return;
      case 'ArrayExpression':
        for (const element of node.elements) if (element) this.expression(element);
        return;
      case 'TemplateLiteral':
      case 'SequenceExpression':
        for (const part of node.expressions) this.expression(part);
        return;
      case 'BinaryExpression':
        this.expression(node.left);
        this.expression(node.right);
        return;
      case 'UpdateExpression':
      case 'UnaryExpression':
      case 'SpreadElement':
        this.expression(node.argument);
        if (node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete')) this.step({ kind: 'evaluate', node });
        return;
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
        this.expression(node.expression);
        return;
      case 'ImportExpression':
        this.expression(node.source);
        return;
      case 'JSXElement':
      case 'JSXFragment':
        return;
      default:
        return;
    }
  }

  private logical(node: TSESTree.LogicalExpression): void {
    const right = this.block();
    const after = this.block();
    if (node.operator === '&&') this.condition(node.left, right, after);
    else if (node.operator === '||') this.condition(node.left, after, right);
    else {
      this.expression(node.left);
      this.step({ kind: 'evaluate', node: node.left });
      this.edge(this.current, right, { kind: 'nullish', condition: node.left, outcome: true });
      this.edge(this.current, after, { kind: 'nullish', condition: node.left, outcome: false });
    }
    this.start(right);
    this.expression(node.right);
    this.step({ kind: 'evaluate', node: node.right });
    this.edge(this.current, after);
    this.start(after);
    this.step({ kind: 'evaluate', node });
  }

  private conditional(node: TSESTree.ConditionalExpression): void {
    const consequent = this.block();
    const alternate = this.block();
    const after = this.block();
    this.condition(node.test, consequent, alternate);
    for (const [block, value] of [[consequent, node.consequent], [alternate, node.alternate]] as const) {
      this.start(block);
      this.expression(value);
      this.step({ kind: 'evaluate', node: value });
      this.edge(this.current, after);
    }
    this.start(after);
    this.step({ kind: 'evaluate', node });
  }

  private assignment(node: TSESTree.AssignmentExpression): void {
    if (node.left.type === 'MemberExpression') this.expression(node.left);
    const logical = node.operator === '??=' || node.operator === '||=' || node.operator === '&&=';
    if (!logical) {
      this.expression(node.right);
      this.step({ kind: 'evaluate', node });
      return;
    }
    const right = this.block();
    const after = this.block();
    this.step({ kind: 'evaluate', node: node.left });
    if (node.operator === '??=') {
      this.edge(this.current, right, { kind: 'nullish', condition: node.left, outcome: true });
      this.edge(this.current, after, { kind: 'nullish', condition: node.left, outcome: false });
    } else {
      const outcome = node.operator === '&&=';
      this.edge(this.current, right, { kind: 'test', condition: node.left, outcome });
      this.edge(this.current, after, { kind: 'test', condition: node.left, outcome: !outcome });
    }
    this.start(right);
    this.expression(node.right);
    this.step({ kind: 'evaluate', node });
    this.edge(this.current, after);
    this.start(after);
  }

  private call(node: TSESTree.CallExpression | TSESTree.NewExpression): void {
    this.expression(node.callee);
    for (const argument of node.arguments) this.expression(argument);
    for (const argument of node.arguments) {
      if (argument.type !== 'ArrowFunctionExpression' && argument.type !== 'FunctionExpression') continue;
      const run = this.judge(node, argument);
      if (run) this.inline({ fn: argument, call: node, run });
    }
    // an immediately invoked function expression
    const { callee } = node;
    if (callee.type === 'ArrowFunctionExpression' || callee.type === 'FunctionExpression') this.inline({ fn: callee, call: node, run: 'once' });
    this.step({ kind: 'evaluate', node });
  }

  private inline(callback: Callback): void {
    const { fn, call, run } = callback;
    const after = this.block();
    const body = this.block();
    const outer = { frame: this.frame, jumps: this.jumps, handlers: this.handlers };
    this.frame = { returns: [], exit: after };
    this.jumps = [];
    if (run === 'each') {
      this.hasLoop = true;
      const collection = call.callee.type === 'MemberExpression' ? call.callee.object : call;
      const head = this.block();
      this.edge(this.current, head);
      this.edge(head, body, { kind: 'each', collection, outcome: true });
      this.edge(head, after, { kind: 'each', collection, outcome: false });
      this.frame = { returns: this.frame.returns, exit: head };
    } else {
      this.edge(this.current, body);
      if (run === 'maybe' || run === 'catch') this.edge(this.current, after, run === 'catch' ? undefined : { kind: 'exception' });
      if (run === 'catch') this.handlers = [];
    }
    this.start(body);
    this.step({ kind: 'bind-callback', callback });
    this.body(fn);
    if (this.frame.returns.length === 0 && this.current.in.length > 0) this.frame.returns.push({ block: this.current, value: undefined });
    this.edge(this.current, this.frame.exit);
    this.callbackReturns.set(fn, this.frame.returns);
    this.callbacks.set(fn, callback);
    this.frame = outer.frame;
    this.jumps = outer.jumps;
    this.handlers = outer.handlers;
    this.start(after);
  }
}

/**
 * The control-flow graph of a function or of a module's top level.
 * @param root the function or program
 * @param judge says which function literals run as a part of this flow
 */
export const buildGraph = (root: FunctionNode | TSESTree.Program, judge: CallbackJudge): Graph => new GraphBuilder(judge).build(root);
