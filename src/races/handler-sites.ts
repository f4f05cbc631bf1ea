/** The error handlers of a file, each with the model of the function that it is in. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import type { Context } from '../model/context.js';
import { promiseHandler } from '../model/contexts.js';
import type { FunctionModel } from '../model/function-model.js';
import { childrenOf } from '../syntax/descendants.js';

export interface HandlerSite {
  readonly handler: Extract<Context, { kind: 'handler' }>;
  readonly model: FunctionModel;
}

const known = new WeakMap<FileModel, readonly HandlerSite[]>();

/** `try` with a `catch`, and `.catch(…)` on the promises of operations and calls, in source order. */
export const handlersOf = (file: FileModel): readonly HandlerSite[] => {
  let found = known.get(file);
  if (!found) known.set(file, (found = collect(file)));
  return found;
};

const collect = (file: FileModel): readonly HandlerSite[] => {
  const found: HandlerSite[] = [];
  const add = (handler: HandlerSite['handler'], node: TSESTree.Node): void => {
    const model = file.modelAround(node);
    if (model) found.push({ handler, model });
  };
  const visit = (node: TSESTree.Node): void => {
    if (node.type === 'TryStatement' && node.handler) add({ kind: 'handler', node, catches: node.handler }, node);
    else if (node.type === 'CallExpression') {
      const context = promiseHandler(node);
      if (context?.kind === 'handler' && !found.some(({ handler }) => handler.node === context.node)) add(context, node);
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(file.facts.program);
  return found;
};
