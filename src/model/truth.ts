/**
 * What is known of a value's truth, and what the ways to one outcome have in common.
 */
import { same, type Literal, type Option, type Value } from './values.js';

/** Whether a value is always truthy, always falsy, or neither. */
export const truthOf = (value: Value): boolean | undefined => {
  if (value.kind === 'constant') return Boolean(value.value);
  if (value.kind === 'object' || value.kind === 'list' || value.kind === 'function') return true;
  return undefined;
};

/**
 * Whether a literal of an option says nothing: its opposite leads to the same outcome (`Result.ok(null)` of no row, `Result.ok(row)` of one). A way that takes a
 * further condition to be met (no row, or one that may not be seen) is another matter.
 */
export const isEitherWay = ({ condition, holds }: Literal, own: Option, options: readonly Option[]): boolean =>
  options.some(({ when }) => {
    const opposite = when.find((literal) => literal.holds !== holds && isSame(literal.condition, condition));
    return opposite !== undefined && when.every((literal) => literal === opposite || !literal.holds || literal.condition.kind === 'constant' || own.when.some((other) => other.holds && isSame(other.condition, literal.condition)));
  });

const isSame = (a: Value, b: Value): boolean => a === b || same(a, b);
