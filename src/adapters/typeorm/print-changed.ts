/**
 * write-changed: the columns that were assigned are written, and the others left alone.
 *
 *     user.name = name; await users.save(user)    → user.name = name; await users.update({ id: user.id }, { name: user.name })
 *
 * Never assumed: that an entity out of view has no listeners, or that what is assigned is a column of it.
 */
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { isKnown } from '../../operations/known.js';
import type { TableSchema } from '../../operations/schema.js';
import { lineageOf, type ClassPlace } from '../../resolve/instances.js';
import { importedDeclaration } from '../../resolve/other-file.js';
import { isClass } from '../../syntax/classes.js';
import { statementList } from '../../syntax/statements.js';
import { isTypeormModule } from './names.js';
import { hasId } from './print-entity.js';
import { callOf, isRefusal, listed, ownStatement, propertyText, refuse, suggest, targetOf } from './print-parts.js';
import { assignmentStatement, findRow, type Row } from './print-row.js';
import { classNamed } from './schema-class.js';
import { tableSchema } from './schema.js';

export const printChanged = (plan: RepairPlan): Patch | Refusal => {
  const call = callOf(plan.write, plan.at);
  const row = findRow(plan);
  if (call?.name !== 'save' || !row?.uses.some(({ kind }) => kind === 'saved')) return refuse('Which columns change can\'t be told from here.');
  const statement = ownStatement(plan.write.node);
  if (!statement) return refuse('The result of `save` is used, which `update` doesn\'t give.');
  if (call.args.length > (call.kind === 'instance' ? 0 : 1)) return refuse('The options of `save` have no counterpart in `update`.');
  const fields = assignedBefore(row, statement);
  if (isRefusal(fields)) return fields;
  const schema = isKnown(plan.write.table) ? tableSchema(plan.write.table, plan.at) : undefined;
  if (!schema || fields.some((field) => !isPlain(schema, field))) return refuse('Whether all that is assigned are columns of the entity can\'t be told from here.');
  if (hasListeners(plan, schema.name)) return refuse('The entity has listeners, or base classes out of view, and `update` runs no listeners.');
  if ((plan.read?.joins.length ?? 0) > 0) return refuse('Relations were loaded, and `save` writes what changed in them, too.');
  const target = targetOf(plan);
  if (!target || !hasId(plan) || schema.columns.get('id') === undefined) return refuse('The entity\'s class or its key can\'t be told from here.');
  const columns = fields.map((field) => propertyText(field, `${row.name}.${field}`)).join(', ');
  return suggest(plan, [{ range: plan.write.node.range, text: target('update', `{ id: ${row.name}.id }`, `{ ${columns} }`) }], `Write only ${listed(fields)} by \`update\`; subscribers are told less, and \`${row.name}\` isn't brought up to date.`);
};

/** The columns that are assigned before the save, whatever way leads there, when nothing else may change the row. */
const assignedBefore = (row: Row, save: NonNullable<ReturnType<typeof ownStatement>>): readonly [string, ...string[]] | Refusal => {
  const fields = new Set<string>();
  for (const use of row.uses) {
    if (use.kind === 'other' && use.node.range[0] < save.range[0]) return refuse('The entity is handed to other code before it is saved, which may change it.');
    if (use.kind !== 'assigned' || use.field === undefined) continue;
    const statement = assignmentStatement(use);
    if (!statement || statementList(statement) !== statementList(save) || statement.range[0] > save.range[0]) return refuse('Some of the columns are assigned on some paths only.');
    fields.add(use.field);
  }
  const [first, ...others] = fields;
  return first === undefined ? refuse('No column is assigned here.') : [first, ...others];
};

/** A column of its own whose values are typed as they are written. */
const isPlain = ({ columns }: TableSchema, field: string): boolean => {
  const column = columns.get(field);
  return column !== undefined && !/json/i.test(column.type ?? '');
};

const hasListeners = ({ at }: RepairPlan, name: string): boolean => {
  const place = classNamed(name, at) ?? imported(importedDeclaration(name, at));
  if (!place) return true;
  const { classes, isWhole } = lineageOf(place, isTypeormModule);
  return !isWhole || classes.some((one) => one.class.body.body.some((member) => member.type === 'MethodDefinition' && one.at.decorators(member).some((decorator) => /^(?:Before|After)(?:Update|Load)$/.test(decorator.name))));
};

const imported = (place: ReturnType<typeof importedDeclaration>): ClassPlace | undefined => (place && isClass(place.node) ? { class: place.node, at: place.at } : undefined);
