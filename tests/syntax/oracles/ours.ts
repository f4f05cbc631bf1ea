/** What our reader says of a statement. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { SqlAssignment, SqlStatement, SqlValue } from '../../../src/syntax/sql-facts.js';
import { scanSql } from '../../../src/syntax/sql.js';
import { nothingSaid, type StatementFacts } from './facts.js';

/** Arguments are told apart by name only. */
const argument = (name: string): TSESTree.Node => ({ type: 'Identifier', name }) as unknown as TSESTree.Node;
const positional = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9'].map(argument);

export const ourFacts = (text: string): StatementFacts => {
  const [statement] = scanSql([text], { positional });
  return statement === undefined ? nothingSaid : factsOf(statement);
};

const valueText = (value: SqlValue | undefined): string | undefined => {
  if (value?.kind === 'hole') return value.node?.type === 'Identifier' ? value.node.name : undefined;
  return value?.kind === 'literal' ? JSON.stringify(value.value) : undefined;
};

const written = ({ column, value, atomic, operand }: SqlAssignment): string => {
  if (atomic === 'expression') return `${column} = expression`;
  if (atomic !== undefined) return `${column} = ${atomic} ${valueText(operand) ?? '…'}`;
  return `${column} = ${valueText(value) ?? (value.kind === 'proposed' ? `proposed ${value.column}` : 'expression')}`;
};

const conflictText = ({ conflict }: SqlStatement): string =>
  conflict === undefined ? '' : `${conflict.action} (${conflict.columns?.join(', ') ?? ''}) ${conflict.sets.map(written).join(', ')}`.trim();

const factsOf = (statement: SqlStatement): StatementFacts => ({
  verb: statement.verb,
  table: statement.tables[0]?.name,
  equalities: statement.where.terms.flatMap(({ table, column, op, value, disjunct }) => {
    const text = valueText(value);
    return op === 'eq' && !disjunct && text !== undefined ? [`${table === undefined ? '' : `${table}.`}${column} = ${text}`] : [];
  }),
  sets: statement.sets.map(written),
  lock: statement.lock === undefined ? '' : `${statement.lock.strength} ${statement.lock.onLocked}${statement.lock.of.length === 0 ? '' : ` of ${statement.lock.of.join(' ')}`}`,
  conflict: conflictText(statement),
  order: statement.orderBy,
  open: statement.where.open,
  setsOpen: statement.setsOpen,
});
