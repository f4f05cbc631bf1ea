/** Expressions that can be evaluated twice, or elsewhere, and give the same; and whether two of them are one. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { plain } from './bare.js';
import { childrenOf } from './descendants.js';
import { keyName, literalKey, memberName } from './property-name.js';

type VariableOf = (node: TSESTree.Identifier) => TSESLint.Scope.Variable | undefined;

const repeatable: ReadonlySet<string> = new Set([
  'Literal', 'Identifier', 'PrivateIdentifier', 'MemberExpression', 'ThisExpression', 'TemplateLiteral', 'TemplateElement', 'BinaryExpression', 'LogicalExpression', 'ConditionalExpression', 'ArrayExpression',
  'ObjectExpression', 'Property', 'ChainExpression', 'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion',
]);

/** An expression of names, members and operators alone: without calls, assignments, `await`. */
export const isRepeatable = (node: TSESTree.Node): boolean => {
  if (node.type.startsWith('TS') && !repeatable.has(node.type)) return true;
  if (node.type === 'UnaryExpression') return node.operator !== 'delete' && isRepeatable(node.argument);
  return repeatable.has(node.type) && childrenOf(node).every(isRepeatable);
};

/** Whether two repeatable expressions are the same, written in one way or the other (`{ a: a }` and `{ a }`). */
export const isSameExpression = (first: TSESTree.Node, second: TSESTree.Node, variableOf: VariableOf): boolean => {
  const [a, b] = [plain(first), plain(second)];
  const same = (left: TSESTree.Node, right: TSESTree.Node): boolean => isSameExpression(left, right, variableOf);
  const all = (left: readonly (TSESTree.Node | null)[], right: readonly (TSESTree.Node | null)[]): boolean =>
    left.length === right.length && left.every((node, index) => {
      const other = right[index];
      return node !== null && other !== null && other !== undefined && same(node, other);
    });
  if (a.type === 'Identifier') return b.type === 'Identifier' && a.name === b.name && variableOf(a) === variableOf(b);
  if (a.type === 'ThisExpression') return b.type === 'ThisExpression';
  if (a.type === 'Literal' || a.type === 'TemplateLiteral') {
    const key = literalKey(a);
    if (a.type === 'Literal' && b.type === 'Literal') return a.raw === b.raw || (typeof a.value === 'string' && a.value === b.value);
    if (key !== undefined) return key === literalKey(b);
    return a.type === 'TemplateLiteral' && b.type === 'TemplateLiteral' && all(a.expressions, b.expressions) && a.quasis.every((part, index) => part.value.raw === b.quasis[index]?.value.raw);
  }
  if (a.type === 'MemberExpression') {
    if (b.type !== 'MemberExpression' || !same(a.object, b.object)) return false;
    const name = memberName(a);
    return name === undefined ? memberName(b) === undefined && same(a.property, b.property) : name === memberName(b);
  }
  if (a.type === 'UnaryExpression') return b.type === 'UnaryExpression' && a.operator === b.operator && same(a.argument, b.argument);
  if (a.type === 'BinaryExpression') return b.type === 'BinaryExpression' && a.operator === b.operator && all([a.left, a.right], [b.left, b.right]);
  if (a.type === 'LogicalExpression') return b.type === 'LogicalExpression' && a.operator === b.operator && all([a.left, a.right], [b.left, b.right]);
  if (a.type === 'ArrayExpression') return b.type === 'ArrayExpression' && all(a.elements, b.elements);
  if (a.type === 'ObjectExpression') return b.type === 'ObjectExpression' && all(a.properties, b.properties);
  if (a.type === 'Property') return b.type === 'Property' && keyName(a) !== undefined && keyName(a) === keyName(b) && same(a.value, b.value);
  return false;
};

const makers: ReadonlySet<string> = new Set(['Date', 'Decimal', 'Set', 'Map', 'URL', 'Uint8Array']);
const harmless: ReadonlySet<string> = new Set([
  'now', 'toLowerCase', 'toUpperCase', 'trim', 'toString', 'toISOString', 'getTime', 'String', 'Number', 'BigInt', 'Boolean', 'stringify', 'parseInt', 'parseFloat', 'toFixed', 'slice', 'substring', 'split', 'join',
  'map', 'filter', 'includes', 'replace', 'replaceAll', 'normalize', 'round', 'floor', 'ceil', 'max', 'min', 'abs', 'randomUUID', 'nanoid', 'uuid', 'uuidv4', 'uuidv7', 'v4', 'v7', 'ulid', 'cuid', 'createId', 'cuid2', 'keys', 'values', 'entries', 'from',
]);

/** An expression that may be evaluated where its value isn't needed: repeatable, but for calls that only make a value. */
export const isHarmless = (node: TSESTree.Node): boolean => {
  if (node.type === 'NewExpression' || node.type === 'CallExpression') {
    const callee = plain(node.callee);
    const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberName(callee) : undefined;
    if (name === undefined || !(node.type === 'NewExpression' ? makers : harmless).has(name)) return false;
    return (callee.type !== 'MemberExpression' || isHarmless(callee.object)) && node.arguments.every(isHarmless);
  }
  if (node.type === 'ArrowFunctionExpression') return node.body.type !== 'BlockStatement' && isHarmless(node.body);
  if (node.type === 'SpreadElement' || node.type === 'UnaryExpression') return isHarmless(node.argument);
  if (node.type.startsWith('TS') && !repeatable.has(node.type)) return true;
  return repeatable.has(node.type) && childrenOf(node).every(isHarmless);
};
