/** Control-flow graphs and control dependence as text, blocks numbered in reverse postorder. */
import type { TSESTree } from '@typescript-eslint/utils';
import { buildGraph, type CallbackJudge } from '../../src/flow/build-graph.js';
import type { Block, Branch, CallbackRun, Edge, FunctionNode, Graph, Step } from '../../src/flow/graph.js';
import { controlDependence, exitDependence, reversePostorder } from '../../src/flow/order.js';
import { nodesOf, sourceOf } from '../resolve/source.js';

const runs: Readonly<Record<string, CallbackRun>> = { map: 'each', forEach: 'each', filter: 'each', then: 'then', catch: 'catch', finally: 'once', transaction: 'once', wrap: 'maybe' };

/** Callbacks by the name of the method that they are given to; others are values. */
const judge: CallbackJudge = (call, fn) => {
  const { callee } = call;
  const name = callee.type === 'Identifier' ? callee : callee.type === 'MemberExpression' ? callee.property : undefined;
  if (name?.type !== 'Identifier') return undefined;
  return name.name === 'then' && call.arguments[1] === fn ? 'catch' : runs[name.name];
};

const isFunction = (node: TSESTree.Node): node is FunctionNode => node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration';

interface Flow {
  readonly graph: Graph;
  readonly text: (node: TSESTree.Node) => string;
}

/** The graph of the body of a function `async function f() { … }`. */
const flowOf = (body: string): Flow => {
  const sourceCode = sourceOf(`async function f() {\n${body}\n}`);
  const fn = nodesOf(sourceCode).find(isFunction);
  if (!fn) throw new Error('no function');
  const text = (node: TSESTree.Node): string => {
    const source = sourceCode.getText(node).replaceAll(/\s+/g, ' ');
    return source.length > 60 ? `${source.slice(0, 57)}…` : source;
  };
  return { graph: buildGraph(fn, judge), text };
};

/** The graph of a body, for counting. */
export const graphOf = (body: string): Graph => flowOf(body).graph;

const printStep = (step: Step, text: Flow['text']): string => {
  switch (step.kind) {
    case 'evaluate':
      return text(step.node);
    case 'bind':
      if (step.init === step.pattern) return `catch ${text(step.pattern)}`;
      return `${text(step.pattern)} := ${step.init ? text(step.init) : 'undefined'}`;
    case 'bind-element':
      return `${text(step.pattern)} := each ${text(step.collection)}`;
    case 'bind-callback':
      return `${step.callback.run} (${step.callback.fn.params.map(text).join(', ')})`;
  }
};

const printBranch = (branch: Branch, text: Flow['text']): string => {
  switch (branch.kind) {
    case 'test':
      return `${branch.outcome ? '' : 'not '}${text(branch.condition)}`;
    case 'case':
      return `${text(branch.subject)} ${branch.outcome ? 'is' : 'is not'} ${text(branch.test)}`;
    case 'nullish':
      return `${text(branch.condition)} ${branch.outcome ? 'is' : 'is not'} nullish`;
    case 'each':
      return `${branch.outcome ? 'more' : 'end'} of ${text(branch.collection)}`;
    case 'exception':
      return 'exception';
  }
};

const printEdge = (edge: Edge, number: (block: Block) => string, text: Flow['text']): string => `${number(edge.to)}${edge.branch ? ` if ${printBranch(edge.branch, text)}` : ''}`;

/** The graph of a function's body: a line for each reachable block with its steps and its successors. */
export const printFlow = (body: string): string => {
  const { graph, text } = flowOf(body);
  const order = reversePostorder(graph);
  const number = (block: Block): string => (block === graph.exit ? 'exit' : String(order.indexOf(block)));
  const lines = order.flatMap((block) => {
    if (block === graph.exit) return [];
    const steps = block.steps.map((step) => printStep(step, text)).join('; ');
    return [`${number(block)}:${steps === '' ? '' : ` ${steps}`} → ${block.out.length === 0 ? 'nothing' : block.out.map((edge) => printEdge(edge, number, text)).join(', ')}`];
  });
  const left = graph.throws.filter(({ block }) => order.includes(block)).map(({ node }) => text(node));
  return [...lines, ...left.map((thrown) => `leaves: ${thrown}`)].join('\n');
};

/** What each call `name()` without arguments depends on directly, and what ends the loop before it: a line for each. */
export const printControl = (body: string): string => {
  const { graph, text } = flowOf(body);
  const dependence = controlDependence(graph);
  const exits = exitDependence(graph);
  return reversePostorder(graph).flatMap((block) => {
    const calls = block.steps.flatMap((step) => (step.kind === 'evaluate' && step.node.type === 'CallExpression' && step.node.callee.type === 'Identifier' && step.node.arguments.length === 0 ? [text(step.node)] : []));
    const print = (edge: Edge): string => (edge.branch ? printBranch(edge.branch, text) : 'unconditional edge');
    const edges = [...(dependence[block.id] ?? []).map(print), ...(exits.get(block.id) ?? []).map(({ edge }) => `the loop ends by ${print(edge)}`)];
    return calls.map((call) => `${call}: ${edges.length === 0 ? 'always' : edges.join(', ')}`);
  }).join('\n');
};
