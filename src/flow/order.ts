/**
 * Orders over a control-flow graph: reverse postorder, post-dominators, control dependence.
 */
import type { Block, Edge, Graph } from './graph.js';

/**
 * Blocks reachable from the entry in reverse postorder: predecessors first, but for back edges. Successors are walked last to first, so that
 * a loop's body comes before what follows the loop.
 */
export const reversePostorder = (graph: Graph): readonly Block[] => walk(graph.entry, (block) => block.out.map((edge) => edge.to).reverse());

const walk = (root: Block, next: (block: Block) => readonly Block[]): Block[] => {
  const seen = new Set<Block>([root]);
  const order: Block[] = [];
  const stack: { block: Block; successors: readonly Block[]; index: number }[] = [{ block: root, successors: next(root), index: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const successor = top.successors[top.index++];
    if (!successor) {
      order.push(top.block);
      stack.pop();
    } else if (!seen.has(successor)) {
      seen.add(successor);
      stack.push({ block: successor, successors: next(successor), index: 0 });
    }
  }
  return order.reverse();
};

/**
 * Immediate post-dominators (Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm), by block id.
 * Blocks that can't reach the exit (endless loops) have none.
 */
const immediatePostDominators = (graph: Graph): (Block | undefined)[] => {
  const order = walk(graph.exit, (block) => block.in.map((edge) => edge.from));
  const rank: number[] = [];
  for (const [index, block] of order.entries()) rank[block.id] = index;
  const parent: (Block | undefined)[] = [];
  parent[graph.exit.id] = graph.exit;
  const intersect = (left: Block, right: Block): Block => {
    let a: Block = left;
    let b: Block = right;
    while (a !== b) {
      while ((rank[a.id] ?? 0) > (rank[b.id] ?? 0)) a = parent[a.id] ?? graph.exit;
      while ((rank[b.id] ?? 0) > (rank[a.id] ?? 0)) b = parent[b.id] ?? graph.exit;
    }
    return a;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of order) {
      if (block === graph.exit) continue;
      let found: Block | undefined;
      for (const { to } of block.out) {
        if (rank[to.id] === undefined || !parent[to.id]) continue;
        found = found ? intersect(found, to) : to;
      }
      if (found && parent[block.id] !== found) {
        parent[block.id] = found;
        changed = true;
      }
    }
  }
  parent[graph.exit.id] = undefined;
  return parent;
};

/**
 * Control dependence (Ferrante, Ottenstein, Warren): the edges whose being taken decides whether a block runs, by block id.
 * Not dominance: a check that some paths skip still controls what the others reach.
 */
export const controlDependence = (graph: Graph): readonly (readonly Edge[])[] => {
  const parent = immediatePostDominators(graph);
  const dependence: Edge[][] = graph.blocks.map(() => []);
  for (const block of graph.blocks) {
    if (block.out.length < 2) continue;
    const stop = parent[block.id];
    for (const edge of block.out) {
      for (let runner: Block | undefined = edge.to; runner && runner !== stop; runner = parent[runner.id]) {
        dependence[runner.id]?.push(edge);
        // a loop's condition controls itself; once around is enough
        if (runner === block) break;
      }
    }
  }
  return dependence;
};

/** Blocks that lie in a loop: between the target and the source of a back edge, in reverse postorder. */
export const loopBlocks = (blocks: readonly Block[]): ReadonlySet<Block> => {
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

/** A test that ends a loop, and the loop's blocks. */
export interface LoopExit {
  readonly edge: Edge;
  readonly body: ReadonlySet<Block>;
}

/**
 * The tests that end a loop, by the ids of the blocks that they lead to, up to where its exits meet: `while (taken(name)) …`,
 * `for (let n = 0; n < 5; n++) { if (!taken(name)) break; … }`. What follows a loop runs either way, and so is control dependent on none of them;
 * which test ended the loop decides what has become of the values.
 */
export const exitDependence = (graph: Graph): ReadonlyMap<number, readonly LoopExit[]> => {
  const found = new Map<number, LoopExit[]>();
  if (!graph.hasLoop) return found;
  const order = reversePostorder(graph);
  const position = new Map(order.map((block, index) => [block, index] as const));
  for (const [index, head] of order.entries()) {
    const body = loopOf(head, head.in.map(({ from }) => from).filter((from) => (position.get(from) ?? -1) >= index));
    for (const edge of [...body].flatMap((block) => block.out)) {
      if (body.has(edge.to) || !edge.branch || edge.branch.kind === 'each' || edge.branch.kind === 'exception') continue;
      for (const { id } of wayOut(edge, graph.exit)) {
        const known = found.get(id);
        if (known) known.push({ edge, body });
        else found.set(id, [{ edge, body }]);
      }
    }
  }
  return found;
};

/** The blocks from a loop's exit to where it meets others. */
const wayOut = ({ to }: Edge, exit: Block): readonly Block[] => {
  const blocks: Block[] = [];
  for (let block: Block | undefined = to; block && block !== exit; block = block.out.length === 1 && block.in.length === 1 ? block.out[0]?.to : undefined) blocks.push(block);
  return blocks;
};

/** The blocks of the loop that edges from these blocks lead back to; empty where none does. */
const loopOf = (head: Block, sources: readonly Block[]): ReadonlySet<Block> => {
  if (sources.length === 0) return new Set();
  const body = new Set([head, ...sources]);
  const queue = [...body].filter((block) => block !== head);
  for (let block = queue.pop(); block; block = queue.pop()) {
    for (const { from } of block.in) {
      if (body.has(from)) continue;
      body.add(from);
      queue.push(from);
    }
  }
  return body;
};
