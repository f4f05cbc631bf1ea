/**
 * A race as data: code in a data layer's words that goes wrong, which repair of it is proven, and how to tell that it went wrong.
 */
import type { DatabaseKind, Row } from './databases.js';
import type { Table } from './tables.js';

/** How one client's call ended. */
export type Result =
  | { readonly kind: 'value'; readonly value: unknown }
  /** `code`: of the ORM or the driver, '' where there is none */
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

export interface Outcome {
  /** by client */
  readonly results: readonly Result[];
  /** the rows that are left, by table, in the order of their ids */
  readonly rows: Readonly<Partial<Record<Table, readonly Row[]>>>;
}

/** A program that several clients run at once. */
export interface Program {
  readonly title: string;
  /** a module that exports `run(handle, ...args)` */
  readonly source: string;
  readonly tables: readonly Table[];
  /** statements that make the rows that are there before */
  readonly setup?: readonly string[];
  /** what a client hands to `run` besides the handle; a key that is inserted differs from round to round, as InnoDB locks traces of deleted ones */
  readonly args: (client: number, round: number) => readonly unknown[];
  /** messages or codes of errors that are answers */
  readonly answers?: readonly string[];
  /** what went wrong; undefined: nothing */
  readonly wrong: (outcome: Outcome) => string | undefined;
}

/** A program with a race that the plugin finds, and a repair of it that it offers. */
export interface Scenario extends Program {
  readonly rule: string;
  /** the kind of repair, as the table of docs/proofs.md lists it */
  readonly kind: string;
  /** a fix, or the suggestion with this text */
  readonly repair: 'fix' | RegExp;
  readonly databases: readonly DatabaseKind[];
}

/** A wrong remedy, written by hand as people write it, that still goes wrong. */
export interface Trap extends Program {
  /** what people expect of it */
  readonly belief: string;
  readonly databases: readonly DatabaseKind[];
}

const values = ({ results }: Outcome): readonly unknown[] => results.flatMap((result) => (result.kind === 'value' ? [result.value] : []));

/** How many calls gave a value. */
export const succeeded = (outcome: Outcome): number => values(outcome).length;

/** How many calls gave this value. */
export const gave = (outcome: Outcome, value: unknown): number => values(outcome).filter((one) => one === value).length;

/** Two rows with the same values of some columns. */
export const duplicate = ({ rows }: Outcome, table: Table, columns: readonly string[]): string | undefined => {
  const keys = (rows[table] ?? []).map((row) => columns.map((column) => String(row[column])).join(', '));
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  return twice === undefined ? undefined : `duplicate row in ${table}: ${twice}`;
};

/** The one row of a table has another value than it should have. */
export const differs = ({ rows }: Outcome, table: Table, column: string, expected: unknown): string | undefined => {
  const [row, another] = rows[table] ?? [];
  if (!row || another) return `${table} has ${String(rows[table]?.length ?? 0)} rows`;
  return row[column] === expected ? undefined : `lost update: ${column} is ${String(row[column])}, not ${String(expected)}`;
};

/** The table has another number of rows than it should have. */
export const countDiffers = ({ rows }: Outcome, table: Table, expected: number): string | undefined => {
  const count = rows[table]?.length ?? 0;
  return count === expected ? undefined : `${table} has ${String(count)} rows, not ${String(expected)}`;
};
