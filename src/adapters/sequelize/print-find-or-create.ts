/**
 * Find, and create what isn't there, becomes `findOrCreate`; find, then update or create, becomes `upsert`.
 *
 *     let city = await City.findOne({ where: { code } })
 *     if (!city) city = await City.create({ code, label })
 *     → const [city] = await City.findOrCreate({ where: { code }, defaults: { code, label } })
 *
 *     if (pref) await pref.update({ value }); else await Pref.create({ userId, key, value })
 *     → await Pref.upsert({ userId, key, value }, { conflictFields: ['userId', 'key'] })
 *
 * Only where the values are made without effects: they are made now, whether the row is there or not.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { conflictKey } from '../../resolve/schema-of.js';
import { bare } from '../../syntax/bare.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { plainEntries, type Entries } from '../../syntax/object-entries.js';
import { isHarmless, isSameExpression } from '../../syntax/same-expression.js';
import { branchStatements, isWithin, statementAround, statementList } from '../../syntax/statements.js';
import { isPlainTest } from './print-answer.js';
import { awaitStatement, callOf, isRefusal, listed, refuse, suggest, transactionText, type Call } from './print-parts.js';
import { boundTo, findRow, type Row } from './print-row.js';

const byHand = 'use `findOrCreate({ where, defaults })` by hand';

/** The parts of the pair: the columns looked for, and those that a new row gets besides. */
interface Pair {
  readonly read: Call;
  readonly create: Call;
  readonly row: Row | undefined;
  readonly decision: TSESTree.IfStatement;
  readonly where: Entries;
  readonly values: Entries;
  readonly transaction: string | undefined;
}

export const printUpsert = (plan: RepairPlan): Patch | Refusal => {
  const pair = pairOf(plan);
  if (isRefusal(pair)) return pair;
  return plan.existsBranch === 'update' ? asUpsert(plan, pair) : asFindOrCreate(plan, pair);
};

/** find → create where nothing else is done with either. */
export const printIgnore = (plan: RepairPlan): Patch | Refusal => {
  const pair = pairOf(plan);
  return isRefusal(pair) ? pair : asFindOrCreate(plan, pair);
};

const ownOptions: ReadonlySet<string> = new Set(['where', 'transaction']);

const pairOf = (plan: RepairPlan): Pair | Refusal => {
  const { at, decision } = plan;
  const read = plan.read && callOf(plan.read, at);
  const create = callOf(plan.write, at);
  if (read?.name !== 'findOne' || create?.name !== 'create' || decision?.type !== 'IfStatement' || !isPlainTest(decision.test)) return refuse(`The read, its test and the insert don't stand together in a form that \`findOrCreate\` has: ${byHand}.`);
  const options = read.args[0] && plainEntries(bare(read.args[0]));
  const where = options?.get('where') && plainEntries(bare(options.get('where')?.value ?? read.node));
  const given = create.args[1] && plainEntries(bare(create.args[1]));
  if (!options || !where || where.size === 0 || [...options.keys()].some((key) => !ownOptions.has(key)) || (create.args.length > 1 && (!given || [...given.keys()].some((key) => key !== 'transaction')))) return refuse(`The options of the read or of the insert ask for more: ${byHand}.`);
  if ([...where.values()].some(({ value, computed }) => computed || ['ObjectExpression', 'ArrayExpression'].includes(bare(value).type))) return refuse(`The read asks for more than columns with values: ${byHand}.`);
  const values = create.args[0] && plainEntries(bare(create.args[0]));
  if (!values) return refuse(`The values of the insert aren't all in view: ${byHand}.`);
  const foreign = [...where].filter(([name, { value }]) => !isSameExpression(values.get(name)?.value ?? decision, value, at.variable)).map(([name]) => name);
  if (foreign.length > 0) return refuse(`The insert doesn't give ${listed(foreign)} the value that was looked for: ${byHand}.`);
  const row = findRow(plan);
  if ([...values.values()].some(({ value }) => !isHarmless(value) || row?.uses.some((use) => isWithin(use.node, value)))) return refuse(`A value of the insert is made by a call, and \`findOrCreate\` would make it for a row that is there, too: ${byHand}.`);
  const transaction = transactionText(read, plan);
  if (transaction !== transactionText(create, plan) || plan.sourceCode.getText(read.receiver) !== plan.sourceCode.getText(create.receiver)) return refuse(`The read and the insert go through different connections: ${byHand}.`);
  const names = [...where.keys()];
  if (conflictKey(plan.write, names) === undefined) return refuse(`Without a unique key on exactly ${listed(names)}, and the model declares none, both requests insert: add one, or insert first and handle the unique violation.`);
  return { read, create, row, decision, where, values, transaction };
};

const literal = (parts: readonly string[]): string => (parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`);

const callText = (plan: RepairPlan, { create, read, where, values, transaction }: Pair): string => {
  const { sourceCode, at } = plan;
  const options = read.args[0] && plainEntries(bare(read.args[0]));
  // the key again: the types of `defaults` ask for all that a new row needs
  const defaults = [...values.keys()].some((name) => !where.has(name)) ? [...values.values()].map((property) => sourceCode.getText(property)) : [];
  const parts = [sourceCode.getText(options?.get('where') ?? at.bare(read.node)), ...(defaults.length > 0 ? [`defaults: ${literal(defaults)}`] : []), ...(transaction === undefined ? [] : [transaction === 'transaction' ? 'transaction' : `transaction: ${transaction}`])];
  return `await ${sourceCode.getText(create.receiver)}.findOrCreate(${literal(parts)})`;
};

const needs = (plan: RepairPlan, { where, transaction }: Pair): readonly string[] => [`a unique key on ${listed([...where.keys()])}`, ...(transaction === undefined && plan.inTransaction === 'no' ? [] : ['PostgreSQL, or READ COMMITTED (in a REPEATABLE READ transaction MySQL still throws)'])];

/** The declaration of the row, and the `if` right behind it. */
const asFindOrCreate = (plan: RepairPlan, pair: Pair): Patch | Refusal => {
  const { sourceCode } = plan;
  const { decision, row, create } = pair;
  const declaration = statementAround(pair.read.node);
  const list = declaration && statementList(declaration);
  if (!row || !declaration || declaration !== row.declaration || !list || list[list.indexOf(declaration) + 1] !== decision || decision.alternate) return refuse(`Something stands between the read and the insert: ${byHand}.`);
  const layout = layoutOf(sourceCode);
  const text = callText(plan, pair);
  const says = `Use \`findOrCreate\`: on ${listed([...pair.where.keys()])} the one that comes second gets the row of the first.`;
  const [only, ...more] = branchStatements(decision.consequent);
  const inside = row.uses.filter((use) => isWithin(use.node, decision.consequent));
  const outside = row.uses.filter((use) => use.kind !== 'bound' && !isWithin(use.node, decision));
  const assigned = boundTo(create.node);
  if (only && more.length === 0 && isWithin(create.node, only)) {
    const isRow = assigned?.name === row.name && inside.length === 1 && only.type === 'ExpressionStatement';
    if (isRow) {
      const rebound = row.uses.filter((use) => use.kind === 'bound').length > 2;
      return suggest(plan, [{ range: [declaration.range[0], decision.range[1]], text: `${rebound ? 'let' : 'const'} [${row.name}] = ${text}${layout.semicolon}` }], says, needs(plan, pair));
    }
    if (awaitStatement(create.node) === only && inside.length === 0 && outside.length === 0) return suggest(plan, [{ range: [declaration.range[0], decision.range[1]], text: `${text}${layout.semicolon}` }], says, needs(plan, pair));
  }
  const next = list[list.indexOf(decision) + 1];
  const returnsRow = only?.type === 'ReturnStatement' && more.length === 0 && only.argument?.type === 'Identifier' && only.argument.name === row.name;
  if (returnsRow && next?.type === 'ReturnStatement' && next.argument !== null && bare(next.argument) === create.node) {
    return suggest(plan, [{ range: [declaration.range[0], next.range[1]], text: `const [${row.name}] = ${text}${layout.semicolon}\n${' '.repeat(decision.loc.start.column)}return ${row.name}${layout.semicolon}` }], says, needs(plan, pair));
  }
  return refuse(`The code around the insert does more than take the row: ${byHand}.`);
};

/** Both branches write the same columns: one statement. */
const asUpsert = (plan: RepairPlan, pair: Pair): Patch | Refusal => {
  const { at, sourceCode, otherWrite } = plan;
  const { decision, row, create, values, where, transaction } = pair;
  const other = otherWrite && callOf(otherWrite, at);
  const declaration = statementAround(pair.read.node);
  const list = declaration && statementList(declaration);
  if (!other || other.name !== 'update' || !decision.alternate || !declaration || declaration !== row?.declaration || !list || list[list.indexOf(declaration) + 1] !== decision) return refuse('The insert and the update don\'t stand in two branches of one `if` right behind the read: write `upsert(values, { conflictFields })` by hand.');
  const alone = [decision.consequent, decision.alternate].every((branch) => branchStatements(branch).length === 1) && awaitStatement(create.node) !== undefined && awaitStatement(other.node) !== undefined;
  if (!alone || row.uses.some((use) => !isWithin(use.node, declaration) && !isWithin(use.node, decision))) return refuse('A branch does more than write, or the row is used elsewhere: write `upsert(values, { conflictFields })` by hand.');
  const updated = other.args[0] && plainEntries(bare(other.args[0]));
  const only = updated ? [...values.keys()].filter((name) => !where.has(name) && !updated.has(name)) : [];
  if (!updated || only.length > 0) return refuse(only.length > 0 ? `\`upsert\` would overwrite ${listed(only)}, which only the insert sets: write the statement by hand.` : 'The values of the update aren\'t all in view: write `upsert(values, { conflictFields })` by hand.');
  const changed = [...updated].filter(([name, { value }]) => !isSameExpression(values.get(name)?.value ?? decision, value, at.variable)).map(([name]) => name);
  if (changed.length > 0) return refuse(`The branches give ${listed(changed)} different values, and \`upsert\` has one set of them: write the statement by hand.`);
  const layout = layoutOf(sourceCode);
  const fields = `conflictFields: [${[...where.keys()].map((name) => quoted(name, layout)).join(', ')}]`;
  const options = literal([fields, ...(transaction === undefined ? [] : [transaction === 'transaction' ? 'transaction' : `transaction: ${transaction}`])]);
  const [first] = create.args;
  if (!first) return refuse('The values of the insert aren\'t all in view: write `upsert(values, { conflictFields })` by hand.');
  return suggest(plan, [{ range: [declaration.range[0], decision.range[1]], text: `await ${sourceCode.getText(create.receiver)}.upsert(${sourceCode.getText(first)}, ${options})${layout.semicolon}` }],
    'Use one `upsert`; only `beforeUpsert` and `afterUpsert` are run, and `conflictFields` are SQL names.', [`a unique key on ${listed([...where.keys()])}`, 'a model that isn\'t `paranoid` and has no `version`']);
};
