/**
 * conditional-write: the test of the guard goes into the write's filter, and its result says who came first.
 *
 *     if (job.state !== 'queued') throw new Error('busy')
 *     await Job.updateOne({ _id: id }, { $set: { state: 'running' } })
 *     → const { matchedCount } = await Job.updateOne({ _id: id, state: 'queued' }, { $set: { state: 'running' } })
 *       if (matchedCount === 0) throw new Error('busy')
 *
 * `job.state = 'running'; await job.save()` becomes such an `updateOne`, without the hooks of `save`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { appendProperty } from '../../syntax/append-property.js';
import { bare } from '../../syntax/bare.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { freeName } from '../../syntax/free-name.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { alwaysLeaves, branchStatements, isLastWithin, isWithin, runAround, statementAround, statementList } from '../../syntax/statements.js';
import { conditionText } from './print-condition.js';
import { awaitStatement, callOf, declarationOf, isRefusal, mentionsWithin, propertyText, refuse, rowVariable, suggest } from './print-parts.js';

const byHand = 'repeat the test in the filter of the write by hand, and look at its result';

export const printConditional = (plan: RepairPlan): Patch | Refusal => {
  const [column] = plan.columns;
  const call = callOf(plan.write);
  const row = rowVariable(plan);
  if (!call || !row || column === undefined || plan.columns.length > 1) return refuse(`Which field of which document decides can't be told from here: ${byHand}.`);
  if (call.name === 'save') return ofSave(plan, column);
  return /^(?:updateOne|findOneAndUpdate|findByIdAndUpdate|deleteOne|findOneAndDelete|findByIdAndDelete)$/.test(call.name) ? ofCall(plan, column) : refuse(`\`${call.name}\` takes no filter of one document: ${byHand}.`);
};

/** What happens when the test fails, as a statement behind the write; undefined: nothing depends on it. */
const exitText = (plan: RepairPlan, statement: TSESTree.Statement): string | undefined | Refusal => {
  const { decision, write, sourceCode } = plan;
  if (decision?.type !== 'IfStatement') return refuse(`What happens when the check fails can't be seen here: ${byHand}.`);
  const inConsequent = isWithin(write.node, decision.consequent);
  const branch = inConsequent ? decision.alternate : decision.consequent;
  if (!branch) return isLastWithin(statement, decision) ? undefined : refuse(`What follows must only run for the one that came first: ${byHand}.`);
  if (!alwaysLeaves(branch) || isWithin(write.node, branch)) return refuse(`The branch of the failing check doesn't always leave: ${byHand}.`);
  if (branchStatements(branch).at(-1)?.type !== 'ThrowStatement' && runAround(branch) !== runAround(statement)) return refuse(`The check and the write stand in different loops or functions: ${byHand}.`);
  return reindented(branch.range, indentationAt(statement.range[0], sourceCode), sourceCode);
};

/** A write by filter or key: the condition is added, and the result looked at. */
const ofCall = (plan: RepairPlan, column: string): Patch | Refusal => {
  const { write } = plan;
  const call = callOf(write);
  const [filter] = call?.args ?? [];
  if (!call || !filter) return refuse(`The filter of the write can't be read: ${byHand}.`);
  const condition = conditionText(plan, column, writtenValue(plan, column));
  if (condition === undefined) return refuse(`What is tested of \`${column}\` can't be put into a filter as it stands: ${byHand}.`);
  const statement = awaitStatement(write) ?? declarationOf(write);
  if (!statement || !statementList(statement)) return refuse(`The result of \`${call.name}\` is used in a larger expression: ${byHand}.`);
  const exit = exitText(plan, statement);
  if (exit !== undefined && typeof exit !== 'string') return exit;
  const narrowed = filterEdits(plan, condition);
  if (isRefusal(narrowed)) return narrowed;
  const looked = exit === undefined ? [] : resultEdits(plan, statement, exit);
  return isRefusal(looked) ? looked : suggest(plan, [...narrowed, ...looked], `Test \`${column}\` in the filter of the write${exit === undefined ? '' : ', and look at its result'}.`);
};

/** `{ _id: id }` → `{ _id: id, state: 'queued' }`; `findByIdAndUpdate(id` → `findOneAndUpdate({ _id: id, state: 'queued' }` */
const filterEdits = ({ write, sourceCode }: RepairPlan, condition: string): readonly Edit[] | Refusal => {
  const call = callOf(write);
  const [filter] = call?.args ?? [];
  if (!call || !filter) return refuse(`The filter of the write can't be read: ${byHand}.`);
  if (call.name.startsWith('findById')) {
    return [{ range: call.verb.range, text: call.name.replace('findById', 'findOne') }, { range: filter.range, text: `{ ${propertyText('_id', sourceCode.getText(filter))}, ${condition} }` }];
  }
  const literal = bare(filter);
  return literal.type === 'ObjectExpression' ? appendProperty(literal, condition, sourceCode) : refuse(`The filter of the write stands elsewhere: ${byHand}.`);
};

/** `const { matchedCount } = ` before the write and `if (matchedCount === 0) …` behind it; a document that is given is tested itself. */
const resultEdits = ({ write, sourceCode }: RepairPlan, statement: TSESTree.Statement, exit: string): readonly Edit[] | Refusal => {
  const call = callOf(write);
  const indentation = indentationAt(statement.range[0], sourceCode);
  const behind = (test: string): Edit => ({ range: [statement.range[1], statement.range[1]], text: `\n${indentation}if (${test}) ${exit}` });
  const declared = statement.type === 'VariableDeclaration' ? statement.declarations[0].id : undefined;
  const isFind = call?.name.startsWith('find') === true;
  const counter = call?.name.startsWith('delete') === true ? 'deletedCount' : 'matchedCount';
  if (declared?.type === 'Identifier') return [behind(isFind ? `!${declared.name}` : `${declared.name}.${counter} === 0`)];
  const name = freeName(isFind ? ['changed', 'updated', 'found'] : [counter], statement, sourceCode);
  if (name === undefined) return refuse(`No name is free for the result: ${byHand}.`);
  return [{ range: [statement.range[0], statement.range[0]], text: isFind ? `const ${name} = ` : `const { ${name} } = ` }, behind(isFind ? `!${name}` : `${name} === 0`)];
};

/** The value that the write gives the field, where it is in view. */
const writtenValue = ({ write }: RepairPlan, column: string): TSESTree.Node | undefined => {
  const entry = write.sets.entries.find((one) => one.column === column);
  return entry?.written.kind === 'value' ? entry.written.node : undefined;
};

/** `job.state = 'running'; await job.save()` */
const ofSave = (plan: RepairPlan, column: string): Patch | Refusal => {
  const { write, read, sourceCode } = plan;
  const statement = awaitStatement(write);
  const model = callOf(read)?.receiver;
  const row = rowVariable(plan);
  const call = callOf(write);
  if (!statement || !statementList(statement) || !model || !row || !call || call.args.length > 0) return refuse(`What \`save\` gives or is given is used: write a conditional \`updateOne\` by hand, and look at \`matchedCount\`.`);
  const assigned = assignmentsOf(plan, statement);
  if (isRefusal(assigned)) return assigned;
  const condition = conditionText(plan, column, assigned.get(column)?.expression);
  if (condition === undefined) return refuse(`What is tested of \`${column}\` can't be put into a filter as it stands: ${byHand}.`);
  const exit = exitText(plan, statement);
  if (exit !== undefined && typeof exit !== 'string') return exit;
  const matched = freeName(['matchedCount'], statement, sourceCode);
  if (matched === undefined) return refuse(`No name is free for the result: ${byHand}.`);
  const isUsed = row.references.some(({ identifier }) => identifier.range[0] > statement.range[1]);
  const values = [...assigned];
  if (isUsed && !values.every(([, { expression }]) => isRepeatable(expression))) return refuse('The document is used afterwards, and a value would be computed twice: write a conditional `updateOne` by hand, and look at `matchedCount`.');
  const removed = isUsed ? [] : values.map(([, one]) => dropStatement(one.statement, sourceCode));
  if (removed.some((edit) => edit === undefined)) return refuse('The assignments can\'t be taken out without joining their neighbours: write a conditional `updateOne` by hand.');
  const { semicolon } = layoutOf(sourceCode);
  const sets = values.map(([name, { expression }]) => propertyText(name, sourceCode.getText(expression))).join(', ');
  const indentation = indentationAt(statement.range[0], sourceCode);
  const text = `await ${sourceCode.getText(model)}.updateOne({ _id: ${row.name}._id, ${condition} }, { $set: { ${sets} } })${semicolon}`;
  const whole = exit === undefined ? text : `const { ${matched} } = ${text}\n${indentation}if (${matched} === 0) ${exit}`;
  return suggest(plan, [...removed.filter((edit) => edit !== undefined), { range: statement.range, text: whole }], `Write only while \`${column}\` is what was tested${exit === undefined ? '' : ', and look at `matchedCount`'} (no hooks and validators of \`save\`).`);
};

interface Assigned {
  readonly statement: TSESTree.ExpressionStatement;
  readonly expression: TSESTree.Expression;
}

/** All that `save` writes, when it is assigned right before it in the same block. */
const assignmentsOf = (plan: RepairPlan, statement: TSESTree.Statement): ReadonlyMap<string, Assigned> | Refusal => {
  const { at, decision } = plan;
  const row = rowVariable(plan);
  const found = new Map<string, Assigned>();
  const unseen = refuse('What `save` writes isn\'t all in view: write a conditional `updateOne` by hand, and look at `matchedCount`.');
  for (const reference of row?.references ?? []) {
    const { identifier } = reference;
    if (reference.init === true || identifier.range[0] > statement.range[1] || isWithin(identifier, statement)) continue;
    if (reference.isWrite()) return unseen;
    const parent = identifier.parent;
    const isRead = parent.type === 'MemberExpression' && parent.object === identifier;
    const around = statementAround(identifier);
    const inGuard = decision?.type === 'IfStatement' && isWithin(identifier, decision) && !isWithin(plan.write.node, decision);
    if (isRead && parent.parent.type === 'AssignmentExpression' && parent.parent.left === parent) {
      const name = parent.property.type === 'Identifier' && !parent.computed ? parent.property.name : undefined;
      if (name === undefined || around?.type !== 'ExpressionStatement' || around.expression !== parent.parent || parent.parent.operator !== '=' || statementList(around) !== statementList(statement) || found.has(name)) return unseen;
      found.set(name, { statement: around, expression: parent.parent.right });
      continue;
    }
    // a method of the document, or a change below a field, isn't followed
    if (!isRead && !inGuard && !isPresence(identifier)) return unseen;
    if (isRead && (parent.parent.type === 'CallExpression' && parent.parent.callee === parent)) return unseen;
    if (isRead && isChangedBelow(parent)) return unseen;
  }
  if (found.size === 0) return unseen;
  return [...found.values()].some(({ expression }) => mentionsWithin(row, expression).length > 0) || at.filename === '' ? refuse('A written value comes from the document: write a conditional `updateOne` by hand, and look at `matchedCount`.') : found;
};

const isPresence = ({ parent }: TSESTree.Node): boolean => parent?.type === 'UnaryExpression' || parent?.type === 'IfStatement' || parent?.type === 'LogicalExpression' || parent?.type === 'BinaryExpression';

const isChangedBelow = (member: TSESTree.MemberExpression): boolean => {
  let current = member;
  while (current.parent.type === 'MemberExpression' && current.parent.object === current) current = current.parent;
  const { parent } = current;
  if (parent.type === 'CallExpression' && parent.callee === current) return current.property.type === 'Identifier' && /^(?:push|unshift|splice|pop|shift|pull|addToSet|set|id|remove|sort)$/.test(current.property.name);
  return (parent.type === 'AssignmentExpression' && parent.left === current) || parent.type === 'UpdateExpression';
};
