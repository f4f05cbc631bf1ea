/**
 * insert-ignore: `create` under a check becomes `createMany` with `skipDuplicates`. The check stays: whether its columns are unique isn't known.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown, unknown } from '../../operations/known.js';
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { mentionDatabase, type Database } from '../../operations/schema.js';
import { appendProperty } from '../../syntax/append-property.js';
import { isFunction } from '../../syntax/functions.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { isLastWithin, isLoop, isWithin, runAround, statementAround } from '../../syntax/statements.js';
import { modelCall, refuse, suggest, valueOf } from './print-parts.js';
import { prismaSchema } from './schema.js';

/** Source: Prisma Client reference, `createMany`. */
const ignores: ReadonlySet<Database> = new Set(['postgresql', 'cockroachdb', 'mysql', 'mariadb']);

export const printInsertIgnore = (plan: RepairPlan): Patch | Refusal => {
  const { decision, sourceCode } = plan;
  const create = modelCall(plan.write);
  const data = create && valueOf(create, 'data');
  const database = plan.at.project.database ?? prismaSchema(plan.at)?.database ?? unknown;
  if (isKnown(database) && !ignores.has(database)) return refuse(`\`skipDuplicates\` isn't there on ${mentionDatabase(database)}: catch P2002.`);
  if (create?.verb.name !== 'create' || !data || !plainEntries(data)) return refuse('What is created isn\'t listed column by column, and `createMany` takes no relations: use `createMany` with `skipDuplicates: true` by hand, or catch P2002.');
  if (create.operation.sets.entries.some(({ written }) => written.kind === 'relation')) return refuse('`createMany` takes no relations: set the foreign key columns and use `skipDuplicates: true`, or catch P2002.');
  const statement = statementAround(create.node);
  if (create.entries.size > 1 || statement?.type !== 'ExpressionStatement' || statement.expression.type !== 'AwaitExpression' || statement.expression.argument !== create.node) {
    return refuse('The created row is used, and `createMany` with `skipDuplicates` gives only a count: catch P2002 and read the row that is there.');
  }
  if (decision?.type !== 'IfStatement' || !isLast(statement, decision)) return refuse('What follows the `create` would happen although the row was there: catch P2002 and leave there.');
  const edits = [
    { range: create.verb.range, text: 'createMany' },
    { range: [data.range[0], data.range[0]] as const, text: '[' },
    { range: [data.range[1], data.range[1]] as const, text: ']' },
    ...appendProperty(create.argument, 'skipDuplicates: true', sourceCode),
  ];
  return suggest(plan, edits, 'Use `createMany` with `skipDuplicates`, which ignores every unique key of the model (PostgreSQL, CockroachDB and MySQL).', ['a unique key on the columns of the check', 'PostgreSQL, CockroachDB or MySQL']);
};

/** Nothing happens after the create that doesn't happen where the row was there. */
const isLast = (statement: TSESTree.Statement, decision: TSESTree.IfStatement): boolean => {
  if (isWithin(statement, decision)) return isLastWithin(statement, decision);
  const around = runAround(statement);
  return (isFunction(around) || isLoop(around)) && around === runAround(decision) && isLastWithin(statement, around.body);
};
