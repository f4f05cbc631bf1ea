/** The calls of a file, and its assignments to members, found by one walk that everybody shares. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/** Calls, constructions, tagged templates, and `await query` of a variable. */
export type FileCall = TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.TaggedTemplateExpression | TSESTree.AwaitExpression;

/** `row.n = 1`, `row.n += 1`, `row.n++` */
export type MemberChange = (TSESTree.AssignmentExpression & { readonly left: TSESTree.MemberExpression }) | (TSESTree.UpdateExpression & { readonly argument: TSESTree.MemberExpression });

interface Walked {
  readonly calls: readonly FileCall[];
  readonly changes: readonly MemberChange[];
}

type Source = Pick<TSESLint.SourceCode, 'ast' | 'visitorKeys'>;

const found = new WeakMap<TSESTree.Program, Walked>();

const walked = (sourceCode: Source): Walked => {
  let known = found.get(sourceCode.ast);
  if (!known) found.set(sourceCode.ast, (known = collect(sourceCode)));
  return known;
};

/** All calls of a file by their ends, inner ones first. By the parser's visitor keys; types are left out. */
export const callsIn = (sourceCode: Source): readonly FileCall[] => walked(sourceCode).calls;

/** All assignments to members of a file by their ends, inner ones first. */
export const changesIn = (sourceCode: Source): readonly MemberChange[] => walked(sourceCode).changes;

/** Those of some nodes that lie in a stretch of the text. @param sorted by their ends, as {@link callsIn} gives them */
export const within = <T extends TSESTree.Node>(sorted: readonly T[], [start, end]: readonly [number, number]): readonly T[] => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.range[1] ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const inside: T[] = [];
  for (let at = low; at < sorted.length; at++) {
    const node = sorted[at];
    if (!node || node.range[1] > end) break;
    if (node.range[0] >= start) inside.push(node);
  }
  return inside;
};

const collect = ({ ast, visitorKeys }: Source): Walked => {
  const calls: FileCall[] = [];
  const changes: MemberChange[] = [];
  const stack: TSESTree.Node[] = [ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression' || node.type === 'NewExpression' || (node.type === 'AwaitExpression' && node.argument.type === 'Identifier')) calls.push(node);
    else if (isMemberChange(node)) changes.push(node);
    for (const key of visitorKeys[node.type] ?? []) {
      if (key === 'typeAnnotation' || key === 'typeParameters' || key === 'returnType') continue;
      const child = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(child)) {
        for (const item of child as unknown[]) if (isNode(item)) stack.push(item);
      } else if (isNode(child)) stack.push(child);
    }
  }
  const byEnd = (a: TSESTree.Node, b: TSESTree.Node): number => a.range[1] - b.range[1];
  return { calls: calls.sort(byEnd), changes: changes.sort(byEnd) };
};

const isMemberChange = (node: TSESTree.Node): node is MemberChange =>
  (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') || (node.type === 'UpdateExpression' && node.argument.type === 'MemberExpression');

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value;
