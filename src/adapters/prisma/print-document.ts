/** What a column's value is in JavaScript, and whether a document that was read is still what was read when it is written. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown, type Known } from '../../operations/known.js';
import type { RepairPlan } from '../../operations/repair.js';
import type { Database, TableSchema } from '../../operations/schema.js';
import { unwrapped } from '../../syntax/bare.js';
import { memberName } from '../../syntax/property-name.js';
import { keepsValue } from '../../syntax/references.js';
import type { ReadResult } from './print-parts.js';

/** Databases on which `equals` compares documents by their contents. Source: prisma-engines, quaint's visitors `visit_equals`. */
export const documentDatabases: ReadonlySet<Database> = new Set(['postgresql', 'cockroachdb', 'mysql', 'mariadb']);

/** Times lose their microseconds in a `Date`, floating numbers aren't compared, bytes are compared by identity. */
const incomparable: ReadonlySet<string> = new Set(['DateTime', 'Float', 'Bytes', 'Unsupported']);

/** Their collations take `A` for `a` unless the column says otherwise (MySQL and SQL Server manuals, "Collations"; seen on MariaDB 10.11): a change of case alone would be lost. */
const foldingCase: ReadonlySet<Database> = new Set(['mysql', 'mariadb', 'sqlserver']);

/** Whether a text that equals the one that was read is that text. */
export const isExactText = (column: string, schema: TableSchema | undefined, database: Known<Database>): boolean => {
  const declared = schema?.columns.get(column);
  return declared?.type !== 'String' || (isKnown(database) && !foldingCase.has(database) && declared.native !== 'Citext');
};

/** Whether the old value of a column can be compared, and as what: by the schema, else by how the code uses it (`row.data ?? {}`, `{ ...row.data }`). */
export const kindOfColumn = (column: string, schema: TableSchema | undefined, mentions: readonly TSESTree.Node[]): 'scalar' | 'document' | 'unknown' => {
  const declared = schema?.columns.get(column);
  if (declared?.type === 'Json' && !declared.list) return 'document';
  if (declared) return declared.type === undefined || declared.list || incomparable.has(declared.type) ? 'unknown' : 'scalar';
  return schema === undefined && mentions.some(isUsedAsObject) ? 'document' : 'unknown';
};

/** The outermost expression with the same value, or a default for it. */
const withDefault = (node: TSESTree.Node): TSESTree.Node => {
  let current = node;
  for (let { parent } = current; parent && (unwrapped(parent) === current || isDefaulted(parent, current)); { parent } = current) current = parent;
  return current;
};

const isDefaulted = (parent: TSESTree.Node, node: TSESTree.Node): boolean => parent.type === 'LogicalExpression' && parent.operator !== '&&' && parent.left === node;

const isUsedAsObject = (mention: TSESTree.Node): boolean => {
  let node = mention;
  for (let { parent } = node; parent && (unwrapped(parent) === node || isDefaulted(parent, node)); { parent } = node) {
    if (parent.type === 'LogicalExpression' && parent.right.type === 'ObjectExpression') return true;
    node = parent;
  }
  return node.parent?.type === 'SpreadElement' && node.parent.parent.type === 'ObjectExpression';
};

/** Whether nothing but copies by `...` is made of a document that was read, and the row goes nowhere. */
export const isUntouched = (column: string, { mentions }: ReadResult, { at }: RepairPlan): boolean =>
  mentions.every((mention) => {
    const { parent } = mention;
    if (parent?.type === 'MemberExpression' && parent.object === mention) {
      const name = memberName(parent);
      return name !== undefined && (name !== column || isOnlySpread(parent, at));
    }
    return (parent?.type === 'UnaryExpression' && parent.operator === '!') || parent?.type === 'BinaryExpression' || (parent?.type === 'IfStatement' && parent.test === mention);
  });

/** `{ ...row.data }`, also by a constant of its own. */
const isOnlySpread = (mention: TSESTree.Node, at: RepairPlan['at']): boolean => {
  const node = withDefault(mention);
  const { parent } = node;
  if (parent?.type === 'SpreadElement') return true;
  const variable = parent?.type === 'VariableDeclarator' && parent.init === node && parent.id.type === 'Identifier' ? at.variable(parent.id) : undefined;
  return variable !== undefined && keepsValue(variable) && variable.references.every(({ identifier, init }) => init === true || isOnlySpread(identifier, at));
};

/** `row.n = 1`, `row.n++` */
export const isAssigned = (mention: TSESTree.Node): boolean => {
  const { parent } = mention;
  return (parent?.type === 'AssignmentExpression' && parent.left === mention) || parent?.type === 'UpdateExpression';
};
