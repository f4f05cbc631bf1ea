/**
 * Rows that this very run made: nobody else can know them yet.
 */
import type { Instance } from '../model/instance.js';
import { sourcesOf } from '../model/provenance.js';
import type { Closure } from './candidate.js';
import { equalities } from './keys.js';

/** The key was made by this very run: nobody else can know it yet. */
export const ownRow = (read: Instance): Closure | undefined => {
  const own = equalities(read).some(({ value }) => sourcesOf(value).some((source) => source.column !== undefined && source.how === 'identity' && (source.read.operation.kind === 'insert' || source.read.operation.kind === 'save')));
  return own ? { reason: 'own-row', node: read.site } : undefined;
};

/** The row was inserted by this very run, and read again by its key. */
export const freshRow = (read: Instance): Closure | undefined => {
  const fresh = equalities(read).some(({ value, disjunct }) => !disjunct && sourcesOf(value).some((source) => source.column !== undefined && source.how === 'identity' && source.read.operation.kind === 'insert'));
  return fresh ? { reason: 'own-row', node: read.site } : undefined;
};
