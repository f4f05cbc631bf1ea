/**
 * Functions that tell a violation by a field that the error lacks, wherever they are called: `error.code === 'P2002' && error.meta.target.includes('email')`
 * under a driver adapter.
 *
 * Only where a code that no other library has stands beside the field. Never assumed: who calls the function.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { AbsentPath, Dialect } from '../operations/dialect.js';
import type { Resolver } from '../resolve/resolver.js';
import { childrenOf } from '../syntax/descendants.js';
import { isFunction, parametersOf, type FunctionNode } from '../syntax/functions.js';
import { errorTestsOf } from './error-tests.js';
import { matching, mentions } from './unsafe-catch.js';

export interface BlindPredicate {
  readonly node: TSESTree.Node;
  readonly path: string;
  readonly instead: string;
}

/** A cheap look at the text. */
export const mayBeBlind = (text: string, dialects: readonly Dialect[]): boolean => dialects.some(({ conflicts }) => conflicts.hint !== undefined && text.includes(conflicts.hint));

/** All such functions of a file. */
export const findBlindPredicates = (at: Resolver, dialects: readonly Dialect[]): readonly BlindPredicate[] => {
  const absent = dialects.flatMap(({ conflicts }) => conflicts.absent(at, undefined).filter(({ beside }) => beside !== undefined));
  return absent.length === 0 ? [] : functionsIn(at.sourceCode.ast).flatMap((fn) => inFunction(fn, absent, at));
};

const functionsIn = (node: TSESTree.Node): readonly FunctionNode[] => [...(isFunction(node) ? [node] : []), ...childrenOf(node).flatMap(functionsIn)];

const inFunction = (fn: FunctionNode, absent: readonly AbsentPath[], at: Resolver): readonly BlindPredicate[] =>
  parametersOf(fn).flatMap((parameter) => {
    if (parameter.type !== 'Identifier') return [];
    const { tests } = errorTestsOf(fn.body, parameter, at);
    const test = tests.find((one) => one.call === undefined && one.how !== 'absent' && matching(one, absent));
    const path = test && matching(test, absent);
    const isOwn = tests.some(({ value }) => value === path?.beside);
    // the field is asked for being there, or the value may come from elsewhere
    const isFallback = tests.some((one) => (one.how === 'absent' ? matching(one, absent) : one.node === test?.node && !matching(one, absent)));
    if (!test || !path || !isOwn || isFallback || mentions(fn.body, path.knownBy)) return [];
    return [{ node: test.node, path: path.path.join('.'), instead: path.instead }];
  });
