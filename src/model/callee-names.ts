/** Names of calls and functions: a first look at who may call whom. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import { keyName, memberName } from '../syntax/property-name.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** Methods that run a callback for every element. */
export const iterating: ReadonlySet<string> = new Set(['map', 'forEach', 'filter', 'some', 'every', 'find', 'findLast', 'findIndex', 'flatMap', 'reduce', 'reduceRight']);

/** Methods that give their callback one value: the element of a list, or what was awaited. */
const givesOne: ReadonlySet<string> = new Set(['map', 'flatMap', 'forEach', 'then']);

/** `orders.map(cancel)`, `load(id).then(this.cancel)`: the function that a call hands on by its name, to be run with what it is called on. */
export const handedOn = ({ callee, arguments: [first] }: Call): TSESTree.Identifier | TSESTree.MemberExpression | undefined => {
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  if (name === undefined || !givesOne.has(name) || !first) return undefined;
  // `cancel.bind(this)`
  const reference = first.type === 'CallExpression' && first.callee.type === 'MemberExpression' && memberName(first.callee) === 'bind' ? first.callee.object : first;
  return reference.type === 'Identifier' || (reference.type === 'MemberExpression' && memberName(reference) !== undefined) ? reference : undefined;
};

/** The name by which a call names its callee, for a first look. */
export const calleeName = (call: Call): string | undefined => {
  let callee: TSESTree.Node = handedOn(call) ?? call.callee;
  while (callee.type === 'ChainExpression' || callee.type === 'TSNonNullExpression' || callee.type === 'TSAsExpression' || callee.type === 'TSInstantiationExpression') callee = callee.expression;
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' ? memberName(callee) : undefined;
};

/** The names under which a function may be called. */
export const namesOf = (fn: FunctionNode): readonly string[] => {
  const names: string[] = [];
  if (fn.type !== 'ArrowFunctionExpression' && fn.id) names.push(fn.id.name);
  // up through wrappers: `const f = cache(async () => …)`
  let parent: TSESTree.Node = fn.parent;
  while (parent.type === 'CallExpression') parent = parent.parent;
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') names.push(parent.id.name);
  else if (parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition' || parent.type === 'Property') names.push(keyName(parent) ?? '');
  else if (parent.type === 'AssignmentExpression' && parent.left.type === 'Identifier') names.push(parent.left.name);
  return names;
};
