/** Where a variable's value comes from: its declaration, its initialiser, everything that it is assigned. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { isClass } from '../syntax/classes.js';
import { isFunction } from '../syntax/functions.js';
import { reassignments } from '../syntax/references.js';
import { isOptional } from './declared-types.js';
import { eitherOf, unknownOrigin } from './either.js';
import { importEqualsModule, importOrigin, specifierOrigin } from './imports.js';
import { memberOf } from './members.js';
import { patternPath, type Step } from './patterns.js';
import type { Origin, Resolver } from './resolver.js';

type Variable = TSESLint.Scope.Variable;
type Definition = TSESLint.Scope.Definition;

const maximumAssignments = 4;

export const variableOrigin = (variable: Variable, at: Resolver): Origin => {
  const origins = variable.defs.map((definition) => definitionOrigin(definition, at)).filter((origin) => origin !== undefined);
  const writes = reassignments(variable);
  if (writes.length === 0) return origins.length === 0 ? unknownOrigin : eitherOf(origins);
  const assigned = writes.slice(0, maximumAssignments).map((write) => assignedOrigin(write, at));
  if (writes.length > maximumAssignments) assigned.push(unknownOrigin);
  return eitherOf([...origins, ...assigned]);
};

/** undefined where a declaration gives no value (a type, `let x`, an overload's signature). */
const definitionOrigin = (definition: Definition, at: Resolver): Origin | undefined => {
  const { node, name } = definition;
  switch (definition.type) {
    case 'ImportBinding':
      return bindingOrigin(definition.node, at);
    case 'ClassName':
      return isClass(node) ? { kind: 'class', class: node } : undefined;
    case 'FunctionName':
      return isFunction(node) ? { kind: 'function', fn: node } : undefined;
    case 'TSEnumName':
    case 'TSModuleName':
      return { kind: 'expression', node };
    case 'Parameter':
      return parameterOrigin(name, node, at);
    case 'Variable':
      return declaratorOrigin(name, definition.node, at);
    case 'Type':
      return undefined;
    default:
      return unknownOrigin;
  }
};

const bindingOrigin = (node: TSESTree.ImportClause | TSESTree.TSImportEqualsDeclaration, at: Resolver): Origin => {
  if (node.type !== 'TSImportEqualsDeclaration') {
    const imported = specifierOrigin(node);
    return imported ? importOrigin(imported, at) : unknownOrigin;
  }
  const module = importEqualsModule(node);
  if (module !== undefined) return importOrigin({ kind: 'import', module, name: '*', node }, at);
  return node.moduleReference.type === 'TSExternalModuleReference' ? unknownOrigin : at.origin(node.moduleReference);
};

const declaratorOrigin = (name: TSESTree.Node, node: TSESTree.VariableDeclarator, at: Resolver): Origin | undefined => {
  const list = node.parent;
  if ((list.parent.type === 'ForOfStatement' || list.parent.type === 'ForInStatement') && list.parent.left === list) return unknownOrigin;
  if (node.init === null) return list.declare ? unknownOrigin : undefined;
  return follow(at.origin(node.init), patternPath(name).steps, name, at);
};

/** `x = value`, `({ x } = value)`, `x ??= value`. */
const assignedOrigin = (write: TSESLint.Scope.Reference, at: Resolver): Origin => {
  const { identifier } = write;
  const { root, steps } = patternPath(identifier);
  const assignment = root.parent;
  if (assignment?.type !== 'AssignmentExpression' || assignment.left !== root) return unknownOrigin;
  const takesRight = assignment.operator === '=' || assignment.operator === '??=' || assignment.operator === '||=' || assignment.operator === '&&=';
  return takesRight ? follow(at.origin(assignment.right), steps, identifier, at) : { kind: 'expression', node: assignment };
};

const follow = (whole: Origin, steps: readonly Step[], node: TSESTree.Node, at: Resolver): Origin =>
  steps.reduce((current, step) => {
    switch (step.kind) {
      case 'member':
        return memberOf(current, step.name, node, at);
      case 'default':
        return eitherOf([current, at.origin(step.value)]);
      case 'rest':
        return current;
      case 'unknown':
        return unknownOrigin;
    }
  }, whole);

const parameterOrigin = (name: TSESTree.Node, fn: TSESTree.Node, at: Resolver): Origin => {
  if (!isFunction(fn)) return unknownOrigin;
  const { root, steps } = patternPath(name);
  const index = fn.params.findIndex((parameter) => parameter === root);
  if (index < 0) return unknownOrigin;
  const optional = isOptional(name, at) || steps.some((step) => step.kind === 'default');
  const parameter = (path: readonly string[]): Origin => ({ kind: 'parameter', fn, index, path, node: name, optional });
  /** the parameter itself extends its path; a default's value is looked into */
  let path: readonly string[] | undefined = [];
  let defaults: readonly Origin[] = [];
  for (const step of steps) {
    defaults = defaults.map((origin) => follow(origin, [step], name, at));
    if (step.kind === 'default') defaults = [...defaults, at.origin(step.value)];
    if (step.kind === 'unknown') path = undefined;
    if (step.kind === 'member' && path !== undefined) path = [...path, step.name];
  }
  return eitherOf([path === undefined ? unknownOrigin : parameter(path), ...defaults]);
};
