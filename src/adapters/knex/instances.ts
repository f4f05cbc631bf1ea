/** Objection's models in memory: which table is `person.$query()` about? */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { modelTable, tableNamed } from './tables.js';

/** The table of a row: the query's that gave it, its declared class's, or its own class's for `this`. */
export const rowTable = (row: TSESTree.Node, at: Resolver, tableOfQuery: (node: TSESTree.Node) => Known<Table> | undefined): Known<Table> => {
  const bare = at.bare(row);
  if (bare.type === 'ThisExpression') return modelTable(bare, at);
  const value = at.constant(bare);
  const found = value === bare ? undefined : tableOfQuery(value);
  if (found !== undefined) return found;
  const type = at.annotation(bare);
  return type === undefined || !/^[A-Z]/.test(type.name) ? unknown : tableNamed(type.name);
};
