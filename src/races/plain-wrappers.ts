/**
 * Functions of packages that run a callback once, now, and hold nothing over it: contexts, spans, scopes, logs.
 *
 * Facts alone, from the packages' own documentation. A callback of any other call that isn't known may run under a lock.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { ownerOf } from '../resolve/modules.js';
import { memberName } from '../syntax/property-name.js';
import { packageOf } from '../model/package-of.js';

/** modules, and their methods and functions that do so; a trailing `/` means all below */
const wrappers: readonly { readonly modules: readonly string[]; readonly runs: readonly string[] }[] = [
  { modules: ['async_hooks', 'node:async_hooks'], runs: ['run', 'exit', 'runInAsyncScope'] },
  { modules: ['nestjs-cls'], runs: ['run', 'runWith', 'exit'] },
  { modules: ['@opentelemetry/api', '@opentelemetry/'], runs: ['startActiveSpan', 'with'] },
  { modules: ['@sentry/'], runs: ['startSpan', 'startSpanManual', 'startNewTrace', 'continueTrace', 'withScope', 'withIsolationScope', 'withActiveSpan', 'withMonitor', 'runWithAsyncContext'] },
  { modules: ['dd-trace'], runs: ['trace'] },
  { modules: ['newrelic'], runs: ['startSegment', 'startBackgroundTransaction', 'startWebTransaction'] },
];

const methods: ReadonlySet<string> = new Set(wrappers.flatMap(({ runs }) => runs));

const isOf = (module: string, pattern: string): boolean => module === pattern || (pattern.endsWith('/') && module.startsWith(pattern));

/** Whether a call runs its callback and holds nothing over it. */
export const isPlainWrapper = (node: TSESTree.Node): boolean => {
  const at = ownerOf(node);
  if (!at || node.type !== 'CallExpression') return false;
  const callee = at.bare(node.callee);
  const name = callee.type === 'MemberExpression' ? memberName(callee) : callee.type === 'Identifier' ? callee.name : undefined;
  if (name === undefined) return false;
  const origin = callee.type === 'Identifier' ? at.origin(callee) : undefined;
  const called = origin?.kind === 'import' ? origin.name : name;
  const root = methods.has(called) ? packageOf(callee, at) : undefined;
  return root !== undefined && wrappers.some(({ modules, runs }) => runs.includes(called) && modules.some((pattern) => isOf(root.module, pattern)));
};
