/** Variables: how they are defined and whether they keep their value. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

type Variable = TSESLint.Scope.Variable;
type Reference = TSESLint.Scope.Reference;

/** `const x = …`, `for (const x of xs)`, defaults of patterns in declarations and parameters. */
const isInitialisation = (reference: Reference): boolean => reference.init === true;

/** The writes of a variable other than its initialisation. */
export const reassignments = (variable: Variable): readonly Reference[] =>
  variable.references.filter((reference) => reference.isWrite() && !isInitialisation(reference));

/** True when nothing but its declaration gives the variable a value. */
export const keepsValue = (variable: Variable): boolean => !variable.references.some((reference) => reference.isWrite() && !isInitialisation(reference));

/** The initialiser of `const x = …` (or `let`, `var`, when never reassigned); undefined for patterns, parameters, imports, loops. */
export const initialiser = (variable: Variable): TSESTree.Expression | undefined => {
  const definition = variable.defs[0];
  if (variable.defs.length !== 1 || definition?.type !== 'Variable') return undefined;
  const { id, init } = definition.node;
  return id.type === 'Identifier' && init !== null && keepsValue(variable) ? init : undefined;
};
