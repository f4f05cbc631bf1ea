/**
 * Which package's object, or function, a call goes to.
 *
 * In: a callee. Out: the module specifier and the name that it exports. Decided by where the receiver comes from: an import, also through constructors,
 * factories, fields, injected types and other files; never by its name.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { calleeElsewhere } from './callees.js';
import { importedPlace } from '../resolve/modules.js';
import type { Origin, Resolver } from '../resolve/resolver.js';

export interface Package {
  readonly module: string;
  readonly name: string;
}

const maxDepth = 6;

/** The package that a callee comes from; undefined: none that is known. */
export const packageOf = (callee: TSESTree.Node, at: Resolver): Package | undefined => (at.modules ? at.modules.anything(() => rootOf(callee, at)) : rootOf(callee, at));

const rootOf = (callee: TSESTree.Node, at: Resolver): Package | undefined => {
  if (callee.type === 'MemberExpression') return rootOfNode(callee.object, at, 0);
  const origin = at.origin(callee);
  // a function of the package itself, or an instance that is one (`axios.create()`)
  return origin.kind === 'import' || origin.kind === 'call' ? rootOfOrigin(origin, at, 0) : undefined;
};

const rootOfNode = (node: TSESTree.Node, at: Resolver, depth: number): Package | undefined => (depth > maxDepth ? undefined : (rootOfOrigin(at.origin(node), at, depth) ?? typed(node, at)));

/** The package that a value comes from. */
const rootOfOrigin = (origin: Origin, at: Resolver, depth: number): Package | undefined => {
  if (depth > maxDepth) return undefined;
  switch (origin.kind) {
    case 'import':
      return imported(origin, at, depth);
    case 'new':
      return rootOfOrigin(origin.callee, at, depth + 1);
    case 'call':
      return rootOfOrigin(origin.callee, at, depth + 1) ?? returned(origin.node, at, depth);
    case 'member':
      return rootOfOrigin(origin.object, at, depth + 1) ?? typed(origin.node, at);
    case 'field':
      return typed(origin.declaration, at) ?? (origin.value && rootOfNode(origin.value, at, depth + 1));
    case 'parameter':
      return typed(origin.node, at);
    case 'either':
      for (const option of origin.options) {
        const found = rootOfOrigin(option, at, depth + 1);
        if (found) return found;
      }
      return undefined;
    default:
      return undefined;
  }
};

const imported = ({ module, name }: Extract<Origin, { kind: 'import' }>, at: Resolver, depth: number): Package | undefined => {
  const place = importedPlace(module, name, at);
  return place ? rootOfNode(place.node, place.at, depth + 1) : { module, name };
};

const typed = (node: TSESTree.Node, at: Resolver): Package | undefined => {
  const type = at.annotation(node);
  return type?.module === undefined ? undefined : { module: type.module, name: type.imported ?? type.name };
};

/** `MailQueue.getInstance()`: by the type that a function of the project says that it gives. */
const returned = (call: TSESTree.CallExpression, at: Resolver, depth: number): Package | undefined => {
  const own = typed(call, at);
  if (own) return own;
  const callee = depth < maxDepth ? calleeElsewhere(call, at) : undefined;
  const type = callee && callee.at.typeName(callee.fn.returnType?.typeAnnotation);
  return type?.module === undefined ? undefined : { module: type.module, name: type.imported ?? type.name };
};
