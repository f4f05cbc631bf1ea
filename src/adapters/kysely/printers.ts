/** Repairs in Kysely's words (kysely.dev: `onConflict`, expressions in `set`, `forUpdate`). */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Dialect } from '../../operations/dialect.js';
import type { Operation } from '../../operations/operation.js';
import { argumentAt, methodCall } from '../../resolve/builder-calls.js';
import { printersOf } from '../../resolve/queries/query-printers.js';
import { refuse, type RepairWords, type WrittenQuery } from '../../resolve/queries/repair-words.js';
import { isBoundAt } from '../../syntax/free-name.js';
import { layoutOf, quoted } from '../../syntax/layout.js';

/** The object literal that `values(…)` or `set(…)` of a chain is given. */
const valuesOf = (node: TSESTree.CallExpression): TSESTree.ObjectExpression | undefined => {
  for (let call = methodCall(node); call !== undefined; call = methodCall(call.receiver)) {
    const first = argumentAt(call.args, 0);
    if ((call.name === 'values' || call.name === 'set') && call.args.length === 1) return first?.type === 'ObjectExpression' ? first : undefined;
  }
  return undefined;
};

const target = (columns: readonly string[], quote: WrittenQuery['quote']): string => {
  const [only, other] = columns;
  return only !== undefined && other === undefined ? `oc.column(${quote(only)})` : `oc.columns([${columns.map(quote).join(', ')}])`;
};

const counts: Readonly<Partial<Record<Operation['kind'], string>>> = { update: 'numUpdatedRows', delete: 'numDeletedRows' };

const words: RepairWords = {
  queryOf: ({ node }, plan) => {
    const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
    if (call === undefined || node.type !== 'CallExpression' || call.receiver.type !== 'CallExpression') return undefined;
    return { values: valuesOf(node), end: call.receiver.range[1], quote: (text) => quoted(text, layoutOf(plan.sourceCode)) };
  },
  where: (column, operator, value, quote) => `.where(${quote(column)}, ${quote(operator)}, ${value})`,
  forUpdate: '.forUpdate()',
  ignore: (columns, quote) => `.onConflict((oc) => ${target(columns, quote)}.doNothing())`,
  merge: (columns, { text }, quote) => `.onConflict((oc) => ${target(columns, quote)}.doUpdateSet(${text}))`,
  affected: ({ node, kind, result }, name) => {
    const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
    const count = counts[kind];
    if (call === undefined || count === undefined || result.kind === 'rows' || result.kind === 'written') return undefined;
    return { edits: call.name === 'execute' ? [{ range: call.verb.range, text: 'executeTakeFirst' }] : [], none: `Number(${name}.${count}) === 0` };
  },
  increment: ({ write, sourceCode }, { values, quote }, { column, property, operator, by }) => {
    if (values === undefined || isBoundAt('eb', write.node, sourceCode)) return refuse('The written object isn\'t in view: write the sum with the expression builder by hand.');
    const key = sourceCode.getText(property.key);
    return [
      { range: [values.range[0], values.range[0]], text: '(eb) => (' },
      { range: property.range, text: `${key}: eb(${quote(column)}, ${quote(operator)}, ${sourceCode.getText(by)})` },
      { range: [values.range[1], values.range[1]], text: ')' },
    ];
  },
  uncatchable: () => undefined,
};

export const print: Dialect['print'] = printersOf(words);
