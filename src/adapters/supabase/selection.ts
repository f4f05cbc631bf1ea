/** The text of `select('id, name, team:teams!inner(id, name)')`: columns, and tables that come along. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';

export interface Selection {
  /** undefined: all, or not known */
  readonly columns: readonly string[] | undefined;
  /** tables that are read along, with the name under which a row has them */
  readonly embedded: readonly { readonly name: string; readonly table: string }[];
}

/** The parts of a list that stand at its top level. */
const partsOf = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
      continue;
    }
    if (character === '(') depth++;
    if (character === ')') depth--;
    part += character;
  }
  return [...parts, part.trim()].filter((one) => one !== '');
};

const embedding = /^(?:(\w+):)?(\w+)(?:![\w!]+)?\s*\(/;

/** What a read gives; no argument: all columns. */
export const selection = (node: TSESTree.Node | undefined, at: Resolver): Selection => {
  const text = node === undefined ? '*' : at.text(node);
  if (text === undefined) return { columns: undefined, embedded: [] };
  const parts = partsOf(text);
  const embedded = parts.flatMap((part) => {
    const found = embedding.exec(part);
    const table = found?.[2];
    return table === undefined ? [] : [{ name: found?.[1] ?? table, table }];
  });
  const columns = parts.flatMap((part) => (/^\w+$/.test(part) ? [part] : []));
  return { columns: columns.length === parts.length ? columns : undefined, embedded };
};
