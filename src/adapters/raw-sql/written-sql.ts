/**
 * The places of a statement that repairs write to: its end, its placeholders, the list of its values.
 *
 * In: an operation. Out: where text can be put in; undefined where the statement isn't written in the call itself, or has comments in it. Never
 * assumed: the database, where neither the driver nor the placeholders tell.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../operations/operation.js';
import type { Edit, RepairPlan } from '../../operations/repair.js';
import { propertyOf } from '../../syntax/object-entries.js';
import { splitClauses, type SqlClause } from '../../syntax/sql-clause.js';
import type { SqlStatement } from '../../syntax/sql-facts.js';
import { tokeniseSql } from '../../syntax/sql-token.js';
import type { Driver } from './drivers.js';
import type { Form } from './results.js';
import { sentOf } from './sent.js';
import { taggedParts } from './sql-text.js';

export type Engine = 'postgresql' | 'mysql' | 'sqlite';

export interface WrittenSql {
  readonly engine: Engine | undefined;
  readonly driver: Driver;
  readonly form: Form;
  readonly statement: SqlStatement;
  /** the statement's last clause, `WHERE` or `VALUES` */
  readonly last: SqlClause['name'];
  /** behind the statement's last word */
  readonly end: number;
  /** text as it is written within the quotes that hold the statement */
  readonly inside: (text: string) => string;
  /** what stands for values in SQL, and the edits that hand them over; undefined where they can't be */
  readonly bind: (values: readonly TSESTree.Node[]) => { readonly texts: readonly string[]; readonly edits: readonly Edit[] } | undefined;
  /** the position of the placeholder (or hole) that a value stands for, where it is the only one */
  readonly placeOf: (value: TSESTree.Node) => number | undefined;
}

const engines: Readonly<Partial<Record<Driver, Engine>>> = {
  pg: 'postgresql', postgres: 'postgresql', neon: 'postgresql', slonik: 'postgresql', 'pg-promise': 'postgresql', mysql: 'mysql', 'mysql-callback': 'mysql', mariadb: 'mysql', sqlite: 'sqlite', d1: 'sqlite', libsql: 'sqlite',
};

/** The text of a statement and the list of its values, as they stand in the code. */
interface Written {
  readonly text: TSESTree.StringLiteral | TSESTree.TemplateLiteral;
  readonly isTagged: boolean;
  readonly list: TSESTree.ArrayExpression | undefined;
  /** where a list would go */
  readonly after: number | undefined;
}

export const writtenSql = (operation: Operation, { at, sourceCode }: RepairPlan): WrittenSql | undefined => {
  const { node } = operation;
  const sent = node.type === 'AssignmentExpression' || node.type === 'UpdateExpression' ? undefined : sentOf(node, at);
  const [statement, other] = sent?.statements ?? [];
  const written = writtenIn(operation.node);
  if (sent === undefined || statement === undefined || other !== undefined || written === undefined) return undefined;
  const { text, isTagged } = written;
  const raw = sourceCode.text.slice(text.range[0] + 1, text.range[1] - 1);
  if (/--|\/\*|#/.test(raw)) return undefined;
  const kept = /[\s;]*$/.exec(raw)?.[0].length ?? 0;
  const clauses = splitClauses(tokeniseSql(text.type === 'Literal' ? [text.value] : taggedParts(text, at), { positional: [] }).filter((token) => token.kind !== 'symbol' || token.text !== ';'));
  return {
    statement, driver: sent.evidence.driver, form: sent.path.length > 0 ? 'nothing' : sent.form, last: clauses.at(-1)?.name ?? '', end: text.range[1] - 1 - kept,
    engine: engines[sent.evidence.driver] ?? (/\$\d/.test(raw) ? 'postgresql' : undefined),
    inside: (added) => (text.type === 'Literal' ? added.replaceAll(text.raw.charAt(0), `\\${text.raw.charAt(0)}`) : added),
    bind: (values) => bind(values, written, raw, sourceCode.text),
    placeOf: (value) => (isTagged || text.type === 'TemplateLiteral' ? holeOf(value, text, sourceCode.text) : placeholderOf(value, written, raw)),
  };
};

const isText = (node: TSESTree.Node | undefined): node is Written['text'] => node?.type === 'TemplateLiteral' || (node?.type === 'Literal' && typeof node.value === 'string');

const writtenIn = (node: Operation['node']): Written | undefined => {
  if (node.type === 'TaggedTemplateExpression') return { text: node.quasi, isTagged: true, list: undefined, after: undefined };
  if (node.type !== 'CallExpression') return undefined;
  const index = node.arguments.findIndex((argument) => isText(argument) || argument.type === 'TaggedTemplateExpression' || argument.type === 'ObjectExpression');
  const [first, second] = node.arguments.slice(Math.max(index, 0));
  if (first?.type === 'TaggedTemplateExpression') return { text: first.quasi, isTagged: true, list: undefined, after: undefined };
  if (first?.type === 'ObjectExpression') return ofObject(first);
  if (!isText(first)) return undefined;
  return { text: first, isTagged: false, list: second?.type === 'ArrayExpression' ? second : undefined, after: second === undefined ? first.range[1] : undefined };
};

/** `{ text, values }` */
const ofObject = (object: TSESTree.ObjectExpression): Written | undefined => {
  const text = propertyOf(object, 'text') ?? propertyOf(object, 'sql');
  const values = propertyOf(object, 'values') ?? propertyOf(object, 'args');
  return isText(text) ? { text, isTagged: false, list: values?.type === 'ArrayExpression' ? values : undefined, after: undefined } : undefined;
};

/** A literal that is the same in SQL. */
const literal = (node: TSESTree.Node): string | undefined => {
  if (node.type !== 'Literal') return undefined;
  if (typeof node.value === 'string') return /^[\w .:-]*$/.test(node.value) ? `'${node.value}'` : undefined;
  return typeof node.value === 'number' || typeof node.value === 'boolean' ? String(node.value) : undefined;
};

const bind = (values: readonly TSESTree.Node[], written: Written, raw: string, source: string): ReturnType<WrittenSql['bind']> => {
  const { list, after, isTagged } = written;
  const elements = list?.elements ?? [];
  const handed: string[] = [];
  const isNumbered = /\$\d/.test(raw);
  const texts: (string | undefined)[] = values.map((value) => {
    const text = source.slice(value.range[0], value.range[1]);
    const own = literal(value);
    if (own !== undefined) return own;
    if (isTagged) return `\${${text}}`;
    if (elements.some((element) => element === null || element.type === 'SpreadElement') || (list === undefined && after === undefined) || (!isNumbered && !raw.includes('?'))) return undefined;
    handed.push(text);
    return isNumbered ? `$${elements.length + handed.length}` : '?';
  });
  const known = texts.filter((text) => text !== undefined);
  if (known.length < texts.length) return undefined;
  const last = elements.at(-1);
  if (handed.length === 0) return { texts: known, edits: [] };
  if (list === undefined) return after === undefined ? undefined : { texts: known, edits: [{ range: [after, after], text: `, [${handed.join(', ')}]` }] };
  const end = last ? last.range[1] : list.range[0] + 1;
  return { texts: known, edits: [{ range: [end, end], text: `${last ? ', ' : ''}${handed.join(', ')}` }] };
};

/** `${value}`: where the hole begins. */
const holeOf = (value: TSESTree.Node, text: Written['text'], source: string): number | undefined => {
  const isHole = text.type === 'TemplateLiteral' && text.expressions.some((expression) => expression === value);
  return isHole && source.slice(value.range[0] - 2, value.range[0]) === '${' && source.charAt(value.range[1]) === '}' ? value.range[0] - 2 : undefined;
};

/** The one placeholder that an element of the list of values stands for. */
const placeholderOf = (value: TSESTree.Node, { text, list }: Written, raw: string): number | undefined => {
  const index = list?.elements.findIndex((element) => element === value) ?? -1;
  if (list === undefined || index < 0) return undefined;
  const numbered = [...raw.matchAll(/\$(\d+)/g)];
  const questions = [...raw.matchAll(/\?/g)];
  const own = numbered.filter(([, number]) => Number(number) === index + 1);
  if (numbered.length === 0 && questions.length !== list.elements.length) return undefined;
  const [place, other] = numbered.length === 0 ? [questions[index]] : own;
  return place === undefined || other !== undefined ? undefined : text.range[0] + 1 + place.index;
};
