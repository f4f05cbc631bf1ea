/**
 * Where the value of an expression comes from, by the file's syntax and bindings.
 *
 * One step of the question; the resolver remembers the answers and ends cycles.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { bare } from '../syntax/bare.js';
import { isClass, thisOwner } from '../syntax/classes.js';
import { memberName } from '../syntax/property-name.js';
import { eitherOf, unknownOrigin } from './either.js';
import { importOrigin, loadedModule, specifierOrigin } from './imports.js';
import { memberOf, thisMember } from './members.js';
import type { Origin, Resolver } from './resolver.js';
import { constructedClient } from './stand-ins.js';

/** The origin of a node that is neither wrapped nor an identifier with a variable. */
export const expressionOrigin = (node: TSESTree.Node, at: Resolver): Origin => {
  switch (node.type) {
    case 'Identifier':
      return isKey(node) ? unknownOrigin : { kind: 'global', name: node.name };
    case 'MemberExpression':
      return memberOrigin(node, at);
    case 'TSQualifiedName':
      return memberOf(at.origin(node.left), node.right.name, node, at);
    case 'CallExpression':
    case 'ImportExpression':
      return callOrigin(node, at);
    case 'NewExpression':
      return newOrigin(node, at);
    case 'ThisExpression':
    case 'Super':
      return thisOrigin(node);
    case 'LogicalExpression':
      return node.operator === '&&' ? at.origin(node.right) : eitherOf([at.origin(node.left), at.origin(node.right)]);
    case 'ConditionalExpression':
      return eitherOf([at.origin(node.consequent), at.origin(node.alternate)]);
    case 'AssignmentExpression':
      return assignmentOrigin(node, at);
    case 'SequenceExpression':
      return last(node.expressions, at);
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier': {
      const imported = specifierOrigin(node);
      return imported ? importOrigin(imported, at) : unknownOrigin;
    }
    default:
      return declaredOrigin(node);
  }
};

/** `a.key`, `{ key: a }`: a name, but no value. */
const isKey = (node: TSESTree.Identifier): boolean => {
  const { parent } = node;
  if (parent.type === 'MemberExpression') return parent.property === node && !parent.computed;
  return 'key' in parent && parent.key === node && !('computed' in parent && parent.computed);
};

const declaredOrigin = (node: TSESTree.Node): Origin => {
  switch (node.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return { kind: 'function', fn: node };
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { kind: 'class', class: node };
    case 'Literal':
    case 'TemplateLiteral':
    case 'TaggedTemplateExpression':
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'UpdateExpression':
    case 'MetaProperty':
    case 'JSXElement':
    case 'JSXFragment':
      return { kind: 'expression', node };
    default:
      return unknownOrigin;
  }
};

const memberOrigin = (node: TSESTree.MemberExpression, at: Resolver): Origin => {
  const name = memberName(node);
  if (name === undefined) return unknownOrigin;
  const object = bare(node.object);
  if (object.type === 'ThisExpression' || object.type === 'Super') return thisMember(object, name, node, at);
  return memberOf(at.origin(object), name, node, at);
};

const newOrigin = (node: TSESTree.NewExpression, at: Resolver): Origin => {
  const callee = at.origin(node.callee);
  return constructedClient(callee) ?? { kind: 'new', callee, node };
};

const callOrigin = (node: TSESTree.CallExpression | TSESTree.ImportExpression, at: Resolver): Origin => {
  const module = loadedModule(node, at.variable);
  if (module !== undefined) return requiredOrigin(node, module, at);
  return node.type === 'ImportExpression' ? unknownOrigin : { kind: 'call', callee: at.origin(node.callee), node };
};

/** A module as a whole; what `require` gives may be the module's only export. */
const requiredOrigin = (node: TSESTree.CallExpression | TSESTree.ImportExpression, module: string, at: Resolver): Origin => {
  const whole = { kind: 'import', module, name: '*', node } as const;
  const only = node.type === 'CallExpression' && !isTakenApart(node) ? at.standIn(module, 'default')?.origin : undefined;
  return only ?? importOrigin(whole, at);
};

/** `require('x').a`, `const { a } = require('x')` */
const isTakenApart = ({ parent }: TSESTree.Node): boolean => parent?.type === 'MemberExpression' || (parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern');

const thisOrigin = (node: TSESTree.Node): Origin => {
  const owner = thisOwner(node);
  if (owner === undefined || isClass(owner)) return { kind: 'this', class: owner };
  return { kind: 'expression', node: owner };
};

const assignmentOrigin = (node: TSESTree.AssignmentExpression, at: Resolver): Origin => {
  switch (node.operator) {
    case '=':
    case '&&=':
      return at.origin(node.right);
    case '??=':
    case '||=':
      return eitherOf([at.origin(node.left), at.origin(node.right)]);
    default:
      return { kind: 'expression', node };
  }
};

const last = (expressions: readonly TSESTree.Node[], at: Resolver): Origin => {
  const found = expressions.at(-1);
  return found === undefined ? unknownOrigin : at.origin(found);
};

/** Chains with more links are asked from their root outwards. */
const longChain = 12;

/** Whether a node may be a link of a chain. */
export const isLink = (node: TSESTree.Node): boolean => node.type === 'MemberExpression' || node.type === 'CallExpression' || node.type === 'LogicalExpression';

const linkBefore = (node: TSESTree.Node): TSESTree.Node | undefined => {
  if (node.type === 'MemberExpression') return bare(node.object);
  if (node.type === 'CallExpression') return bare(node.callee);
  return node.type === 'LogicalExpression' ? bare(node.left) : undefined;
};

/** The nodes of a long chain, innermost first (asked in this order, no question goes deep); none for a short one. */
export const longSpine = (node: TSESTree.Node): readonly TSESTree.Node[] => {
  let length = 0;
  for (let current: TSESTree.Node | undefined = node; current !== undefined && length <= longChain; current = linkBefore(current)) length += 1;
  if (length <= longChain) return [];
  const nodes: TSESTree.Node[] = [];
  for (let current: TSESTree.Node | undefined = node; current !== undefined; current = linkBefore(current)) nodes.push(current);
  return nodes.reverse();
};
