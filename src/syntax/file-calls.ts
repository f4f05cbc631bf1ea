/** The calls of a file, found by one walk that everybody shares. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/** Calls, constructions, tagged templates, and `await query` of a variable. */
export type FileCall = TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.TaggedTemplateExpression | TSESTree.AwaitExpression;

const found = new WeakMap<TSESTree.Program, readonly FileCall[]>();

/** All calls of a file by their ends, inner ones first. By the parser's visitor keys; types are left out. */
export const callsIn = (sourceCode: Pick<TSESLint.SourceCode, 'ast' | 'visitorKeys'>): readonly FileCall[] => {
  let calls = found.get(sourceCode.ast);
  if (!calls) found.set(sourceCode.ast, (calls = collect(sourceCode)));
  return calls;
};

const collect = ({ ast, visitorKeys }: Pick<TSESLint.SourceCode, 'ast' | 'visitorKeys'>): readonly FileCall[] => {
  const calls: FileCall[] = [];
  const stack: TSESTree.Node[] = [ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression' || node.type === 'NewExpression' || (node.type === 'AwaitExpression' && node.argument.type === 'Identifier')) calls.push(node);
    for (const key of visitorKeys[node.type] ?? []) {
      if (key === 'typeAnnotation' || key === 'typeParameters' || key === 'returnType') continue;
      const child = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(child)) {
        for (const item of child as unknown[]) if (isNode(item)) stack.push(item);
      } else if (isNode(child)) stack.push(child);
    }
  }
  return calls.sort((a, b) => a.range[1] - b.range[1]);
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value;
