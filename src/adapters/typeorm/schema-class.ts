/**
 * An entity class, with its base classes, as a table. Source: TypeORM 0.3 and 1.x, `src/decorator`.
 *
 * Never assumed: that a base class or a decorator of the project can be followed; then not all keys are in view.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { finished, type DraftKey } from '../../operations/draft-key.js';
import type { ColumnSchema, ForeignKeys, RelationSchema, TableSchema } from '../../operations/schema.js';
import { lineageOf, type ClassPlace } from '../../resolve/instances.js';
import { isOff, isOn, optionsOf, textOption, type Options } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';
import { keyName } from '../../syntax/property-name.js';
import { isKnown } from '../../operations/known.js';
import { entityTable, tableNamed } from './entity.js';
import { isTypeormModule } from './names.js';
import { columnBy, columnNames, snakeCase } from './schema-parts.js';

type Decorator = ReturnType<Resolver['decorators']>[number];

interface Draft {
  readonly columns: Map<string, ColumnSchema>;
  readonly relations: Map<string, RelationSchema>;
  /** relations whose foreign key may be NULL */
  readonly optional: Set<string>;
  /** relations whose foreign key isn't made */
  readonly loose: Set<string>;
  readonly primary: string[];
  readonly keys: DraftKey[];
  complete: boolean;
}

/** What a class says of its table; undefined where it is no entity. */
export const classSchema = (place: ClassPlace): Omit<TableSchema, 'database'> | undefined => {
  const { class: node, at } = place;
  const own = at.decorators(node).filter(({ module }) => isTypeormModule(module));
  const entity = own.find(({ name }) => name === 'Entity' || name === 'ChildEntity' || name === 'ViewEntity');
  if (!entity || node.id === null) return undefined;
  const draft: Draft = { columns: new Map(), relations: new Map(), optional: new Set(), loose: new Set(), primary: [], keys: [], complete: true };
  const { classes, isWhole } = lineageOf(place, isTypeormModule);
  for (const one of classes) readClass(one, draft);
  if (!isWhole) draft.complete = false;
  if (draft.primary.length > 0) draft.keys.unshift({ columns: draft.primary, constraint: undefined, primary: true, partial: false });
  const isView = entity.name === 'ViewEntity';
  const [name] = entity.arguments;
  return {
    table: tableNamed(node.id.name),
    name: node.id.name,
    mapped: (name && (at.text(name) ?? textOption(optionsOf(name, at), 'name'))) ?? snakeCase(node.id.name),
    columns: draft.columns,
    relations: resolved(draft),
    foreignKeys: foreignKeysOf(draft),
    keys: isView ? [] : draft.keys.map((key) => finished(key, (column) => draft.columns.get(column)?.nullable ?? draft.optional.has(column))),
    complete: draft.complete && !isView,
    place: { file: at.filename, line: node.loc.start.line },
  };
};

const readClass = ({ class: node, at }: ClassPlace, draft: Draft): void => {
  for (const decorator of at.decorators(node)) readShared(decorator, at, draft);
  for (const member of node.body.body) {
    const name = member.type === 'PropertyDefinition' || member.type === 'AccessorProperty' ? keyName(member) : undefined;
    if (name === undefined) continue;
    const decorators = at.decorators(member);
    for (const decorator of decorators) readOwn(name, decorator, decorators, at, draft);
    const column = draft.columns.get(name);
    // without a type of its own a column has the one that the database has for numbers in JavaScript
    if (column && column.type === undefined && member.type === 'PropertyDefinition' && member.typeAnnotation?.typeAnnotation.type === 'TSNumberKeyword') draft.columns.set(name, { ...column, type: 'number' });
  }
};

/** A decorator of the project's own may stand for several of TypeORM's. */
const isOpaque = ({ module }: Decorator): boolean => module === undefined || module.startsWith('.') || module.startsWith('@/') || module.startsWith('~');

/** Keys that a class decorator declares: `@Unique(['a', 'b'])`, `@Index(['a'], { unique: true, where })`. */
const readShared = (decorator: Decorator, at: Resolver, draft: Draft): void => {
  if (!isTypeormModule(decorator.module)) {
    if (isOpaque(decorator)) draft.complete = false;
    return;
  }
  if (decorator.name !== 'Unique' && decorator.name !== 'Index') return;
  const [first, ...rest] = decorator.arguments;
  const constraint = at.text(first);
  const [names, options] = constraint === undefined ? [first, rest[0]] : rest;
  const settings = optionsOf(options, at);
  if (decorator.name === 'Index' && !isOn(settings, 'unique')) return;
  const columns = columnNames(names, at);
  if (!columns) draft.complete = false;
  else draft.keys.push({ columns, constraint, primary: false, partial: isPartial(decorator, settings) });
};

const isPartial = ({ name }: Decorator, { shape }: Options): boolean => name === 'Index' && (shape.entries.has('where') || shape.entries.has('sparse'));

const columnDecorators: Readonly<Record<string, Partial<ColumnSchema>>> = {
  Column: {}, PrimaryColumn: {}, ObjectIdColumn: { default: 'generated' }, PrimaryGeneratedColumn: { default: 'generated' }, CreateDateColumn: { default: 'now' }, UpdateDateColumn: { default: 'now', updatedAt: true },
  DeleteDateColumn: { nullable: true }, VersionColumn: { version: true, default: 'value' }, VirtualColumn: {},
};

/** What a decorator of a property says: a column, a relation, a key of this one column. */
const readOwn = (name: string, decorator: Decorator, all: readonly Decorator[], at: Resolver, draft: Draft): void => {
  if (!isTypeormModule(decorator.module)) {
    if (isOpaque(decorator)) draft.complete = false;
    return;
  }
  const [first, second] = decorator.arguments;
  const facts = columnDecorators[decorator.name];
  if (facts) {
    const type = at.text(first);
    const options = optionsOf(type === undefined && second === undefined ? first : second, at);
    const made = all.some((other) => other.name === 'Generated' && isTypeormModule(other.module));
    draft.columns.set(name, { ...columnBy(name, options, type), ...facts, ...(made ? { default: 'generated' } : {}) });
    if (/^(?:Primary|ObjectId)/.test(decorator.name) || isOn(options, 'primary')) draft.primary.push(name);
    if (isOn(options, 'unique')) draft.keys.push({ columns: [name], constraint: undefined, primary: false, partial: false });
  } else if (/^(?:One|Many)To(?:One|Many)$/.test(decorator.name)) readRelation(name, decorator, all, at, draft);
  else if (decorator.name === 'Unique' || decorator.name === 'Index') {
    const constraint = at.text(first);
    const options = optionsOf(constraint === undefined ? first : second, at);
    if (decorator.name === 'Unique' || isOn(options, 'unique')) draft.keys.push({ columns: [name], constraint, primary: false, partial: isPartial(decorator, options) });
  } else if (decorator.name === 'PrimaryColumn') draft.primary.push(name);
};

const readRelation = (name: string, decorator: Decorator, all: readonly Decorator[], at: Resolver, draft: Draft): void => {
  const join = all.find((other) => other.name === 'JoinColumn' && isTypeormModule(other.module));
  const [target, ...rest] = decorator.arguments;
  const arrow = target && at.bare(target);
  const entity = arrow?.type === 'ArrowFunctionExpression' ? arrow.body : arrow;
  const table = entity && entityTable(entity, at);
  const options = optionsOf(rest.findLast((argument) => at.bare(argument).type === 'ObjectExpression'), at);
  const isOwner = decorator.name === 'ManyToOne' || (decorator.name === 'OneToOne' && join !== undefined);
  const list = decorator.name.endsWith('Many');
  const joined = join?.arguments[0];
  const column = isOwner ? ((joined && textOption(optionsOf(joined, at), 'name')) ?? `${name}Id`) : undefined;
  if (isOwner && !isOff(options, 'nullable') && !isOn(options, 'primary')) draft.optional.add(name);
  if (isOff(options, 'createForeignKeyConstraints')) draft.loose.add(name);
  if (table !== undefined && isKnown(table)) draft.relations.set(name, { name, table, list, columns: column === undefined ? [] : [column], references: [] });
  // a one-to-one's foreign key is unique
  if (decorator.name === 'OneToOne' && isOwner) draft.keys.push({ columns: [name], constraint: undefined, primary: false, partial: false });
};

/** Foreign keys by the property that holds the same column, where the class has one. */
const resolved = ({ columns, relations }: Draft): ReadonlyMap<string, RelationSchema> =>
  new Map([...relations].map(([name, relation]) => {
    const own = relation.columns.flatMap((sql) => [...columns.values()].find((column) => column.mapped === sql || column.name === sql)?.name ?? []);
    return [name, { ...relation, columns: own }];
  }));

/** A relation's key is written by the property of its column, or by the relation itself. */
const foreignKeysOf = (draft: Draft): ForeignKeys => ({
  keys: [...resolved(draft)].flatMap(([name, { columns, table }]) => (draft.relations.get(name)?.columns.length === 0 || draft.loose.has(name) ? [] : [[name], ...(columns.length > 0 ? [columns] : [])].map((own) => ({ columns: own, table })))),
  complete: draft.complete,
});

/** The class of that name that a file declares. */
export const classNamed = (name: string, at: Resolver): ClassPlace | undefined => {
  for (const statement of at.sourceCode.ast.body) {
    const node: TSESTree.Node | null = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement;
    if (node?.type === 'ClassDeclaration' && node.id?.name === name) return { class: node, at };
  }
  return undefined;
};
