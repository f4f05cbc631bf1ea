/** Conditions of a query builder that are SQL text: `'u.email = :email AND r.name = :role'`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Predicate, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { scanSqlCondition } from '../../syntax/sql.js';
import type { SqlBindings, SqlPart, SqlTerm, SqlValue } from '../../syntax/sql-facts.js';

/** From an alias to the relation path that it stands for; the root's alias has an empty path. */
export type Aliases = ReadonlyMap<string, readonly string[]>;

/** SQL text with its interpolated expressions, in order; undefined when it's no text at all. */
export const sqlParts = (node: TSESTree.Node, at: Resolver): readonly SqlPart[] | undefined => {
  const value = at.constant(node);
  const text = at.text(value);
  if (text !== undefined) return [text];
  if (value.type === 'TemplateLiteral') {
    return value.quasis.flatMap((quasi, index): SqlPart[] => {
      const hole = value.expressions[index];
      const text = quasi.value.cooked ?? '';
      return hole === undefined ? [text] : [text, at.text(hole) ?? hole];
    });
  }
  if (value.type !== 'BinaryExpression' || value.operator !== '+') return undefined;
  const left = sqlParts(value.left, at);
  const right = sqlParts(value.right, at);
  if (left === undefined && right === undefined) return undefined;
  return [...(left ?? [value.left]), ...(right ?? [value.right])];
};

/** The predicate of a condition's text. */
export const sqlPredicate = (parts: readonly SqlPart[], bindings: SqlBindings, aliases: Aliases): Predicate => {
  const read = scanSqlCondition(parts, bindings);
  const terms: Term[] = [];
  let open = read.open || read.subselects.length > 0;
  for (const one of read.terms) {
    const term = toTerm(one, aliases);
    if (term === undefined) open = true;
    else terms.push(term);
  }
  return { terms, open, spreads: [] };
};

/** Undefined: a join's condition between two columns, or a table that isn't known. */
export const toTerm = (term: SqlTerm, aliases: Aliases): Term | undefined => {
  const via = term.table === undefined ? [] : aliases.get(term.table);
  if (via === undefined || term.value?.kind === 'column' || term.value?.kind === 'subselect') return undefined;
  return {
    column: term.column, op: term.op, ...rightSide(term.value), ...(via.length === 0 ? {} : { via }), ...(term.disjunct ? { disjunct: true } : {}),
  };
};

export const rightSide = (value: SqlValue | undefined): Pick<Term, 'value' | 'constant'> => {
  if (value?.kind === 'hole') return value.node === undefined ? {} : { value: value.node };
  return value?.kind === 'literal' ? { constant: value.value } : {};
};
