/** Names of SQL text as tables and columns of the code. */
import type { Table } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { tableCall, tableNamed } from './tables.js';
import { sqlNames } from './selection.js';

const tables = new WeakMap<Resolver, ReadonlyMap<string, Table>>();

/** The tables that the file declares or imports, by the names that they may have in SQL. */
const tablesOf = (at: Resolver): ReadonlyMap<string, Table> => {
  let found = tables.get(at);
  if (found === undefined) tables.set(at, (found = collect(at)));
  return found;
};

const collect = (at: Resolver): ReadonlyMap<string, Table> => {
  const found = new Map<string, Table>();
  for (const names of at.imports.values()) for (const name of names) if (name !== 'default' && name !== '*') for (const alias of sqlNames(name)) if (!found.has(alias)) found.set(alias, tableNamed(name));
  for (const statement of at.sourceCode.ast.body) {
    const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (inner?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of inner.declarations) {
      const call = init === null ? undefined : tableCall(init, at);
      const name = call === undefined ? undefined : at.text(call.arguments[0]);
      if (id.type === 'Identifier' && name !== undefined) found.set(name, tableNamed(id.name));
    }
  }
  return found;
};

/** The table of a name in SQL; `key`: it was interpolated. */
export const sqlTable = (key: string | undefined, name: string, at: Resolver): Table => (key === undefined ? (tablesOf(at).get(name) ?? tableNamed(camel(name))) : tableNamed(key));

const camel = (name: string): string => name.replace(/_+([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());

/** `org_id` stands for `orgId` where the file speaks of that and not of `org_id:`. */
export const sqlColumn = (column: string, at: Resolver): string => {
  const property = camel(column);
  if (property === column) return column;
  const { text } = at.sourceCode;
  return text.includes(property) && !text.includes(`${column}:`) && !text.includes(`.${column}`) ? property : column;
};
