/**
 * Inserts whose loser looks again.
 */
import { isConstantLike, type Value } from '../model/values.js';
import type { Candidate, Closure, Shape } from './candidate.js';
import { isSwallowing } from './handlers.js';

/** Shapes whose loser gets a unique violation. */
export const insertShapes: ReadonlySet<Shape> = new Set(['create-if-absent', 'next-number', 'update-then-create', 'non-atomic-upsert']);

/**
 * `for (let tries = 0; tries < 3; tries++) { if (await find(key)) return; try { await create(key) } catch { continue } }`: the run that loses looks again. The key
 * must be the same in every round, else the loop goes over rows.
 */
export const retried = ({ shape, read, write, model }: Candidate): Closure | undefined => {
  if (!insertShapes.has(shape) || !read.where.every(({ value }) => value === undefined || isFixedKey(value))) return undefined;
  const at = write.contexts.findIndex((context) => context.kind === 'loop' && read.contexts.some((other) => other.kind === 'loop' && other.node === context.node));
  const loop = write.contexts[at];
  if (loop?.kind !== 'loop' || (loop.node.type !== 'ForStatement' && loop.node.type !== 'WhileStatement' && loop.node.type !== 'DoWhileStatement')) return undefined;
  const handler = write.contexts.slice(0, at).find((context) => context.kind === 'handler' && isSwallowing(context, model));
  return handler?.kind === 'handler' ? { reason: 'retried-by-loop', node: handler.node } : undefined;
};

/** A value that a loop can't change: given to the function, or written down. */
const isFixedKey = (value: Value): boolean => {
  if (value.kind === 'field') return isFixedKey(value.of);
  return isConstantLike(value) || (value.kind === 'symbol' && (value.symbol.kind === 'parameter' || value.symbol.kind === 'free' || value.symbol.kind === 'this'));
};
