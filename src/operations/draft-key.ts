/** Unique keys while a declaration is read: before it is known which of their columns can be NULL. */
import type { UniqueKey } from './schema.js';

export interface DraftKey {
  readonly columns: readonly string[];
  readonly constraint: string | undefined;
  readonly primary: boolean;
  /** only among the rows of a condition */
  readonly partial: boolean;
  /** two rows with NULL are alike (`NULLS NOT DISTINCT`) */
  readonly nullsAlike?: true;
}

export const finished = ({ columns, constraint, primary, partial, nullsAlike }: DraftKey, isNullable: (column: string) => boolean): UniqueKey => ({
  columns,
  name: columns.join('_'),
  constraint,
  primary,
  kind: partial ? 'partial' : !primary && nullsAlike !== true && columns.some(isNullable) ? 'nullable' : 'full',
});
