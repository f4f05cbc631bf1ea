/** The names that a file gives to the result of a call: `const row = await find()`, `const { state } = await find()`. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { plain, unwrapped } from './bare.js';
import { keyName } from './property-name.js';

type Variable = TSESLint.Scope.Variable;
type VariableOf = (node: TSESTree.Identifier) => Variable | undefined;

export interface ResultBinding {
  /** the statement, when it declares nothing else */
  readonly statement: TSESTree.VariableDeclaration | undefined;
  /** `const row = …` */
  readonly variable: Variable | undefined;
  /** `const { a, b: c } = …`: the variables and the names of what they hold */
  readonly fields: ReadonlyMap<Variable, string>;
}

/** The outermost expression that gives the result of a call: through `await` and TypeScript wrappers. */
export const resultExpression = (call: TSESTree.Node): TSESTree.Node => {
  let node = call;
  for (let { parent } = node; parent && (parent.type === 'AwaitExpression' || unwrapped(parent) === node); { parent } = node) node = parent;
  return node;
};

/** How a declaration names the result of a call; undefined where none does, or where it takes it apart in another way. */
export const resultBinding = (call: TSESTree.Node, variableOf: VariableOf): ResultBinding | undefined => {
  const node = resultExpression(call);
  const { parent } = node;
  if (parent?.type !== 'VariableDeclarator' || parent.init !== node) return undefined;
  const statement = parent.parent.declarations.length === 1 ? parent.parent : undefined;
  if (parent.id.type === 'Identifier') return { statement, variable: variableOf(parent.id), fields: new Map() };
  if (parent.id.type !== 'ObjectPattern') return undefined;
  const fields = new Map<Variable, string>();
  for (const property of parent.id.properties) {
    const name = property.type === 'Property' ? keyName(property) : undefined;
    const variable = property.type === 'Property' && property.value.type === 'Identifier' ? variableOf(property.value) : undefined;
    if (name === undefined || variable === undefined) return undefined;
    fields.set(variable, name);
  }
  return { statement, variable: undefined, fields };
};

/** Every mention of the result by name, other than its declaration. */
export const mentionsOf = ({ variable, fields }: ResultBinding): readonly TSESTree.Node[] =>
  [...(variable ? [variable] : []), ...fields.keys()].flatMap((one) => one.references.filter((reference) => reference.init !== true).map((reference) => reference.identifier));

/** The expression without the wrappers around it that keep its value; `a?.b` is `a.b`. */
export const isMentionOf = (node: TSESTree.Node, variable: Variable | undefined): boolean => {
  const inner = plain(node);
  return inner.type === 'Identifier' && variable !== undefined && variable.references.some((reference) => reference.identifier === inner);
};
