/**
 * Three-valued knowledge. `unknown` is an answer of its own: it never becomes a report in `recommended`.
 */
export const unknown = Symbol('unknown');

/** What is not known for certain, as opposed to known to be absent (`undefined`). */
export type Unknown = typeof unknown;

/** A value, or the statement that it could not be found out. */
export type Known<T> = T | Unknown;

/** True when the value was found out. */
export const isKnown = <T>(value: Known<T>): value is T => value !== unknown;
