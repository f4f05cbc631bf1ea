/**
 * Carries the handle of a callee's operation to a call: what the callee, or the object whose method it is, was given.
 *
 * In: the handle as the callee sees it. Out: as the caller sees it. Never assumed: what an object that came from elsewhere was made with.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import type { Handle } from '../operations/operation.js';
import { constructorArgument, constructorParameter, partOf } from '../resolve/constructed.js';
import { givenAs, type Given } from '../resolve/given.js';
import { ownerOf } from '../resolve/modules.js';
import type { Origin, Resolver } from '../resolve/resolver.js';
import type { Interpreter } from './interpreter.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** A handle that the callee was given is the caller's own; one that may be left out and is, is the outer client. */
export const applyHandle = (of: Handle, node: Call, callee: FunctionNode, at: Interpreter): Handle => {
  if (of.kind === 'client' && !isGiven(of, callee)) return node.callee.type === 'MemberExpression' ? ofObject(of, node.callee.object, at) : of;
  const found = ownerOf(of.node)?.origin(of.node);
  if (!found) return of;
  // `const db = tx ?? client`
  const origin = found.kind === 'either' ? found.options.map(givenAs).find((option) => option !== undefined) : givenAs(found);
  if (origin?.fn !== callee) return of;
  const argument = partOf(node.arguments, origin.index, origin.path, at.facts.resolver);
  if (argument === 'left out') return of.kind === 'either' ? { ...of, kind: 'client' } : of;
  if (!argument) return of.kind === 'client' && !isHandedOn(node, origin, at.facts.resolver) ? unknownHandle(of, node, at.facts.resolver) : of;
  return given(of, argument, at);
};

/** The callee got it in an object: the type of a client says nothing of what a caller puts there. */
const isGiven = ({ node }: Handle, callee: FunctionNode): boolean => {
  const origin = ownerOf(node)?.origin(node);
  const found = origin && givenAs(origin);
  return found !== undefined && found.fn === callee && found.path.length > 0;
};

/** `remove({ ctx })` in a function that was given `ctx`: the object that holds the client is the same one. */
const isHandedOn = ({ arguments: given }: Call, { index, path }: Given, at: Resolver): boolean =>
  path.some((_, length) => {
    const holder = partOf(given, index, path.slice(0, length), at);
    return holder !== undefined && holder !== 'left out' && givenAs(at.origin(holder)) !== undefined;
  });

const given = (of: Handle, argument: TSESTree.Node, at: Interpreter): Handle => {
  const known = at.facts.handleOf(argument);
  if (known) return known;
  // what was made outside any function is no transaction
  const { resolver } = at.facts;
  const { kind } = resolver.origin(argument);
  if (kind === 'import' || kind === 'field' || kind === 'new') return { kind: 'client', id: `outer:${resolver.sourceCode.getText(argument)}`, node: argument };
  // only handed on here: all that are given this variable go through one connection
  const name = declaredName(argument, resolver);
  return name ? { ...of, id: `given:${String(name.range[0])}`, node: resolver.bare(argument) } : of;
};

/** Where the variable that an expression is was declared. */
const declaredName = (node: TSESTree.Node, at: Resolver): TSESTree.Node | undefined => {
  const bare = at.bare(node);
  return bare.type === 'Identifier' ? at.variable(bare)?.defs[0]?.name : undefined;
};

/** The handle of an object on which a method is called, which its constructor was given (`new Users(tx).create(…)`). */
const ofObject = (of: Handle, object: TSESTree.Node, at: Interpreter): Handle => {
  const { resolver } = at.facts;
  const origin = resolver.origin(object);
  const made = newOf(origin, resolver);
  if (!made && isOfProgram(origin)) return of;
  const home = ownerOf(of.node);
  // a base class whose constructor takes the client has no operations, as a rule
  const seen = <T>(ask: () => T): T => (resolver.modules ? resolver.modules.anything(ask) : ask());
  const parameter = home && seen(() => constructorParameter(home.origin(of.node), home));
  if (!parameter) return of;
  const argument = made && seen(() => constructorArgument(made, parameter, resolver));
  if (argument === 'left out') return of;
  return argument ? madeWith(of, argument, at) : unknownHandle(of, object, resolver);
};

/** Where an object is made: here, or where the field that holds it gets its value. */
const newOf = (origin: Origin, at: Resolver): TSESTree.NewExpression | undefined => {
  if (origin.kind === 'new') return origin.node;
  const value = origin.kind === 'field' ? origin.value && at.origin(origin.value) : undefined;
  return value?.kind === 'new' ? value.node : undefined;
};

/** One that lives as long as the program: of a module, or a field of such a one. */
const isOfProgram = (origin: Origin): boolean => {
  let root = origin;
  while (root.kind === 'member') root = root.object;
  return root.kind === 'this' || root.kind === 'field' || root.kind === 'import' || root.kind === 'class';
};

const madeWith = (of: Handle, argument: TSESTree.Node, at: Interpreter): Handle => {
  const known = at.facts.handleOf(argument);
  if (known) return known;
  const { resolver } = at.facts;
  const origin = resolver.origin(argument);
  return isOfProgram(origin) || origin.kind === 'new' || constructorParameter(origin, resolver) ? { ...of, node: argument } : unknownHandle(of, argument, resolver);
};

/** It may be a transaction; what goes through one variable goes through one connection. */
const unknownHandle = (of: Handle, node: TSESTree.Node, at: Resolver): Handle => ({ ...of, kind: 'either', id: `object:${String((declaredName(node, at) ?? node).range[0])}` });
