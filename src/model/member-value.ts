/** What a member expression gives: a field, an element, a constant of a library. */
import type { TSESTree } from '@typescript-eslint/utils';
import { staticMember } from '../resolve/static-names.js';
import { lookupIn } from './dictionaries.js';
import type { Interpreter } from './interpreter.js';
import { evaluateNone } from './tagged.js';
import type { Value } from './values.js';

/** The value of `object.name` and `object[key]`. */
export const evaluateMember = (at: Interpreter, node: TSESTree.MemberExpression): Value => {
  const name = staticMember(node, at.facts.resolver);
  if (name === undefined) {
    const of = at.evaluate(node.object);
    const key = at.evaluate(node.property);
    return (of.kind === 'object' || (of.kind === 'list' && of.key !== undefined) ? lookupIn(at, of, key) : undefined) ?? at.lookup(of, key);
  }
  return evaluateNone(at, node, name) ?? at.fieldOf(at.evaluate(node.object), name);
};
