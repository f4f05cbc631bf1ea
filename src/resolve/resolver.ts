/**
 * Whose method is this? The questions that adapters ask about the linted file's bindings.
 *
 * In: an expression. Out: where its value comes from, as syntax and bindings tell (design: evidence, not names).
 * Never assumed: type information; that a name means anything; that the file is TypeScript.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../operations/dialect.js';
import type { Project } from '../project/project.js';
import type { Modules } from './modules.js';
import type { StandIn } from './stand-ins.js';
import type { TypeInformation } from './type-information.js';

/** Where the value of an expression comes from. */
export type Origin =
  /** `import { name } from 'module'`; `name` is `default`, `*` or the exported name; `require`, `import()` and members of `* as ns` count too */
  | { readonly kind: 'import'; readonly module: string; readonly name: string; readonly node: TSESTree.Node }
  /** `new X(…)`: `callee` is where X comes from */
  | { readonly kind: 'new'; readonly callee: Origin; readonly node: TSESTree.NewExpression }
  /** the result of a call (awaited or not) */
  | { readonly kind: 'call'; readonly callee: Origin; readonly node: TSESTree.CallExpression }
  /** `object.property` (also through destructuring) that is not a class member of this file */
  | { readonly kind: 'member'; readonly object: Origin; readonly property: string; readonly node: TSESTree.Node }
  /** a parameter; `index` counts from 0; `path` is the destructured way into it */
  | { readonly kind: 'parameter'; readonly fn: FunctionNode; readonly index: number; readonly path: readonly string[]; readonly node: TSESTree.Node; readonly optional: boolean }
  /** a member of a class of this file reached by `this.x` (constructor parameter property, property, getter) or by an instance */
  | { readonly kind: 'field'; readonly class: ClassNode; readonly property: string; readonly declaration: TSESTree.Node; readonly value: TSESTree.Node | undefined }
  | { readonly kind: 'this'; readonly class: ClassNode | undefined }
  /** a class declared in this file */
  | { readonly kind: 'class'; readonly class: ClassNode }
  /** a function declared in this file; also a method, or a property that is a function, of a class of this file */
  | { readonly kind: 'function'; readonly fn: FunctionNode }
  /** `a ?? b`, `a || b`, `c ? a : b`, a default, a variable that is assigned several times; `null` and `undefined` are left out (`a && b` is b) */
  | { readonly kind: 'either'; readonly options: readonly Origin[] }
  /** a name that nothing in the file declares */
  | { readonly kind: 'global'; readonly name: string }
  /** a literal, array, object, template … of this file */
  | { readonly kind: 'expression'; readonly node: TSESTree.Node }
  | { readonly kind: 'unknown' };

export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** A type annotation by its parts: `Repository<User>` → name Repository, arguments [User], and where Repository comes from. */
export interface TypeName {
  /** last identifier (`Prisma.TransactionClient` → `TransactionClient`) */
  readonly name: string;
  /** the identifiers before it (`['Prisma']`) */
  readonly qualifier: readonly string[];
  /** module that the leftmost identifier is imported from; undefined when declared in this file or global */
  readonly module: string | undefined;
  /** exported name of the leftmost identifier in that module */
  readonly imported: string | undefined;
  readonly arguments: readonly TypeName[];
  readonly node: TSESTree.TypeNode;
}

/** An object literal as its reader sees it, through constants, `as`, `satisfies` and parentheses. */
export interface ObjectShape {
  readonly entries: ReadonlyMap<string, { readonly value: TSESTree.Node; readonly property: TSESTree.Property }>;
  /** `...x`, in order; also the expression itself when it isn't an object literal */
  readonly spreads: readonly TSESTree.Node[];
  /** computed keys, or assignments to properties after construction */
  readonly open: boolean;
  /** literals among them that variables hold and that get more fields later: which ones at some point, the flow says */
  readonly filled: readonly TSESTree.ObjectExpression[];
  /** the literal; undefined when the expression is none */
  readonly node: TSESTree.ObjectExpression | undefined;
}

export interface Resolver {
  readonly sourceCode: Readonly<TSESLint.SourceCode>;
  readonly filename: string;
  /** what the settings say of the project that the file is part of */
  readonly project: Project;
  /** the other files of the project; undefined: this file stands alone */
  readonly modules: Modules | undefined;
  /** what is inferred where no type is written; undefined: nothing, this resolver goes by syntax */
  readonly types: TypeInformation | undefined;
  /** The same file's resolver that infers types; to be asked where this one leaves a receiver open. undefined: the configuration has no type information. */
  readonly inferring: Resolver | undefined;
  /** Where the value of an expression comes from. Bounded; `unknown` when it gets too far. Cached per node. */
  readonly origin: (node: TSESTree.Node) => Origin;
  /** The expression without `await`, `as`, `satisfies`, `!`, parentheses, optional-chain wrapper. */
  readonly bare: (node: TSESTree.Node) => TSESTree.Node;
  /** The expression that a `const` (or a never reassigned variable) stands for, followed to its end; the bare node itself otherwise. A list that begins empty stays its variable: it is filled later. */
  readonly constant: (node: TSESTree.Node) => TSESTree.Node;
  /** The binding of an identifier; undefined for globals. */
  readonly variable: (node: TSESTree.Identifier) => TSESLint.Scope.Variable | undefined;
  /** An object literal's shape. A node that is no object literal gives an empty shape whose only spread is the node. `undefined` gives an empty, closed shape. */
  readonly object: (node: TSESTree.Node | undefined) => ObjectShape;
  /** The string that an expression always is (literal, template without holes, constant, enum-like member of a const object); undefined otherwise. */
  readonly text: (node: TSESTree.Node | undefined) => string | undefined;
  /** The declared type of a variable, parameter, property or function return that the expression denotes, unwrapped of Promise; undefined when none is written. */
  readonly annotation: (node: TSESTree.Node) => TypeName | undefined;
  /**
   * The type annotation node spelled out. Unions with null and undefined are unwrapped, aliases of the file that lead to one name are followed; other unions,
   * `any` and `unknown` give undefined. An argument that no name says has the empty name. `typeof x` gives x's name (`node` is then a TSTypeQuery).
   */
  readonly typeName: (node: TSESTree.TypeNode | undefined) => TypeName | undefined;
  /** Decorators of a declaration (parameter, property, method, class): name, module, call arguments. */
  readonly decorators: (declaration: TSESTree.Node) => readonly { readonly name: string; readonly module: string | undefined; readonly arguments: readonly TSESTree.Node[] }[];
  /** Modules that the file imports or requires, with the specifiers' exported names. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  /** The innermost function around a node; undefined at module level. */
  readonly functionOf: (node: TSESTree.Node) => FunctionNode | undefined;
  /** The innermost class around a node. */
  readonly classOf: (node: TSESTree.Node) => ClassNode | undefined;
  /** The superclass of a class of this file as an origin, and its written type arguments. */
  readonly superclass: (node: ClassNode) => { readonly origin: Origin; readonly arguments: readonly TypeName[] } | undefined;
  /** What the settings say that a module exports under a name. */
  readonly standIn: (module: string, name: string) => StandIn | undefined;
  /** All references of a variable in source order. */
  readonly references: (variable: TSESLint.Scope.Variable) => readonly TSESLint.Scope.Reference[];
}
