/**
 * upsert, insert-ignore: one statement that inserts, or leaves alone (updates) what is there.
 *
 *     let tag = await Tag.findOne({ slug }); if (!tag) tag = await Tag.create({ slug, color })
 *     → let tag = await Tag.findOneAndUpdate({ slug }, { $setOnInsert: { color } }, { upsert: true, returnDocument: 'after' })
 *
 * Needs a unique index on the filter's fields: match and insert are two steps on the server.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { conflictKey } from '../../resolve/schema-of.js';
import { bare } from '../../syntax/bare.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { plainEntries, type Entries } from '../../syntax/object-entries.js';
import { isSameExpression } from '../../syntax/same-expression.js';
import { branchStatements, isLastWithin, isWithin, statementAround, statementList } from '../../syntax/statements.js';
import { isPlainTest } from './print-catch.js';
import { awaitStatement, callOf, declarationOf, isRefusal, keyEntries, listed, mentionsWithin, refuse, rowVariable, suggest, wholeOf } from './print-parts.js';

const byHand = 'write `findOneAndUpdate` with `upsert: true` and `$setOnInsert` by hand';

interface Parts {
  readonly decision: TSESTree.IfStatement;
  readonly keys: Entries;
  /** the properties that are inserted besides the keys, as text */
  readonly rest: ReadonlyMap<string, TSESTree.Property>;
}

/** The keys that were looked for and the fields that are inserted, where both are written out. */
const partsOf = (plan: RepairPlan): Parts | Refusal => {
  const { decision, write, at } = plan;
  const keys = keyEntries(plan.read);
  const call = callOf(write);
  const document = call && /^(?:create|insertOne)$/.test(call.name) && call.args.length === 1 ? plainEntries(call.args[0]) : undefined;
  if (decision?.type !== 'IfStatement' || !isPlainTest(decision.test)) return refuse(`The check asks more than whether the document is there: ${byHand}.`);
  if (!keys || !document) return refuse(`The filter or the new document isn't written out field by field: ${byHand}.`);
  const differs = [...keys].filter(([name, { value }]) => {
    const own = document.get(name);
    return !own || !isSameExpression(own.value, value, at.variable);
  });
  if (differs.length > 0) return refuse(`The new document doesn't give ${listed(differs.map(([name]) => name))} the value that was looked for: ${byHand}.`);
  if (conflictKey(write, [...keys.keys()].map((name) => (name === '_id' ? 'id' : name))) === undefined) return refuse(`An upsert needs a unique index on exactly ${listed([...keys.keys()])}, and the schema declares none: insert, and catch code 11000, by hand.`);
  return { decision, keys, rest: new Map([...document].filter(([name]) => !keys.has(name))) };
};

const texts = ({ rest }: Parts, { sourceCode }: RepairPlan): string => [...rest.values()].map((property) => sourceCode.getText(property)).join(', ');

/** `if (!row) await Tag.create({ … })`: the insert gives way to a document that came first. */
export const printIgnore = (plan: RepairPlan): Patch | Refusal => {
  const { write, sourceCode } = plan;
  if (plan.inTransaction === 'yes') return refuse('In a transaction a duplicate key aborts it all: catch code 11000 around it by hand.');
  const parts = partsOf(plan);
  if (isRefusal(parts)) return parts;
  const statement = awaitStatement(write);
  const call = callOf(write);
  if (!statement || !call || !isLastWithin(statement, parts.decision)) return refuse(`The new document is used, or more follows in the branch: ${byHand}.`);
  const filter = callOf(plan.read)?.args[0];
  if (!filter || parts.rest.size === 0) return refuse(`Nothing is set besides the key: ${byHand}.`);
  const text = `${sourceCode.getText(call.receiver)}.updateOne(${sourceCode.getText(filter)}, { $setOnInsert: { ${texts(parts, plan)} } }, { upsert: true })`;
  return suggest(plan, [{ range: wholeOf(write).range, text }], 'Insert by an `updateOne` with `upsert` and `$setOnInsert`, which leaves a document that came first as it is (no hooks of `save`).', [`a unique index on exactly ${listed([...parts.keys.keys()])}`]);
};

export const printUpsert = (plan: RepairPlan): Patch | Refusal => {
  if (plan.inTransaction === 'yes') return refuse('In a transaction a duplicate key aborts it all: catch code 11000 around it by hand.');
  const parts = partsOf(plan);
  if (isRefusal(parts)) return parts;
  return parts.decision.alternate ? intoUpdate(plan, parts) : intoFind(plan, parts);
};

/** `let t = await find; if (!t) t = await create` */
const intoFind = (plan: RepairPlan, parts: Parts): Patch | Refusal => {
  const { write, read, sourceCode, at } = plan;
  const row = rowVariable(plan);
  const find = callOf(read);
  const declaration = read && declarationOf(read);
  const statement = statementAround(write.node);
  const expression = statement?.type === 'ExpressionStatement' ? statement.expression : undefined;
  const list = statementList(parts.decision);
  const isAssigned = expression?.type === 'AssignmentExpression' && expression.right === awaitOf(wholeOf(write)) && expression.left.type === 'Identifier' && at.variable(expression.left) === row;
  if (!find || !declaration || !row || !isAssigned || branchStatements(parts.decision.consequent).length !== 1 || list?.[list.indexOf(parts.decision) - 1] !== declaration || parts.rest.size === 0) return refuse(`The find and the create don't stand side by side: ${byHand}.`);
  const [filter] = find.args;
  const returned = quoted('after', layoutOf(sourceCode));
  if (!filter || find.args.length > 1) return refuse(`The find has options: ${byHand}.`);
  return suggest(
    plan,
    [
      { range: [find.verb.range[0], find.verb.range[1]], text: 'findOneAndUpdate' },
      { range: [filter.range[1], filter.range[1]], text: `, { $setOnInsert: { ${texts(parts, plan)} } }, { upsert: true, returnDocument: ${returned} }` },
      { range: [declaration.range[1], parts.decision.range[1]], text: '' },
    ],
    'Find or insert by one `findOneAndUpdate` with `upsert` and `$setOnInsert` (no hooks of `save`; `timestamps` touches `updatedAt`).',
    [`a unique index on exactly ${listed([...parts.keys.keys()])}`],
  );
};

/** `if (p) { p.theme = theme; await p.save() } else { await Profile.create({ userId, theme }) }` */
const intoUpdate = (plan: RepairPlan, parts: Parts): Patch | Refusal => {
  const { write, read, sourceCode, at } = plan;
  const { decision } = parts;
  const row = rowVariable(plan);
  const find = callOf(read);
  const declaration = read && declarationOf(read);
  const [own, other] = isWithin(write.node, decision.consequent) ? [decision.consequent, decision.alternate] : [decision.alternate, decision.consequent];
  const list = statementList(decision);
  if (!find || !row || !declaration || !own || !other || branchStatements(own).length !== 1 || !awaitStatement(write)) return refuse(`A branch does more than write, or its result is used: ${byHand}.`);
  if (list?.[list.indexOf(decision) - 1] !== declaration || row.references.some(({ identifier }) => identifier.range[0] > decision.range[1])) return refuse(`The document is used elsewhere: ${byHand}.`);
  const updated = assignedIn(plan, other);
  if (!updated) return refuse(`The branch for a document that is there does more than assign and save: ${byHand}.`);
  const same = (name: string): boolean => {
    const inserted = parts.rest.get(name);
    const value = updated.get(name);
    return inserted !== undefined && value !== undefined && isSameExpression(inserted.value, value, at.variable);
  };
  const changed = [...updated.keys()].filter((name) => !same(name));
  if (changed.length > 0) return refuse(`The branches give ${listed(changed)} different values: ${byHand}.`);
  const text = (properties: readonly TSESTree.Property[]): string => properties.map((property) => sourceCode.getText(property)).join(', ');
  const sets = text([...parts.rest].flatMap(([name, property]) => (updated.has(name) ? [property] : [])));
  const onInsert = text([...parts.rest].flatMap(([name, property]) => (updated.has(name) ? [] : [property])));
  const [filter] = find.args;
  const { semicolon } = layoutOf(sourceCode);
  if (!filter) return refuse(`The find has no filter: ${byHand}.`);
  const document = `{ $set: { ${sets} }${onInsert === '' ? '' : `, $setOnInsert: { ${onInsert} }`} }`;
  return suggest(
    plan,
    [{ range: [declaration.range[0], decision.range[1]], text: `await ${sourceCode.getText(find.receiver)}.updateOne(${sourceCode.getText(filter)}, ${document}, { upsert: true })${semicolon}` }],
    'Insert or update by one `updateOne` with `upsert` (no hooks and validators of `save`).',
    [`a unique index on exactly ${listed([...parts.keys.keys()])}`],
  );
};

/** The fields that a branch assigns to the document before it saves it; undefined where it does anything else. */
const assignedIn = (plan: RepairPlan, branch: TSESTree.Statement): ReadonlyMap<string, TSESTree.Expression> | undefined => {
  const row = rowVariable(plan);
  const statements = branchStatements(branch);
  const last = statements.at(-1);
  const saved = plan.otherWrite && callOf(plan.otherWrite)?.name === 'save' ? awaitStatement(plan.otherWrite) : undefined;
  if (!saved || saved !== last || statements.length < 2) return undefined;
  const found = new Map<string, TSESTree.Expression>();
  for (const statement of statements.slice(0, -1)) {
    const expression = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
    const left = expression?.type === 'AssignmentExpression' && expression.operator === '=' ? expression.left : undefined;
    if (expression?.type !== 'AssignmentExpression' || left?.type !== 'MemberExpression' || left.computed || left.property.type !== 'Identifier') return undefined;
    const [mention] = mentionsWithin(row, left);
    if (mention !== bare(left.object) || mentionsWithin(row, expression.right).length > 0) return undefined;
    found.set(left.property.name, expression.right);
  }
  return found;
};
