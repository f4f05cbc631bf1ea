/** The places of a query in the code that repairs write to. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation } from '../../operations/operation.js';
import { methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { keyName } from '../../syntax/property-name.js';
import { statementAround, statementList } from '../../syntax/statements.js';

/** The call that makes a chain a write: `insert(…)`, `update(…)`. */
export const writeCall = ({ verb }: Operation): MethodCall | undefined => methodCall(verb.parent?.parent);

/** The statement of a write whose rows nobody uses: `await query;`, or `const { error } = await query;` with its pattern. */
export interface WriteStatement {
  readonly statement: TSESTree.Statement;
  readonly pattern: TSESTree.ObjectPattern | undefined;
}

export const writeStatement = (node: TSESTree.Node): WriteStatement | undefined => {
  const statement = statementAround(node);
  const awaited = awaitOf(node);
  if (statement === undefined || awaited === undefined || !statementList(statement)) return undefined;
  if (statement.type === 'ExpressionStatement') return statement.expression === awaited ? { statement, pattern: undefined } : undefined;
  const declarator = statement.type === 'VariableDeclaration' && statement.declarations.length === 1 ? statement.declarations[0] : undefined;
  return declarator?.init === awaited && declarator.id.type === 'ObjectPattern' && fieldOf(declarator.id, 'data') === undefined ? { statement, pattern: declarator.id } : undefined;
};

/** The variable that a pattern gives a field. */
export const fieldOf = (pattern: TSESTree.ObjectPattern, name: string): TSESTree.Identifier | undefined => {
  const found = pattern.properties.find((property) => property.type === 'Property' && keyName(property) === name);
  return found?.type === 'Property' && found.value.type === 'Identifier' ? found.value : undefined;
};
