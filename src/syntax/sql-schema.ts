/**
 * What SQL text does to tables and their unique keys: CREATE TABLE, CREATE UNIQUE INDEX, ALTER TABLE, DROP.
 *
 * In: the text of a migration, without holes. Out: its changes in order; what may touch a key in a way that can't be read is `unclear`. Never throws.
 * Never assumed: one database's grammar; that a key by an expression or a prefix is a key on the column.
 */
import { hasWords, isSymbol, isWord, splitCommas, splitSql, tokeniseSql, type SqlToken } from './sql-token.js';

export interface ColumnChange {
  readonly name: string;
  readonly type: string | undefined;
  readonly nullable: boolean;
  readonly default: 'none' | 'value' | 'now' | 'generated';
}

export interface KeyChange {
  /** undefined: by an expression, or not readable */
  readonly columns: readonly string[] | undefined;
  readonly constraint: string | undefined;
  readonly primary: boolean;
  readonly partial: boolean;
  readonly nullsAlike?: true;
}

/** Tables are named without their schema. */
export type SchemaChange =
  | { readonly kind: 'create-table'; readonly table: string; readonly qualifier: string | undefined; readonly ifMissing: boolean; readonly at: number; readonly parts: readonly TablePart[] }
  | { readonly kind: 'alter-table'; readonly table: string; readonly parts: readonly TablePart[] }
  | { readonly kind: 'drop-table'; readonly table: string }
  | { readonly kind: 'drop-index'; readonly name: string }
  /** a table, or any (undefined), is changed in a way that can't be read */
  | { readonly kind: 'unclear'; readonly table: string | undefined };

export interface ReferenceChange {
  readonly columns: readonly string[];
  readonly constraint: string | undefined;
  /** the table that they point to */
  readonly table: string | undefined;
}

export type TablePart =
  | { readonly kind: 'column'; readonly column: ColumnChange; readonly keys: readonly KeyChange[]; readonly references?: ReferenceChange | undefined }
  | { readonly kind: 'references'; readonly references: ReferenceChange }
  | { readonly kind: 'key'; readonly key: KeyChange }
  | { readonly kind: 'drop-column'; readonly name: string }
  | { readonly kind: 'drop-key'; /** `primary` stands for the primary key */ readonly name: string }
  | { readonly kind: 'null'; readonly column: string; readonly nullable: boolean }
  | { readonly kind: 'unclear' };

/** The changes of a text, in their order. */
export const schemaChanges = (text: string): readonly SchemaChange[] => splitSql(tokeniseSql([text], {}), (token) => isSymbol(token, ';')).flatMap((items) => (items.length > 0 ? statement(items) : []));

const statement = (items: readonly SqlToken[]): readonly SchemaChange[] => {
  const [first] = items;
  if (isWord(first, 'CREATE')) return create(items);
  if (hasWords(items, 0, ['ALTER', 'TABLE'])) return alter(items);
  if (isWord(first, 'DROP')) return drop(items);
  // a block that runs, or rows between the statements, whose quotes mean nothing
  if (isWord(first, 'COPY')) return items.some((token) => isWord(token, 'STDIN')) ? [{ kind: 'unclear', table: undefined }] : [];
  if (isWord(first, 'DO')) return items.some((token) => token.kind === 'string' && mayTouchKeys(token.text)) ? [{ kind: 'unclear', table: undefined }] : [];
  return [];
};

const mayTouchKeys = (block: string): boolean => tokeniseSql([block], {}).some((token) => isWord(token, 'UNIQUE', 'PRIMARY', 'INDEX', 'DROP', 'RENAME', 'EXECUTE'));

const textOf = (token: SqlToken | undefined): string | undefined => (token?.kind === 'word' || token?.kind === 'name' ? token.text : undefined);

interface Name {
  readonly name: string;
  readonly qualifier: string | undefined;
  /** behind the name */
  readonly next: number;
}

/** `users`, `"app"."users"`, also behind IF [NOT] EXISTS and ONLY. */
const nameAt = (items: readonly SqlToken[], from: number): Name | undefined => {
  let index = from;
  while (isWord(items[index], 'IF', 'NOT', 'EXISTS', 'ONLY', 'CONCURRENTLY')) index += 1;
  const parts: string[] = [];
  for (;;) {
    const part = textOf(items[index]);
    if (part === undefined) return undefined;
    parts.push(part);
    index += 1;
    if (!isSymbol(items[index], '.')) break;
    index += 1;
  }
  const name = parts.pop();
  return name === undefined ? undefined : { name, qualifier: parts.at(-1), next: index };
};

const create = (items: readonly SqlToken[]): readonly SchemaChange[] => {
  let index = 1;
  while (isWord(items[index], 'TEMP', 'TEMPORARY', 'UNLOGGED', 'OR', 'REPLACE', 'GLOBAL', 'LOCAL')) index += 1;
  if (isWord(items[index], 'UNIQUE')) return uniqueIndex(items, index + 1);
  if (!isWord(items[index], 'TABLE')) return [];
  const table = nameAt(items, index + 1);
  const [first] = items;
  if (!table || first?.kind !== 'word') return [{ kind: 'unclear', table: undefined }];
  const body = items[table.next];
  // `AS SELECT`, `PARTITION OF`
  const parts: readonly TablePart[] = body?.kind === 'group' ? splitCommas(body.items).map(tablePart) : [{ kind: 'unclear' }];
  return [{ kind: 'create-table', table: table.name, qualifier: table.qualifier, ifMissing: items.slice(0, table.next).some((token) => isWord(token, 'EXISTS')), at: first.at, parts }];
};

/** `CREATE UNIQUE INDEX name ON users USING btree (a, b DESC) WHERE …` */
const uniqueIndex = (items: readonly SqlToken[], from: number): readonly SchemaChange[] => {
  const on = items.findIndex((token, index) => index >= from && isWord(token, 'ON'));
  const table = on === -1 ? undefined : nameAt(items, on + 1);
  if (!table) return [{ kind: 'unclear', table: undefined }];
  const name = nameAt(items.slice(0, on), from + 1);
  const rest = items.slice(table.next);
  const key: KeyChange = { columns: columnsIn(rest.find((token) => token.kind === 'group')), constraint: name?.name, primary: false, partial: rest.some((token) => isWord(token, 'WHERE')), ...nullsIn(rest) };
  return [{ kind: 'alter-table', table: table.name, parts: [{ kind: 'key', key }] }];
};

const nullsIn = (items: readonly SqlToken[]): Pick<KeyChange, 'nullsAlike'> => (items.some((_, index) => hasWords(items, index, ['NULLS', 'NOT', 'DISTINCT'])) ? { nullsAlike: true } : {});

/** Undefined where one is an expression or a prefix. */
const columnsIn = (group: SqlToken | undefined): readonly string[] | undefined => {
  const columns = group?.kind === 'group' ? splitCommas(group.items).map((items) => (items.some((token) => token.kind === 'group' || token.kind === 'symbol') ? undefined : textOf(items[0]))) : [];
  return columns.length > 0 && columns.every((column) => column !== undefined) ? columns : undefined;
};

/** What declares no unique key between the parentheses of a table, or behind ADD. */
const isOther = (token: SqlToken | undefined): boolean => isWord(token, 'FOREIGN', 'CHECK', 'KEY', 'INDEX', 'FULLTEXT', 'SPATIAL', 'EXCLUDE', 'PERIOD');

/** A column or a constraint. */
const tablePart = (all: readonly SqlToken[]): TablePart => {
  const constraint = isWord(all[0], 'CONSTRAINT') ? textOf(all[1]) : undefined;
  const items = constraint === undefined ? all : all.slice(2);
  const [first] = items;
  if (isWord(first, 'LIKE')) return { kind: 'unclear' };
  if (hasWords(items, 0, ['PRIMARY', 'KEY']) || (isWord(first, 'UNIQUE') && items.length > 1)) return keyPart(items, constraint);
  if (hasWords(items, 0, ['FOREIGN', 'KEY'])) return foreignKey(items, constraint);
  if (isOther(first) && (constraint !== undefined || !isType(items))) return { kind: 'key', key: { columns: [], constraint, primary: false, partial: true } };
  return column(items);
};

/** `FOREIGN KEY (a) REFERENCES users (id)` */
const foreignKey = (items: readonly SqlToken[], constraint: string | undefined): TablePart => {
  const columns = columnsIn(items.find((token) => token.kind === 'group'));
  return columns ? { kind: 'references', references: { columns, constraint, table: referenced(items) } } : { kind: 'key', key: { columns: [], constraint, primary: false, partial: true } };
};

const referenced = (items: readonly SqlToken[]): string | undefined => {
  const index = items.findIndex((token) => isWord(token, 'REFERENCES'));
  return index === -1 ? undefined : nameAt(items, index + 1)?.name;
};

/** `check integer` and `key varchar(80)` are columns; `CHECK (…)` and `KEY name (a)` aren't. */
const isType = ([, type, group]: readonly SqlToken[]): boolean => type?.kind === 'word' && !isWord(type, 'KEY', 'INDEX', 'USING') && !(group?.kind === 'group' && textOf(group.items[0]) !== undefined);

const keyPart = (items: readonly SqlToken[], constraint: string | undefined): TablePart => {
  const primary = isWord(items[0], 'PRIMARY');
  const group = items.find((token) => token.kind === 'group');
  // MySQL: `UNIQUE KEY name (a)`
  const named = primary ? undefined : textOf(items.slice(1, group ? items.indexOf(group) : 1).find((token) => !isWord(token, 'KEY', 'INDEX', 'NULLS', 'NOT', 'DISTINCT')));
  // `USING INDEX name`: that index is counted already
  if (!group && items.some((token) => isWord(token, 'USING'))) return { kind: 'key', key: { columns: [], constraint, primary: false, partial: true } };
  return { kind: 'key', key: { columns: columnsIn(group), constraint: constraint ?? named, primary, partial: false, ...nullsIn(items) } };
};

const column = (items: readonly SqlToken[]): TablePart => {
  const name = textOf(items[0]);
  if (name === undefined) return { kind: 'unclear' };
  const type = textOf(items[1]);
  const has = (...words: readonly string[]): boolean => items.some((_, index) => index > 0 && hasWords(items, index, words));
  const primary = has('PRIMARY', 'KEY');
  const key = (isPrimary: boolean): KeyChange => ({ columns: [name], constraint: undefined, primary: isPrimary, partial: false, ...nullsIn(items) });
  const isSerial = /serial$/i.test(type ?? '');
  const isGenerated = isSerial || has('AUTO_INCREMENT') || has('AUTOINCREMENT') || has('IDENTITY') || (primary && /^integer$/i.test(type ?? '') && items.length <= 4);
  return {
    kind: 'column',
    column: { name, type, nullable: !has('NOT', 'NULL') && !primary && !isSerial, default: isGenerated ? 'generated' : defaultIn(items) },
    keys: [...(primary ? [key(true)] : []), ...(has('UNIQUE') ? [key(false)] : [])],
    ...(has('REFERENCES') ? { references: { columns: [name], constraint: undefined, table: referenced(items) } } : {}),
  };
};

const defaultIn = (items: readonly SqlToken[]): ColumnChange['default'] => {
  const index = items.findIndex((token) => isWord(token, 'DEFAULT'));
  if (index === -1) return 'none';
  const [value, next] = items.slice(index + 1);
  if (isWord(value, 'NOW', 'CURRENT_TIMESTAMP', 'TIMEZONE')) return 'now';
  return value?.kind === 'group' || next?.kind === 'group' || isSymbol(next, '.') ? 'generated' : 'value';
};

const alter = (items: readonly SqlToken[]): readonly SchemaChange[] => {
  const table = nameAt(items, 2);
  return table ? [{ kind: 'alter-table', table: table.name, parts: splitCommas(items.slice(table.next)).flatMap(action) }] : [{ kind: 'unclear', table: undefined }];
};

/** Actions that leave the keys as they are. */
const harmless = ['ENABLE', 'DISABLE', 'FORCE', 'NO', 'OWNER', 'REPLICA', 'VALIDATE', 'SET', 'RESET', 'CLUSTER', 'INHERIT', 'COMMENT', 'ENGINE', 'DEFAULT', 'CONVERT', 'AUTO_INCREMENT'];

const action = (items: readonly SqlToken[]): readonly TablePart[] => {
  const rest = items.slice(1);
  const behind = (...words: readonly string[]): readonly SqlToken[] => {
    let index = isWord(rest[0], ...words) ? 1 : 0;
    while (isWord(rest[index], 'IF', 'NOT', 'EXISTS')) index += 1;
    return rest.slice(index);
  };
  const [first] = items;
  if (isWord(first, 'ADD')) {
    const added = behind('COLUMN');
    // MySQL: `ADD (a INT, b INT)`
    return added[0]?.kind === 'group' ? splitCommas(added[0].items).map(tablePart) : [tablePart(added)];
  }
  if (isWord(first, 'DROP')) return dropped(rest, behind);
  if (isWord(first, 'ALTER')) return altered(behind('COLUMN'));
  return isWord(first, ...harmless) ? [] : [{ kind: 'unclear' }];
};

const dropped = (rest: readonly SqlToken[], behind: (...words: readonly string[]) => readonly SqlToken[]): readonly TablePart[] => {
  if (hasWords(rest, 0, ['PRIMARY', 'KEY'])) return [{ kind: 'drop-key', name: 'primary' }];
  if (isWord(rest[0], 'FOREIGN', 'CHECK')) return [];
  const isKey = isWord(rest[0], 'CONSTRAINT', 'INDEX', 'KEY');
  const name = textOf(behind('CONSTRAINT', 'INDEX', 'KEY', 'COLUMN')[0]);
  if (name === undefined) return [{ kind: 'unclear' }];
  return [isKey ? { kind: 'drop-key', name } : { kind: 'drop-column', name }];
};

/** `ALTER COLUMN a SET NOT NULL`. */
const altered = (items: readonly SqlToken[]): readonly TablePart[] => {
  const name = textOf(items[0]);
  if (name === undefined) return [{ kind: 'unclear' }];
  return hasWords(items, 1, ['SET', 'NOT', 'NULL']) || hasWords(items, 1, ['DROP', 'NOT', 'NULL']) ? [{ kind: 'null', column: name, nullable: isWord(items[1], 'DROP') }] : [];
};

const drop = (items: readonly SqlToken[]): readonly SchemaChange[] => {
  const names = splitCommas(items.slice(2)).map((part) => nameAt(part, 0)?.name);
  if (isWord(items[1], 'TABLE')) return names.map((table) => (table === undefined ? { kind: 'unclear', table } : { kind: 'drop-table', table }));
  if (isWord(items[1], 'INDEX')) return names.map((name) => (name === undefined ? { kind: 'unclear', table: undefined } : { kind: 'drop-index', name }));
  return isWord(items[1], 'SCHEMA', 'DATABASE') ? [{ kind: 'unclear', table: undefined }] : [];
};
