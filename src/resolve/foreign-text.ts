/** Strings that another file of the project writes down: an imported constant, a member of an imported enum or constant object. */
import type { TSESTree } from '@typescript-eslint/utils';
import { memberName } from '../syntax/property-name.js';
import { importedPlace, type Place } from './modules.js';
import type { Resolver } from './resolver.js';

/** The string that an expression always is; undefined where that can't be told. */
export const foreignText = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier') {
    const place = placeOf(bare, at);
    return place && place.at.text(place.node);
  }
  const name = bare.type === 'MemberExpression' ? memberName(bare) : undefined;
  const place = bare.type === 'MemberExpression' && name !== undefined ? placeOf(bare.object, at) : undefined;
  if (!place || name === undefined) return undefined;
  const declared = place.node.type === 'Identifier' ? place.at.variable(place.node)?.defs.find(({ type }) => type === 'TSEnumName')?.node : place.node;
  if (declared?.type === 'TSEnumDeclaration') {
    const member = declared.body.members.find(({ id }) => (id.type === 'Identifier' ? id.name : id.value) === name);
    return place.at.text(member?.initializer ?? undefined);
  }
  return place.at.text(place.at.object(place.at.constant(place.node)).entries.get(name)?.value);
};

const placeOf = (node: TSESTree.Node, at: Resolver): Place | undefined => {
  const origin = at.origin(node);
  return origin.kind === 'import' ? importedPlace(origin.module, origin.name, at) : undefined;
};
