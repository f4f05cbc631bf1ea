/** What a statement says, in the words in which a parser's answer and our reader's are compared. */

export interface StatementFacts {
  /** `select`, `insert`, `update`, `delete` and the like, or what begins and ends a transaction */
  readonly verb: string;
  /** the table that is written, or the first one that is selected from; without its schema */
  readonly table: string | undefined;
  /** `u.email = p1`: conditions that every row meets, with a placeholder or a literal on one side */
  readonly equalities: readonly string[];
  /** `n = increment p1`: what is written, in order */
  readonly sets: readonly string[];
  /** `update skip of u` */
  readonly lock: string;
  /** `update (a, b) n = increment 1` */
  readonly conflict: string;
  readonly order: readonly string[];
  /** more conditions, or writes, may be there than these; `p1` … are placeholders */
  readonly open: boolean;
  readonly setsOpen: boolean;
}

export const nothingSaid: StatementFacts = { verb: 'other', table: undefined, equalities: [], sets: [], lock: '', conflict: '', order: [], open: false, setsOpen: false };

/** How our reader's answer differs from a parser's, where it says anything: what it leaves open is no difference. */
export const differences = (ours: StatementFacts, theirs: StatementFacts): readonly string[] => {
  const found: string[] = [];
  const differ = (what: string, own: unknown, other: unknown): void => {
    if (JSON.stringify(own) !== JSON.stringify(other)) found.push(`${what}: ${JSON.stringify(own)}, not ${JSON.stringify(other)}`);
  };
  differ('verb', ours.verb, theirs.verb);
  if (ours.table !== undefined) differ('table', ours.table, theirs.table);
  const [own, other] = [[...ours.equalities].toSorted(), [...theirs.equalities].toSorted()];
  differ('where', own, ours.open ? other.filter((term) => own.includes(term)) : other);
  if (!ours.setsOpen) differ('set', ours.sets, theirs.sets);
  differ('lock', ours.lock, theirs.lock);
  differ('conflict', ours.conflict, theirs.conflict);
  differ('order', ours.order, theirs.order);
  return found;
};

/** Parts of a parser's tree, whatever they are. */
export const part = (node: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((of, key) => (typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined), node);

export const list = (node: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = part(node, ...path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
};

export const textAt = (node: unknown, ...path: readonly string[]): string | undefined => {
  const found = part(node, ...path);
  return typeof found === 'string' ? found : undefined;
};

/** The one key of a tagged node, and what it holds. */
export const tagged = (node: unknown): readonly [string, unknown] => {
  if (typeof node === 'string') return [node, undefined];
  const [entry] = typeof node === 'object' && node !== null ? Object.entries(node) : [];
  return entry ?? ['', undefined];
};

export type Operand = { readonly kind: 'column'; readonly name: string; readonly column: string } | { readonly kind: 'value'; readonly text: string } | { readonly kind: 'other' };

/** `a = 1`, either way round; undefined for anything else. */
export const equality = (left: Operand, right: Operand): string | undefined => {
  if (left.kind === 'column' && right.kind === 'value') return `${left.name} = ${right.text}`;
  return left.kind === 'value' && right.kind === 'column' ? `${right.name} = ${left.text}` : undefined;
};

const operators: Readonly<Record<string, string>> = { '+': 'increment', '-': 'decrement', '*': 'multiply', '/': 'divide' };

/** How a column is written by arithmetic on itself; undefined for anything else. */
export const arithmetic = (column: string, operator: string, left: Operand, right: Operand): string | undefined => {
  const kind = operators[operator];
  const amount = (of: Operand): string => (of.kind === 'value' ? of.text : '…');
  if (kind === undefined) return undefined;
  if (left.kind === 'column' && left.column === column) return `${kind} ${amount(right)}`;
  return kind === 'increment' && right.kind === 'column' && right.column === column ? `${kind} ${amount(left)}` : undefined;
};
