/**
 * Which variable does an identifier mean? One map from identifiers to variables a file, made from the scopes at the first question.
 *
 * Never assumed: which scope manager made the scopes (eslint-scope leaves top-level names of scripts unresolved).
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

type Variable = TSESLint.Scope.Variable;
type Reference = TSESLint.Scope.Reference;

export interface Bindings {
  readonly variable: (node: TSESTree.Identifier) => Variable | undefined;
  readonly references: (variable: Variable) => readonly Reference[];
  /** references of a name that nothing in the file declares (`require`) */
  readonly unresolved: (name: string) => readonly Reference[];
}

type Table = ReadonlyMap<TSESTree.Node, Variable>;

/** A class, enum or namespace has an inner variable too; the outer one comes first. */
const tableOf = (manager: TSESLint.Scope.ScopeManager): Table => {
  const table = new Map<TSESTree.Node, Variable>();
  for (const scope of manager.scopes) {
    for (const variable of scope.variables) {
      for (const identifier of variable.identifiers) if (!table.has(identifier)) table.set(identifier, variable);
    }
  }
  const names = manager.globalScope?.set;
  for (const scope of manager.scopes) {
    for (const { identifier, resolved } of scope.references) {
      const found = resolved ?? names?.get(identifier.name);
      if (found && found.defs.length > 0) table.set(identifier, outermost(found, table));
    }
  }
  return table;
};

const outermost = (variable: Variable, table: Table): Variable => {
  const identifier = variable.identifiers[0];
  return (identifier && table.get(identifier)) ?? variable;
};

const sorted = (references: readonly Reference[]): readonly Reference[] => references.toSorted((a, b) => a.identifier.range[0] - b.identifier.range[0]);

export const createBindings = (sourceCode: Readonly<TSESLint.SourceCode>): Bindings => {
  const manager = sourceCode.scopeManager;
  let table: Table | undefined;
  let inner: ReadonlyMap<TSESTree.Node, readonly Variable[]> | undefined;
  const ordered = new Map<Variable, readonly Reference[]>();
  const bindings = (): Table => (table ??= manager === null ? new Map<TSESTree.Node, Variable>() : tableOf(manager));
  const twins = (): ReadonlyMap<TSESTree.Node, readonly Variable[]> => (inner ??= manager === null ? new Map<TSESTree.Node, readonly Variable[]>() : twinsOf(manager));
  return {
    variable: (node) => bindings().get(node) ?? shorthand(node, bindings()),
    references: (variable) => {
      let found = ordered.get(variable);
      if (found === undefined) ordered.set(variable, (found = sorted(allReferences(variable, manager, twins()))));
      return found;
    },
    unresolved: (name) => {
      const global = manager?.globalScope;
      if (!global) return [];
      const through = global.through.filter((reference) => reference.identifier.name === name);
      const configured = global.set.get(name);
      return configured && configured.defs.length === 0 ? [...through, ...configured.references] : through;
    },
  };
};

/** `{ a }`: some parsers give the key and the value as two nodes, and only the value is a reference. */
const shorthand = (node: TSESTree.Identifier, table: Table): Variable | undefined => {
  const parent = node.parent;
  if (parent.type !== 'Property' || !parent.shorthand || parent.key !== node) return undefined;
  return table.get(parent.value.type === 'AssignmentPattern' ? parent.value.left : parent.value);
};

/** The variables that classes, enums and namespaces have in their own scope, by the identifier that declares them. */
const twinsOf = (manager: TSESLint.Scope.ScopeManager): ReadonlyMap<TSESTree.Node, readonly Variable[]> => {
  const twins = new Map<TSESTree.Node, readonly Variable[]>();
  for (const scope of manager.scopes) {
    if (scope.type !== 'class' && scope.type !== 'tsEnum' && scope.type !== 'tsModule') continue;
    for (const variable of scope.variables) {
      const identifier = variable.identifiers[0];
      if (identifier) twins.set(identifier, [...(twins.get(identifier) ?? []), variable]);
    }
  }
  return twins;
};

const allReferences = (variable: Variable, manager: TSESLint.Scope.ScopeManager | null, twins: ReadonlyMap<TSESTree.Node, readonly Variable[]>): readonly Reference[] => {
  const found = new Set<Reference>(variable.references);
  for (const identifier of variable.identifiers) for (const twin of twins.get(identifier) ?? []) for (const reference of twin.references) found.add(reference);
  if (variable.scope.type === 'global' && manager?.globalScope) {
    for (const reference of manager.globalScope.through) if (reference.resolved === null && reference.identifier.name === variable.name) found.add(reference);
  }
  return [...found];
};
