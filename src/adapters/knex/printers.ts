/** Repairs in Knex's words (knexjs.org: `onConflict`, `increment`, `forUpdate`). */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Dialect } from '../../operations/dialect.js';
import type { Operation } from '../../operations/operation.js';
import type { RepairPlan } from '../../operations/repair.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import { printersOf } from '../../resolve/queries/query-printers.js';
import { refuse, type RepairWords, type WrittenQuery } from '../../resolve/queries/repair-words.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { queryOf } from './operations.js';

/** The call that makes a chain a write: `insert(…)`, `update(…)`. */
const writeCall = ({ verb }: Operation): MethodCall | undefined => methodCall(verb.parent?.parent);

const list = (names: readonly string[], quote: WrittenQuery['quote']): string => {
  const texts = names.map(quote);
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
};

const isObjection = (operation: Operation, { at }: RepairPlan): boolean => operation.node.type === 'CallExpression' && queryOf(operation.node, operation.node, at)?.root.kind !== 'handle';

const words: RepairWords = {
  queryOf: (operation, plan) => {
    const { node } = operation;
    if (node.type !== 'CallExpression' || node.parent.type === 'ChainExpression' || methodCall(node)?.name === 'raw') return undefined;
    const call = operation.kind === 'read' ? undefined : writeCall(operation);
    const values: TSESTree.Node | undefined = call === undefined ? undefined : argumentAt(call.args, 0);
    return { values: values?.type === 'ObjectExpression' ? values : undefined, end: call?.name === 'insert' ? call.node.range[1] : node.range[1], quote: (text) => quoted(text, layoutOf(plan.sourceCode)) };
  },
  where: (column, operator, value, quote) => (operator === '=' ? `.where(${quote(column)}, ${value})` : `.where(${quote(column)}, ${quote(operator)}, ${value})`),
  forUpdate: '.forUpdate()',
  ignore: (columns, quote) => `.onConflict(${list(columns, quote)}).ignore()`,
  merge: (columns, { names, text, isInserted }, quote) => `.onConflict(${list(columns, quote)}).merge(${isInserted ? `[${names.map(quote).join(', ')}]` : text})`,
  affected: (write, name) => (write.result.kind === 'affected' ? { edits: [], none: `${name} === 0` } : undefined),
  increment: (plan, { values, quote }, { column, property, operator, by }) => {
    const { write, sourceCode } = plan;
    const call = writeCall(write);
    const amount = sourceCode.getText(by);
    if (call !== undefined && values?.properties.length === 1) return [{ range: [call.verb.range[0], call.node.range[1]], text: `${operator === '+' ? 'increment' : 'decrement'}(${quote(column)}, ${amount})` }];
    const handle = write.handle.node;
    if (isObjection(write, plan) || (handle.type !== 'Identifier' && handle.type !== 'MemberExpression')) return refuse('The query\'s own handle isn\'t in view: write the sum with `raw` by hand.');
    return [{ range: property.range, text: `${sourceCode.getText(property.key)}: ${sourceCode.getText(handle)}.raw(${quote(`?? ${operator} ?`)}, [${quote(column)}, ${amount}])` }];
  },
  uncatchable: (write, plan) => (isObjection(write, plan) ? 'Objection wraps the driver\'s error: catch `UniqueViolationError` by hand, and do there what the check does.' : undefined),
};

export const print: Dialect['print'] = printersOf(words);
