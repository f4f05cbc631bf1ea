/**
 * insert-ignore: the insert under the check gives way to a row that came first. The check stays: it spares the statement.
 *
 *     await users.save(user)
 *     await users.createQueryBuilder().insert().values(user).orIgnore().execute()
 */
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { isLastWithin, isLoop, runAround } from '../../syntax/statements.js';
import { isList } from './assignments.js';
import { callOf, entityName, listed, awaitStatement, refuse, suggest } from './print-parts.js';

export const printIgnore = (plan: RepairPlan): Patch | Refusal => {
  const { write, decision, at, sourceCode } = plan;
  const call = callOf(write, at);
  if (!call || (call.name !== 'insert' && call.name !== 'save') || call.kind === 'instance') return refuse('Only `insert` and `save` of a repository or manager turn into `insert().orIgnore()`: write the statement by hand.');
  const [values, ...options] = call.args;
  if (!values || options.length > 0 || (call.name === 'save' && isList(values, at))) return refuse('Options or lists of entities have no place in `insert().orIgnore()`: write the statement by hand.');
  const statement = awaitStatement(write.node);
  if (!statement) return refuse('`orIgnore()` doesn\'t give the row that is there: read it again after the insert by hand.');
  const run = runAround(statement);
  const outer = decision?.type === 'IfStatement' && decision.range[1] >= statement.range[1] ? decision : isLoop(run) && decision?.type === 'IfStatement' && runAround(decision) === run ? run.body : undefined;
  if (!outer || !isLastWithin(statement, outer)) return refuse('What follows would run although nothing was inserted: use `insert().orIgnore()` and look at its `raw` rows by hand.');
  const entity = bare(values);
  if (entity.type === 'Identifier' && isUsedAfter(entity, statement.range[1], plan)) return refuse('The saved entity is used afterwards, and `orIgnore()` doesn\'t give it its key: read the row again by hand.');
  const name = call.entity ? sourceCode.getText(call.entity) : call.kind === 'manager' ? entityName(plan) : undefined;
  if (call.kind === 'manager' && name === undefined) return refuse('The entity\'s class isn\'t named here: write `insert().into(…).values(…).orIgnore().execute()` by hand.');
  const into = name === undefined ? '' : `.into(${name})`;
  return suggest(
    plan,
    [
      { range: [call.verb.range[0], values.range[0]], text: `createQueryBuilder().insert()${into}.values(` },
      { range: [call.node.range[1], call.node.range[1]], text: '.orIgnore().execute()' },
    ],
    `Insert with \`orIgnore()\`, which leaves a row that came first as it is${call.name === 'save' ? ' (runs no cascades)' : ''}; MySQL then ignores other errors too.`,
    [`a unique index on ${listed(plan.columns)}`],
  );
};

const isUsedAfter = (entity: Parameters<RepairPlan['at']['variable']>[0], end: number, { at }: RepairPlan): boolean => {
  const variable = at.variable(entity);
  return variable === undefined || at.references(variable).some(({ identifier, init }) => init !== true && identifier.range[0] >= end);
};
