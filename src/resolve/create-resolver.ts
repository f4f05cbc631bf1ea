/**
 * The resolver of one file. Everything is found at the first question and remembered.
 *
 * In: the source code, with parents set. Out: the answers of `Resolver`. Never assumed: which parser or scope manager made it.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { plainProject, type Project } from '../project/project.js';
import { bare } from '../syntax/bare.js';
import { enclosingClass } from '../syntax/classes.js';
import { enclosingFunction } from '../syntax/functions.js';
import { initialiser } from '../syntax/references.js';
import { superTypeArguments } from '../syntax/type-arguments.js';
import { createBindings } from './bindings.js';
import { declaredType, mayHaveType, settled, variableType } from './declared-types.js';
import { decoratorsOf } from './decorators.js';
import { cyclicOrigin, unknownOrigin } from './either.js';
import { collectImports } from './imports.js';
import { Memo } from './memo.js';
import { own, resolverAt, type Modules } from './modules.js';
import { literalShape, objectShape, openShape } from './object-shape.js';
import { clientClass, standInOf } from './stand-ins.js';
import { expressionOrigin, isLink, longSpine } from './origin.js';
import type { ObjectShape, Origin, Resolver, TypeName } from './resolver.js';
import { mayBeText, textOf } from './text.js';
import { typeInformationOf, type TypeInformation } from './type-information.js';
import { typeNameOf } from './type-names.js';
import { variableOrigin } from './variable-origin.js';

/** An answer that may be none, as an object. */
interface Maybe<T> {
  readonly value: T | undefined;
}
const nothing: Maybe<never> = { value: undefined };

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const remembered = <Key extends object, T>(make: (key: Key) => T): ((key: Key) => T) => {
  const known = new Map<Key, { readonly value: T }>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = { value: make(key) }));
    return found.value;
  };
};

/** A constant leads to another constant; the number of steps is bounded. */
const createConstant = (at: () => Resolver): Resolver['constant'] => {
  const initial = remembered(initialiser);
  return (node) => {
    let current = bare(node);
    for (let steps = 0; steps < 20 && current.type === 'Identifier'; steps++) {
      const variable = at().variable(current);
      const init = variable === undefined ? undefined : initial(variable);
      // `const rows = []; rows.push(…)`: a list that begins empty is what becomes of it
      if (init === undefined || (init.type === 'ArrayExpression' && init.elements.length === 0)) return current;
      current = bare(init);
    }
    return current;
  };
};

const createOrigin = (at: () => Resolver): Resolver['origin'] => {
  const memo = new Memo<object, Origin>({ cycle: cyclicOrigin, limit: unknownOrigin });
  const one = (node: TSESTree.Node): Origin => {
    const found = node.type === 'Identifier' ? at().variable(node) : undefined;
    if (found !== undefined) return memo.answer(found, () => variableOrigin(found, at()));
    return memo.answer(node, () => expressionOrigin(node, at()));
  };
  return (node) => {
    const inner = bare(node);
    if (isLink(inner)) for (const part of longSpine(inner)) one(part);
    return one(inner);
  };
};

const createAnnotation = (at: () => Resolver): Resolver['annotation'] => {
  const memo = new Memo<object, Maybe<TSESTree.TypeNode>>({ cycle: nothing, limit: nothing });
  const maybe = (type: TSESTree.TypeNode | undefined): Maybe<TSESTree.TypeNode> => (type === undefined ? nothing : { value: settled(type) });
  const ask = (node: TSESTree.Node): TSESTree.TypeNode | undefined => {
    if (!mayHaveType(node)) return undefined;
    const variable = node.type === 'Identifier' ? at().variable(node) : undefined;
    if (variable !== undefined) return memo.answer(variable, () => maybe(variableType(variable, at(), ask))).value;
    return memo.answer(node, () => maybe(declaredType(node, at(), ask))).value;
  };
  /** by expression, not by variable: what is inferred narrows on the way */
  const inferred = remembered((node: TSESTree.Node) => (mayHaveType(node) ? at().types?.typeOf(node) : undefined));
  return (node) => {
    const type = ask(node) ?? inferred(node);
    // a type may be written in another file (`({ users }: Stores)`)
    return type === undefined ? undefined : resolverAt(type, at()).typeName(type);
  };
};

const createText = (at: () => Resolver): Resolver['text'] => {
  const memo = new Memo<TSESTree.Node, Maybe<string>>({ cycle: nothing, limit: nothing });
  return (node) => {
    if (node === undefined) return undefined;
    const value = at().constant(node);
    if (value.type === 'Literal') return typeof value.value === 'string' ? value.value : undefined;
    if (!mayBeText(value)) return undefined;
    return memo.answer(value, () => ({ value: textOf(value, at()) })).value;
  };
};

const createObject = (at: () => Resolver): Resolver['object'] => {
  const memo = new Memo<TSESTree.Node, ObjectShape>({ cycle: openShape, limit: openShape });
  return (node) => objectShape(node, at(), (literal) => memo.answer(literal, () => literalShape(literal, at())));
};

/**
 * @param modules how other files are opened; undefined: they aren't
 * @param types what is inferred where no type is written; undefined: nothing
 */
export const createResolver = (sourceCode: Readonly<TSESLint.SourceCode>, filename: string, project: Project = plainProject, modules?: Modules, types?: TypeInformation): Resolver => {
  const bindings = createBindings(sourceCode);
  const at = (): Resolver => resolver;
  const imports = once(() => collectImports(sourceCode, bindings));
  const inferring = once(() => {
    const inferred = types ? undefined : typeInformationOf(sourceCode, filename, (source, path) => createResolver(source, path, project, modules));
    return inferred && createResolver(sourceCode, filename, project, modules, inferred);
  });
  const typeName = remembered((node: TSESTree.TypeNode): TypeName | undefined => typeNameOf(node, resolver));
  const resolver: Resolver = {
    sourceCode,
    filename,
    project,
    modules,
    types,
    get inferring() {
      return inferring();
    },
    origin: createOrigin(at),
    bare,
    constant: createConstant(at),
    variable: bindings.variable,
    object: createObject(at),
    text: createText(at),
    annotation: createAnnotation(at),
    typeName: (node) => (node === undefined ? undefined : typeName(node)),
    decorators: remembered((node: TSESTree.Node) => decoratorsOf(node, resolver)),
    get imports() {
      return imports();
    },
    functionOf: enclosingFunction,
    classOf: enclosingClass,
    superclass: remembered((node: TSESTree.ClassDeclaration | TSESTree.ClassExpression) =>
      node.superClass ? { origin: clientClass(resolver.origin(node.superClass)), arguments: superTypeArguments(node).map((type) => namedArgument(type, resolver)) } : undefined),
    standIn: (module, name) => (project.exports.length === 0 ? undefined : standInOf(project.exports, module, name, (source, path) => createResolver(source, path))),
    references: bindings.references,
  };
  if (!types) own(resolver);
  return resolver;
};

/** Arguments keep their places; the name is empty where none says the type. */
const namedArgument = (node: TSESTree.TypeNode, at: Resolver): TypeName =>
  at.typeName(node) ?? { name: '', qualifier: [], module: undefined, imported: undefined, arguments: [], node };
