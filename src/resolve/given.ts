/** What a caller gives: a parameter, or a property of one. */
import type { FunctionNode } from '../syntax/functions.js';
import type { Origin } from './resolver.js';

/** A parameter of a function, and the way from it to the value. */
export interface Given {
  readonly fn: FunctionNode;
  readonly index: number;
  readonly path: readonly string[];
}

/** What a caller gives as a value; undefined: it comes from elsewhere. */
export const givenAs = (origin: Origin): Given | undefined => {
  if (origin.kind === 'parameter') return origin;
  if (origin.kind !== 'member') return undefined;
  const whole = givenAs(origin.object);
  return whole && { ...whole, path: [...whole.path, origin.property] };
};

/** `options.tx ?? db`: what a caller may give, where something else stands in for it. That isn't what it would be given. */
export const mayBeGiven = (options: readonly Origin[]): Given | undefined => {
  const given = options.map(givenAs);
  return given.includes(undefined) ? given.find((option) => option !== undefined) : undefined;
};
