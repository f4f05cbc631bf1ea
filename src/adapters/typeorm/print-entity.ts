/** What the entity's class says. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { RepairPlan } from '../../operations/repair.js';
import type { ClassNode } from '../../resolve/resolver.js';
import { isClass } from '../../syntax/classes.js';
import { keyName } from '../../syntax/property-name.js';
import { callOf } from './print-parts.js';
import { tableSchema } from './schema.js';

/** The entity's class; undefined when it stands in another file. */
export const entityClass = ({ write, sourceCode }: RepairPlan): ClassNode | undefined => {
  if (!isKnown(write.table)) return undefined;
  const { name } = write.table;
  for (const statement of sourceCode.ast.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (isClass(node) && node.id?.name === name) return node;
  }
  return undefined;
};

const snakeCase = (name: string): string => name.replace(/([A-Z])([A-Z])([a-z])/g, '$1_$2$3').replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/** The SQL name of the entity's table by the default naming strategy, by its class here or where the file imports it from; undefined when the class is out of view. */
export const tableName = (plan: RepairPlan): string | undefined => {
  const node = entityClass(plan);
  if (!node && isKnown(plan.write.table)) return tableSchema(plan.write.table, plan.at)?.mapped;
  const entity = node && plan.at.decorators(node).find((decorator) => decorator.name === 'Entity');
  if (!node?.id || !entity) return undefined;
  const [name] = entity.arguments;
  if (!name) return snakeCase(node.id.name);
  return plan.at.text(name) ?? plan.at.text(plan.at.object(name).entries.get('name')?.value);
};

/** The declaration of a column. */
export const columnOf = (plan: RepairPlan, column: string): TSESTree.PropertyDefinition | undefined =>
  entityClass(plan)?.body.body.find((member): member is TSESTree.PropertyDefinition => member.type === 'PropertyDefinition' && keyName(member) === column);

/**
 * Whether `{ id: row.id }` names the row that was read: it was selected, and nothing in view says that the key is another one.
 * An `id` that is undefined would drop the condition (TypeORM 0.3) and hit every row.
 */
export const hasId = (plan: RepairPlan): boolean => {
  const { read, at } = plan;
  if (read?.selects && !read.selects.includes('id')) return false;
  const call = read && callOf(read, at);
  if (!read?.selects && call?.args.some((argument) => at.object(argument).entries.has('select'))) return false;
  return hasIdColumn(plan);
};

/** Whether nothing in view says that the entity has no column `id`. */
export const hasIdColumn = (plan: RepairPlan): boolean => {
  const entity = entityClass(plan);
  return !entity || entity.superClass !== null || columnOf(plan, 'id') !== undefined;
};
