/** `[Op.gt]: 1`, `$gt: 1`: the operator that a key of a predicate is. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { keyName, memberName } from '../../syntax/property-name.js';

const names: ReadonlySet<string> = new Set([
  'eq', 'ne', 'is', 'not', 'gt', 'gte', 'lt', 'lte', 'in', 'notIn', 'or', 'and', 'like', 'iLike', 'notLike', 'notILike', 'startsWith', 'endsWith', 'substring', 'regexp',
  'iRegexp', 'between', 'notBetween', 'any', 'all', 'contains', 'contained', 'overlap', 'col', 'match', 'adjacent',
]);

/** The operator's name; undefined for a column. Version 4 wrote operators as strings. */
export const operatorOf = (property: TSESTree.Property, at: Resolver): string | undefined => {
  if (!property.computed) {
    const name = keyName(property);
    return name?.startsWith('$') === true && names.has(name.slice(1)) ? name.slice(1) : undefined;
  }
  const key = at.constant(property.key);
  if (key.type !== 'MemberExpression') return undefined;
  const name = memberName(key);
  const object = at.bare(key.object);
  const owner = object.type === 'Identifier' ? object.name : object.type === 'MemberExpression' ? memberName(object) : undefined;
  return name !== undefined && names.has(name) && owner !== undefined && /^(?:Op|Operators|SequelizeOp|OP)$/.test(owner) ? name : undefined;
};
