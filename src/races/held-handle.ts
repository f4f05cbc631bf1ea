/**
 * Who holds a transaction's handle: the function that opens it, and those of the same file that it is given to.
 *
 * Decided by binding: a handle is held by the parameter, or the property of a destructured one, that a call gives it to. Never assumed: that a function
 * has the handle because of a name.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import type { Hop, Instance } from '../model/instance.js';
import type { Handle } from '../operations/operation.js';
import { ownerOf } from '../resolve/modules.js';
import type { Origin, Resolver } from '../resolve/resolver.js';
import { keyName } from '../syntax/property-name.js';

/** A parameter, or a property of it. */
interface Held {
  readonly index: number;
  readonly path: readonly string[];
}

/** An operation as the innermost function sees it that is given the handle on the way: there it could have gone through it. */
export const whereHeld = (file: FileModel, instance: Instance, handle: Handle): Instance => {
  const { resolver } = file.facts;
  const opened = variableOf(handle.node, resolver);
  let isHandle = (node: TSESTree.Node): boolean => opened !== undefined && variableOf(node, resolver) === opened;
  let current = instance;
  for (;;) {
    const [into, ...further] = current.hops;
    const held = into && ownerOf(into.callee) === resolver ? givenTo(into, isHandle, resolver) : [];
    const inner = into && held.length > 0 ? file.modelOf(into.callee)?.instances.find((other) => other.operation === current.operation && isSameWay(other.hops, further)) : undefined;
    if (!into || !inner) return current;
    current = inner;
    isHandle = (node) => optionsOf(resolver.origin(node)).some((origin) => origin.kind === 'parameter' && origin.fn === into.callee && held.some(({ index, path }) => index === origin.index && path.join('.') === origin.path.join('.')));
  }
};

const variableOf = (node: TSESTree.Node, at: Resolver): ReturnType<Resolver['variable']> => {
  const bare = at.bare(node);
  return bare.type === 'Identifier' ? at.variable(bare) : undefined;
};

const optionsOf = (origin: Origin): readonly Origin[] => (origin.kind === 'either' ? origin.options : [origin]);

const isSameWay = (a: readonly Hop[], b: readonly Hop[]): boolean => a.length === b.length && a.every(({ node }, index) => node === b[index]?.node);

/** The parameters of a called function that are given the handle. */
const givenTo = ({ node, callee }: Hop, isHandle: (node: TSESTree.Node) => boolean, at: Resolver): readonly Held[] => {
  if (node.type !== 'CallExpression') return [];
  const spread = node.arguments.findIndex((argument) => argument.type === 'SpreadElement');
  return node.arguments.slice(0, spread < 0 ? undefined : spread).flatMap((argument, index): readonly Held[] => {
    const parameter = callee.params[index];
    if (!parameter) return [];
    if (isHandle(argument)) return isNamed(parameter) ? [{ index, path: [] }] : [];
    return [...at.object(argument).entries].flatMap(([name, { value }]) => (isHandle(value) && takes(parameter, name) ? [{ index, path: [name] }] : []));
  });
};

const withoutDefault = (parameter: TSESTree.Parameter): TSESTree.Node => (parameter.type === 'AssignmentPattern' ? parameter.left : parameter);

const isNamed = (parameter: TSESTree.Parameter): boolean => withoutDefault(parameter).type === 'Identifier';

/** Whether a parameter takes a property of its argument: by destructuring it, or as a whole. */
const takes = (parameter: TSESTree.Parameter, name: string): boolean => {
  const bare = withoutDefault(parameter);
  if (bare.type !== 'ObjectPattern') return bare.type === 'Identifier';
  return bare.properties.some((property) => property.type === 'Property' && keyName(property) === name);
};
