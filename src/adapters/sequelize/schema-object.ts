/** `sequelize.define('user', attributes, options)` and `User.init(attributes, options)`. Source: Sequelize 6, "Model Basics". */
import type { TSESTree } from '@typescript-eslint/utils';
import type { TableSchema } from '../../operations/schema.js';
import { isClosed, optionsOf } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';
import { newDraft, readAttribute, readIndexes, schemaFrom } from './schema-parts.js';

/** What a definition says; undefined where its attributes aren't written out. */
export const objectSchema = (name: string, attributes: TSESTree.Node | undefined, options: TSESTree.Node | undefined, node: TSESTree.Node, at: Resolver): TableSchema | undefined => {
  const given = optionsOf(attributes, at);
  if (!given.shape.node) return undefined;
  const draft = newDraft();
  draft.complete = isClosed(given);
  for (const [own, { value }] of given.shape.entries) {
    // a type alone: `DataTypes.STRING`, `DataTypes.STRING(80)`
    const written = at.constant(value);
    if (written.type !== 'ObjectExpression' && written.type !== 'MemberExpression' && written.type !== 'CallExpression') draft.complete = false;
    readAttribute(own, optionsOf(written.type === 'ObjectExpression' ? written : undefined, at), draft);
  }
  const settings = optionsOf(options, at);
  readIndexes(settings, draft);
  return schemaFrom(name, draft, settings, node.loc.start.line);
};
