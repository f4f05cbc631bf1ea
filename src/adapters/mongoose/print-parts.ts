/** What the printers share: the calls that they rewrite, the row that was read, patches and refusals. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../operations/operation.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { isTypeScript } from '../../syntax/file-kind.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { layoutOf } from '../../syntax/layout.js';
import { plainEntries, type Entries } from '../../syntax/object-entries.js';
import { memberName } from '../../syntax/property-name.js';
import { isWithin, statementAround } from '../../syntax/statements.js';
import { methodCall, type MethodCall } from './facts.js';
import { outermost } from './query.js';
import { resultVariable } from './results.js';

export const refuse = (reason: string): Refusal => ({ kind: 'refusal', reason });

/** A suggestion; the texts of the edits are written with `\n`. */
export const suggest = ({ sourceCode }: RepairPlan, edits: readonly Edit[], description: string, needs: readonly string[] = []): Patch => {
  const { newline } = layoutOf(sourceCode);
  return { kind: 'patch', safety: 'suggestion', description, needs, edits: edits.map(({ range, text }) => ({ range, text: newline === '\n' ? text : text.replace(/\r?\n/g, newline) })) };
};

export const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refusal';

/** The call of an operation with its arguments; undefined for spread arguments and optional calls. */
export const callOf = (operation: Operation | undefined): (MethodCall & { readonly args: readonly TSESTree.Expression[] }) | undefined => {
  const call = methodCall(operation?.node);
  if (!call || call.node.optional || call.node.parent.type === 'ChainExpression') return undefined;
  const args = call.args.filter((passed) => passed.type !== 'SpreadElement');
  return args.length < call.args.length ? undefined : { ...call, args };
};

/** The whole expression of an operation: with the links behind it. */
export const wholeOf = ({ node }: Operation): TSESTree.Node => (node.type === 'CallExpression' ? outermost(node) : node);

/** The statement that awaits the operation and uses nothing of its result. */
export const awaitStatement = (operation: Operation): TSESTree.ExpressionStatement | undefined => {
  const whole = wholeOf(operation);
  const statement = statementAround(whole);
  return statement?.type === 'ExpressionStatement' && statement.expression === awaitOf(whole) ? statement : undefined;
};

/** `const row = await operation`: the statement, when it declares nothing else. */
export const declarationOf = (operation: Operation): TSESTree.VariableDeclaration | undefined => {
  const awaited = awaitOf(wholeOf(operation));
  const declarator = awaited?.parent;
  return declarator?.type === 'VariableDeclarator' && declarator.init === awaited && declarator.id.type === 'Identifier' && declarator.parent.declarations.length === 1 ? declarator.parent : undefined;
};

/** The variable that holds the row which was read. */
export const rowVariable = ({ read, at }: RepairPlan): TSESLint.Scope.Variable | undefined => (read?.node.type === 'CallExpression' && read.result.kind === 'row' ? resultVariable(read.node, at) : undefined);

/** Mentions of a variable other than its declaration. */
export const mentionsOf = (variable: TSESLint.Scope.Variable): readonly TSESTree.Node[] => variable.references.filter((reference) => !reference.isWrite()).map((reference) => reference.identifier);

export const mentionsWithin = (variable: TSESLint.Scope.Variable | undefined, node: TSESTree.Node): readonly TSESTree.Node[] =>
  variable === undefined ? [] : variable.references.map((reference) => reference.identifier).filter((identifier) => isWithin(identifier, node));

/** Whether an expression is `row.column` (a dotted column is a path). */
export const isColumn = (node: TSESTree.Node, variable: TSESLint.Scope.Variable | undefined, column: string): boolean => {
  let current = bare(node);
  for (const name of column.split('.').reverse()) {
    if (current.type !== 'MemberExpression' || memberName(current) !== name) return false;
    current = bare(current.object);
  }
  return variable !== undefined && variable.references.some((reference) => reference.identifier === current);
};

/** `{ id }` for the value `id`, `{ _id: job._id }` for others. */
export const propertyText = (name: string, value: string): string => (name === value ? name : `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`}: ${value}`);

/** The documents' name of a column. */
export const fieldName = (column: string): string => (column === 'id' ? '_id' : column);

/** `a`, `a and b`, `a, b and c`, in code quotes. */
export const listed = (columns: readonly string[]): string => {
  const texts = columns.map((column) => `\`${fieldName(column)}\``);
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
};

/** The equalities of a filter that is written out, as they stand there; undefined where it asks for anything else. */
export const keyEntries = (read: Operation | undefined): Entries | undefined => {
  const call = callOf(read);
  if (!read || !call || call.name !== 'findOne') return undefined;
  const { where } = read;
  const entries = plainEntries(call.args[0]);
  if (where.open || where.spreads.length > 0 || where.terms.length === 0 || where.terms.some(({ op, disjunct }) => op !== 'eq' || disjunct === true)) return undefined;
  return entries && entries.size === where.terms.length && [...entries.keys()].every((key) => !key.startsWith('$')) ? entries : undefined;
};

/** The test that an error is the violation of a unique key, in a file's own language. */
export const violationTest = (error: string, { at, sourceCode }: RepairPlan): string => {
  const { quote } = layoutOf(sourceCode);
  return isTypeScript(at.filename) ? `${error} instanceof Error && ${quote}code${quote} in ${error} && ${error}.code === 11000` : `${error}.code === 11000`;
};
