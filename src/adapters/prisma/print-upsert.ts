/**
 * upsert: find → update / create, and find ?? create, become one `upsert`.
 *
 * Prisma makes it one statement only if (PostgreSQL, CockroachDB, SQLite; `where` one unique key whose values `create` repeats; no
 * relations; `update` not empty): what the text can show of that is asked for, the rest the suggestion says.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { isDirective, lostComments } from '../../syntax/comments-in-range.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { isHarmless, isSameExpression } from '../../syntax/same-expression.js';
import { isStable } from '../../syntax/stable.js';
import { atomicOf, nextValueOf } from './print-atomic.js';
import { junctionOf, type Junction, type Ways } from './print-junction.js';
import { isSameAlone } from './print-same-alone.js';
import { keyOf, type Key } from './print-key.js';
import { isSameDelegate, isSameModel, mentions, modelCall, propertyText, readResult, refuse, suggest, valueOf, type ModelCall, type ReadResult } from './print-parts.js';
import { noNativeUpsert } from './upserts.js';

/** A part of the new call: a property's text, and the node that it is taken from. */
interface Part {
  readonly name: string;
  readonly text: (indentation: string) => string;
  readonly from: TSESTree.Node | undefined;
}

export const printUpsert = (plan: RepairPlan): Patch | Refusal => {
  const none = noNativeUpsert(plan.at);
  if (none !== undefined) return refuse(`${none.charAt(0).toUpperCase()}${none.slice(1)}: insert first, catch P2002 and update.`);
  const read = modelCall(plan.read);
  const create = modelCall(plan.write);
  const update = modelCall(plan.otherWrite);
  if (!read || !create || create.verb.name !== 'create' || !/^find(?:Unique|First)$/.test(read.verb.name)) return refuse('The calls aren\'t written out in a form that can be merged: write one `upsert` on a unique key by hand.');
  if (plan.otherWrite && update?.verb.name !== 'update') return refuse('The other branch writes the row in another way than by `update`: write one `upsert` on a unique key by hand.');
  if (!isSameModel(read, create) || (update && !isSameDelegate(create, update, plan))) return refuse('The calls go through different clients: write one `upsert` through one of them by hand.');
  const result = readResult(read.operation, plan);
  const key = keyOf(read, update, result, plan);
  if (typeof key === 'string') return refuse(key);
  const ways: Ways = { plan, create, update, result };
  const junction = junctionOf(ways);
  if (typeof junction === 'string') return refuse(junction);
  const parts = problemOf(ways, read, key, junction) ?? partsOf(ways, key);
  if (typeof parts === 'string') return refuse(parts);
  const patch = patchOf(ways, read, junction, parts);
  return patch.kind === 'patch' && isSameAlone({ ways, read, key, junction }) ? { ...patch, safety: 'fix', description: 'Use one `upsert`, which is one statement.' } : patch;
};

const isRelation = (call: ModelCall): boolean => call.operation.sets.entries.some(({ written }) => written.kind === 'relation');

const problemOf = ({ plan, create, update, result }: Ways, read: ModelCall, { where, columns }: Key, { range }: Junction): string | undefined => {
  const data = plainEntries(valueOf(create, 'data'));
  const change = update && plainEntries(valueOf(update, 'data'));
  if (!data || (update && !change)) return 'What is written isn\'t listed column by column, so relations may be among it, which make Prisma run an `upsert` as SELECT and INSERT: write one `upsert` by hand.';
  if (isRelation(create) || (update && isRelation(update))) return 'A relation is written, and with relations Prisma runs an `upsert` as SELECT and INSERT: set the foreign key columns themselves and use `upsert`.';
  const absent = columns.find(({ name, value }) => {
    const written = data.get(name)?.value;
    return written === undefined || !isSameExpression(written, value, plan.at.variable);
  });
  if (absent) return `\`create\` doesn't set \`${absent.name}\` to the value that is looked for, so Prisma would run an \`upsert\` as SELECT and INSERT: give it the same value and use \`upsert\`.`;
  const shapers = [create, update ?? read].map((call) => [...call.entries.keys()].filter((name) => name !== 'where' && name !== 'data'));
  if (shapers.flat().some((name) => name !== 'select') || shapers.some((names) => names.length !== shapers[0]?.length) || !isScalarSelect(create, update ?? read, plan)) return 'The calls read relations along or give different columns, and with relations Prisma runs an `upsert` as SELECT and INSERT: read them after the `upsert`.';
  const values = [...data.values(), ...(change?.values() ?? [])].map(({ value }) => value);
  if (!values.every(isHarmless)) return 'A value is computed by a call that an `upsert` would make in both cases: compute it before the check, or write the `upsert` by hand.';
  if (mentions(create.argument, result.mentions)) return 'The `create` uses the result of the check: write the `upsert` by hand.';
  if (!columns.every(({ value }) => isStable(value, [read.node.range[1], range[0]], plan.at.variable)) || !where.properties.every((property) => isStable(property, [read.node.range[1], range[0]], plan.at.variable))) return 'The key that is looked for changes between the check and the write: write the `upsert` by hand.';
  return undefined;
};

const isScalarSelect = (a: ModelCall, b: ModelCall, plan: RepairPlan): boolean => {
  const [left, right] = [valueOf(a, 'select'), valueOf(b, 'select')];
  if (!left || !right) return left === right;
  const entries = plainEntries(left);
  return entries !== undefined && [...entries.values()].every(({ value }) => value.type === 'Literal') && isSameExpression(left, right, plan.at.variable);
};

const partsOf = ({ plan, create, update, result }: Ways, key: Key): readonly Part[] | string => {
  const { sourceCode } = plan;
  const of = (name: string, from: TSESTree.Node): Part => ({ name, from, text: (indentation) => reindented(from.range, indentation, sourceCode) });
  const data = valueOf(create, 'data');
  const change = update && valueOf(update, 'data');
  const select = valueOf(create, 'select');
  const changed = change?.type === 'ObjectExpression' && change.properties.length > 0 ? changedPart(change, plan, result) : rewrittenKey(key, plan);
  if (typeof changed === 'string') return changed;
  const where: Part = key.wrapped === undefined ? of('where', key.where) : { ...of('where', key.where), text: (indentation) => `{ ${key.wrapped ?? ''}: ${reindented(key.where.range, indentation, sourceCode)} }` };
  return data ? [where, of('create', data), changed, ...(select ? [of('select', select)] : [])] : 'The `create` has no data.';
};

/** `update: { slug }`: something to update, lest Prisma run the upsert as SELECT and INSERT. */
const rewrittenKey = ({ columns }: Key, { sourceCode }: RepairPlan): Part | string => {
  const [first] = columns;
  return first ? { name: 'update', from: undefined, text: () => `{ ${propertyText(first.name, sourceCode.getText(first.value))} }` } : 'The key has no column.';
};

/** What `update` sets, with arithmetic on the row that was read made the database's own. */
const changedPart = (change: TSESTree.ObjectExpression, plan: RepairPlan, result: ReadResult): Part | string => {
  const edits: Edit[] = [];
  for (const property of change.properties) {
    if (property.type !== 'Property' || !mentions(property, result.mentions)) continue;
    const column = property.key.type === 'Identifier' ? property.key.name : '';
    const atomic = atomicOf(nextValueOf(property.value, column, result, plan), plan);
    if (typeof atomic === 'string') return 'The `update` uses the row that was found: write it in terms of the database (`increment`) or by hand.';
    edits.push({ range: property.value.range, text: atomic.text });
  }
  return {
    name: 'update',
    from: change,
    text: (indentation) => {
      const from = indentationAt(change.range[0], plan.sourceCode);
      let text = '';
      let position = change.range[0];
      for (const edit of edits) {
        text += reindented([position, edit.range[0]], indentation, plan.sourceCode, from) + edit.text;
        position = edit.range[1];
      }
      return text + reindented([position, change.range[1]], indentation, plan.sourceCode, from);
    },
  };
};

const elsewhere = 'The row that was found is used elsewhere, and an `upsert` doesn\'t tell whether there was one: write the `upsert` by hand.';

const patchOf = ({ plan, create, update, result }: Ways, read: ModelCall, junction: Junction, parts: readonly Part[]): Patch | Refusal => {
  const { sourceCode } = plan;
  const { range, kept } = junction;
  const isInline = range[0] <= read.node.range[0] && read.node.range[1] <= range[1];
  const statement = result.binding?.variable ? result.binding.statement : undefined;
  if (!isInline && !statement) return refuse('The result of the check is kept in a way that outlives it: write the `upsert` by hand.');
  const own = update ? valueOf(update, 'data') : undefined;
  const isElsewhere = result.mentions.some((node) => node.range[0] < range[0] || node.range[1] > range[1] || (own && mentions(own, [node]) && !parts.some(({ from }) => from === own)));
  if (isElsewhere) return refuse(elsewhere);
  const removal = statement ? dropStatement(statement, sourceCode) : undefined;
  if (statement && !removal) return refuse('The check shares its line with other code: write the `upsert` by hand.');
  const before: readonly [number, number] = [kept.range[0], create.node.range[0]];
  const after: readonly [number, number] = [create.node.range[1], kept.range[1]];
  const lost = lostComments([range], [before, after, ...parts.flatMap(({ from }) => (from ? [from.range] : []))], sourceCode);
  if (lost.some(isDirective) || (lost.length > 0 && !junction.isStatement)) return refuse('A comment stands in the code that would change: write the `upsert` by hand.');
  const indentation = indentationAt(range[0], sourceCode);
  const comments = lost.map((comment) => `${reindented(comment.range, indentation, sourceCode)}\n${indentation}`).join('');
  const head = `${junction.lacksAwait ? 'await ' : ''}${reindented(before, indentation, sourceCode)}${sourceCode.getText(create.delegate)}.upsert(`;
  const text = `${comments}${head}${argumentText(parts, indentation, head, plan)})${reindented(after, indentation, sourceCode)}`;
  return suggest(plan, [...(removal ? [removal] : []), { range, text }], description(update !== undefined, parts), ['a unique key that `where` names', 'PostgreSQL, CockroachDB or SQLite']);
};

const description = (isUpdate: boolean, parts: readonly Part[]): string => {
  const scope = 'which is one statement on PostgreSQL, CockroachDB and SQLite (elsewhere catch P2002)';
  if (isUpdate && parts.every(({ from }) => from)) return `Use one \`upsert\`, ${scope}.`;
  return `Use one \`upsert\`, ${scope}; it writes the key to itself, as an empty \`update\` isn't one statement.`;
};

const WIDTH = 100;

/** `{ where: …, create: …, update: … }` in one line where it fits and the parts have one each. */
const argumentText = (parts: readonly Part[], indentation: string, head: string, plan: RepairPlan): string => {
  const { unit } = layoutOf(plan.sourceCode);
  const line = `{ ${parts.map((part) => `${part.name}: ${part.text(indentation)}`).join(', ')} }`;
  const length = indentation.length + head.length - (head.lastIndexOf('\n') + 1) + line.length;
  if (!line.includes('\n') && length <= WIDTH) return line;
  const inner = indentation + unit;
  return `{\n${parts.map((part) => `${inner}${part.name}: ${part.text(inner)},\n`).join('')}${indentation}}`;
};
