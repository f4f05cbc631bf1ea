/**
 * What else the file does with an expression: `prisma.user.findUnique(…)` somewhere proves that the same `prisma` is a client, and
 * `db.User.findAll(…)` that `db` is none.
 *
 * Identifiers are told apart by their binding, member chains (`ctx.prisma`, `this.db`) by their text. Cached a file.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { plain } from '../../syntax/bare.js';
import { memberName } from '../../syntax/property-name.js';

const PROOF = new Set(['findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'createMany', 'createManyAndReturn', 'updateManyAndReturn']);
const CLIENT_ONLY = new Set(['$transaction', '$queryRaw', '$queryRawUnsafe', '$executeRaw', '$executeRawUnsafe', '$extends', '$connect', '$disconnect']);
const OTHER = new Set(['findAll', 'findByPk', 'findOne', 'findOrCreate', 'bulkCreate', 'insertOne', 'insertMany', 'updateOne', 'deleteOne', 'findOneAndUpdate', 'findById']);

const DISTINCTIVE_USE = new RegExp(String.raw`^\s*[?!]?\.\s*(?:(\w+)\s*[?!]?\.\s*(?:${[...PROOF].join('|')})\s*\(\s*[{)]|\$(?:transaction|queryRaw|executeRaw|extends|connect|disconnect))`);
const OTHER_USE = new RegExp(String.raw`^\s*[?!]?\.\s*\w+\s*[?!]?\.\s*(?:${[...OTHER].join('|')})\s*\(`);

/** `client`: used as only a Prisma client can be; `other`: used as none can be. */
export type Use = 'client' | 'other' | undefined;

const byVariable = new WeakMap<object, Use>();
const byText = new WeakMap<TSESTree.Program, Map<string, Use>>();

export const useOf = (node: TSESTree.Node, at: Resolver): Use => {
  if (node.type === 'Identifier') {
    const variable = at.variable(node);
    if (variable === undefined) return textUse(node.name, at);
    if (!byVariable.has(variable)) byVariable.set(variable, decide(at.references(variable).map((reference) => useAt(reference.identifier))));
    return byVariable.get(variable);
  }
  if (node.type !== 'MemberExpression') return undefined;
  const text = at.sourceCode.getText(node);
  return /^[\w$]+(?:[?!]?\.[\w$]+)+$/.test(text) ? textUse(text.replaceAll(/[?!]/g, ''), at) : undefined;
};

const decide = (uses: readonly Use[]): Use => (uses.includes('client') ? 'client' : uses.find((use) => use !== undefined));

/** What is done with one mention of the expression. */
const useAt = (mention: TSESTree.Node): Use => {
  const first = memberAround(mention);
  const name = first === undefined ? undefined : memberName(first);
  if (first === undefined || name === undefined) return undefined;
  if (CLIENT_ONLY.has(name)) return 'client';
  const second = memberAround(first);
  const verb = second === undefined ? undefined : memberName(second);
  if (second === undefined || verb === undefined || second.parent.type !== 'CallExpression' || second.parent.callee !== second) return undefined;
  if (PROOF.has(verb) && name !== 'query' && takesObject(second.parent)) return 'client';
  return OTHER.has(verb) ? 'other' : undefined;
};

const takesObject = (call: TSESTree.CallExpression): boolean => {
  const [first] = call.arguments;
  return first === undefined || plain(first).type === 'ObjectExpression';
};

const memberAround = (node: TSESTree.Node): TSESTree.MemberExpression | undefined => {
  let current: TSESTree.Node | undefined = node.parent;
  let child = node;
  while (current?.type === 'TSNonNullExpression' || current?.type === 'ChainExpression') {
    child = current;
    current = current.parent;
  }
  return current?.type === 'MemberExpression' && current.object === child ? current : undefined;
};

const textUse = (path: string, at: Resolver): Use => {
  const program = at.sourceCode.ast;
  const cache = byText.get(program) ?? new Map<string, Use>();
  byText.set(program, cache);
  if (!cache.has(path)) cache.set(path, decide(mentions(path, at.sourceCode.text)));
  return cache.get(path);
};

const MAX_MENTIONS = 400;

const mentions = (path: string, text: string): readonly Use[] => {
  const uses: Use[] = [];
  for (let index = text.indexOf(path), count = 0; index !== -1 && count < MAX_MENTIONS; index = text.indexOf(path, index + path.length), count += 1) {
    if (/[\w$.]/.test(text.charAt(index - 1))) continue;
    const after = text.slice(index + path.length, index + path.length + 120);
    const found = DISTINCTIVE_USE.exec(after);
    if (found !== null && found[1] !== 'query') uses.push('client');
    else if (OTHER_USE.test(after)) uses.push('other');
  }
  return uses;
};
