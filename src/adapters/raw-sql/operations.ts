/** What a call does to the database, by the statements that it sends. */
import { tableName } from '../../operations/query-names.js';
import { sqlOperations, type Facts } from '../../operations/from-sql.js';
import type { Assignments, OperationNode, Result, Table } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { partOf } from '../../operations/result-part.js';
import { resultOf } from './results.js';
import { sentOf, type Sent } from './sent.js';

/** SQL names are the same in upper and lower case, as far as nobody quotes them. */
export const tableNamed = (name: string): Table => {
  const plain = tableName(name)?.name ?? name;
  return { id: `sql:${plain.toLowerCase()}`, name: plain };
};

/** The operations that a call is; none where it sends nothing. */
export const recogniseFacts = (node: OperationNode, at: Resolver): readonly Facts[] => {
  const sent = sentOf(node, at);
  return sent === undefined ? [] : operationsOf(sent, at);
};

const operationsOf = (sent: Sent, at: Resolver): readonly Facts[] => {
  const { evidence, form, path, node, verb, receiver } = sent;
  const handle = { kind: evidence.kind, id: evidence.id, node: receiver } as const;
  return sent.statements.flatMap((statement) => {
    const result = (rows: Result): Result => {
      const whole = resultOf(form, rows, statement.verb);
      return partOf(whole, path) ?? whole;
    };
    const found = sqlOperations([statement], { node, verb, handle, tableNamed, result }).map((facts): Facts => ({ ...facts, sets: expanded(facts.sets, at) }));
    const answer = sent.answer === undefined ? {} : { answer: { callback: sent.answer, parameter: 1 } };
    return evidence.driver === 'sqlite' ? found.map((facts): Facts => ({ ...facts, synchronous: true })) : found.map((facts): Facts => ({ ...facts, ...answer }));
  });
};

/** `SET ?` with an object literal: its fields are the columns. */
const expanded = (sets: Assignments, at: Resolver): Assignments => {
  if (sets.spreads.length === 0) return sets;
  const shapes = sets.spreads.map((spread) => ({ spread, shape: at.object(spread) }));
  return {
    entries: [...sets.entries, ...shapes.flatMap(({ shape }) => [...shape.entries].map(([column, { value }]) => ({ column, written: { kind: 'value', node: value }, property: undefined }) as const))],
    spreads: shapes.flatMap(({ spread, shape }) => (shape.node === undefined ? [spread] : shape.spreads)),
    open: sets.open || shapes.some(({ shape }) => shape.open && shape.node !== undefined),
  };
};
