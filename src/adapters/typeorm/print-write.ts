/** What a write in a statement of its own writes, so that an `update` by predicate can take its place. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { isWithin, runAround, statementList } from '../../syntax/statements.js';
import { refuse, type Call } from './print-parts.js';
import { assignmentStatement, usesAfter, usesWithin, type Row, type Use } from './print-row.js';

export interface Rewrite {
  /** `save`, `remove`: becomes `update`, `delete`; else the call stays and gets a condition */
  readonly isUnitOfWork: boolean;
  readonly verb: string;
  readonly values: ReadonlyMap<string, TSESTree.Node>;
  /** the statements that assign the columns to the entity, in the block of the write */
  readonly assignments: readonly TSESTree.Statement[];
  /** the entity is used afterwards, so it has to look as if it had been saved */
  readonly keepsAssignments: boolean;
  /** the values can be written twice, and elsewhere */
  readonly isRepeatable: boolean;
}

const unitsOfWork: Readonly<Partial<Record<string, string>>> = { save: 'update', remove: 'delete', softRemove: 'softDelete' };
const byCriteria: ReadonlySet<string> = new Set(['update', 'delete', 'softDelete']);

/** What the write writes; a refusal where it isn't all in view. */
export const statementWrite = (plan: RepairPlan, call: Call, row: Row, statement: TSESTree.ExpressionStatement): Rewrite | Refusal => {
  const verb = unitsOfWork[call.name];
  if (verb !== undefined) return ofEntity(plan, call, row, statement, verb);
  if (!byCriteria.has(call.name)) return refuse(`\`${call.name}\` takes no condition: write the statement by hand, with the test in its predicate.`);
  const [, values] = call.args;
  const entries = values && plainEntries(bare(values));
  return { isUnitOfWork: false, verb: call.name, values: new Map([...(entries ?? [])].map(([name, property]) => [name, property.value])), assignments: [], keepsAssignments: false, isRepeatable: false };
};

const ofEntity = (plan: RepairPlan, call: Call, row: Row, statement: TSESTree.ExpressionStatement, verb: string): Rewrite | Refusal => {
  if (call.args.length > (call.kind === 'instance' ? 0 : 1)) return refuse(`The options of \`${call.name}\` have no counterpart in \`${verb}\`: write it by hand.`);
  const entity = call.kind === 'instance' ? call.receiver : call.args[0];
  if (!entity || bare(entity).type !== 'Identifier' || !row.uses.some((use) => use.node === bare(entity))) return refuse(`What \`${call.name}\` is given isn't the row that was read: write a conditional \`${verb}\` by hand.`);
  const objection = objectionTo(plan, row, statement);
  if (objection) return objection;
  const values = new Map<string, TSESTree.Node>();
  const assignments: TSESTree.Statement[] = [];
  for (const use of row.uses.filter(({ kind }) => kind === 'assigned')) {
    const own = assignmentStatement(use);
    const { assignment, field } = use;
    if (!own || field === undefined || assignment?.type !== 'AssignmentExpression' || assignment.operator !== '=' || statementList(own) !== statementList(statement) || own.range[0] > statement.range[0] || values.has(field)) return refuse(`Not all that \`${call.name}\` writes is assigned right before it: write the conditional \`${verb}\` by hand.`);
    // a value that is made of another assigned column would be made of the old one
    if (usesWithin(row, assignment.right).some((inner) => inner.field !== undefined && inner.field !== field && values.has(inner.field))) return refuse('A value is made of another column that is assigned before: write the conditional `update` by hand.');
    values.set(field, assignment.right);
    assignments.push(own);
  }
  if (verb === 'update' && values.size === 0) return refuse('What `save` writes isn\'t assigned in this function: write the conditional `update` by hand.');
  const keepsAssignments = usesAfter(row, statement).length > 0 && assignments.length > 0;
  return { isUnitOfWork: true, verb, values, assignments, keepsAssignments, isRepeatable: [...values.values()].every(isRepeatable) };
};

/** Why the columns that the entity's save writes can't be known. */
const objectionTo = ({ decision, write }: RepairPlan, row: Row, statement: TSESTree.Statement): Refusal | undefined => {
  if (row.uses.filter((use) => use.kind === 'bound').length > 1) return refuse(`\`${row.name}\` is assigned more than once: write the conditional \`update\` by hand.`);
  const leaves = (use: Use): boolean => decision?.type === 'IfStatement' && !isWithin(write.node, decision) && isWithin(use.node, decision);
  const passed = row.uses.find((use) => use.kind === 'other' && use.node.range[0] < statement.range[0] && !leaves(use));
  if (passed) return refuse(`\`${row.name}\` is passed on before it is saved, so what \`save\` writes isn't all in view: write the conditional \`update\` by hand.`);
  const first = row.uses.find((use) => use.kind === 'bound');
  if (first && !row.loop && runAround(first.node) !== runAround(write.node)) return refuse('The row is read outside of the loop or function that writes it: write the conditional `update` by hand.');
  return undefined;
};
