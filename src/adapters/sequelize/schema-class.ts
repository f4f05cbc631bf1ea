/** `@Table class User extends Model { @Unique @Column email }` of sequelize-typescript, and the decorators of Sequelize 7. Sources: sequelize-typescript README; Sequelize 7, "Defining Models". */
import type { TSESTree } from '@typescript-eslint/utils';
import type { TableSchema } from '../../operations/schema.js';
import { lineageOf, type ClassPlace } from '../../resolve/instances.js';
import { isOn, optionsOf, textOption } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';
import { keyName } from '../../syntax/property-name.js';
import { isSequelizeModule } from './names.js';
import { newDraft, readAttribute, readIndexes, readUnique, schemaFrom, type Draft } from './schema-parts.js';

type Decorator = ReturnType<Resolver['decorators']>[number];

/** What a class says of its table; undefined where none of its members has a decorator of these. */
export const classSchema = (place: ClassPlace): TableSchema | undefined => {
  const { class: node, at } = place;
  const draft = newDraft();
  const { classes, isWhole } = lineageOf(place, isSequelizeModule);
  for (const one of classes) readMembers(one, draft);
  if (!isWhole) draft.complete = false;
  if (draft.columns.size === 0 || node.id === null) return undefined;
  const table = at.decorators(node).find(({ name, module }) => name === 'Table' && isSequelizeModule(module));
  const settings = optionsOf(table?.arguments[0], at);
  readIndexes(settings, draft);
  return schemaFrom(node.id.name, draft, settings, node.loc.start.line);
};

const readMembers = ({ class: node, at }: ClassPlace, draft: Draft): void => {
  for (const member of node.body.body) {
    const name = member.type === 'PropertyDefinition' || member.type === 'MethodDefinition' || member.type === 'AccessorProperty' ? keyName(member) : undefined;
    if (name !== undefined) readMember(name, member, at, draft);
  }
};

const columnDecorators: ReadonlySet<string> = new Set(['Column', 'Attribute', 'PrimaryKey', 'ForeignKey']);

const readMember = (name: string, member: TSESTree.Node, at: Resolver, draft: Draft): void => {
  const all = at.decorators(member);
  const own = all.filter(({ module }) => isSequelizeModule(module));
  const has = (decorator: string): boolean => own.some((one) => one.name === decorator);
  if (!own.some((one) => columnDecorators.has(one.name))) return;
  // a decorator of the project's own may be an index
  if (own.length < all.length) draft.complete = false;
  const given = own.find((one) => one.name === 'Column' || one.name === 'Attribute')?.arguments[0];
  readAttribute(name, optionsOf(given && at.constant(given).type === 'ObjectExpression' ? given : undefined, at), draft);
  const column = draft.columns.get(name);
  const isNullable = column?.nullable === true && !has('PrimaryKey') && !has('NotNull') && !own.some((one) => one.name === 'AllowNull' && isFalse(one, at));
  if (column) draft.columns.set(name, { ...column, nullable: isNullable, ...(has('AutoIncrement') ? { default: 'generated' } : {}) });
  if (has('PrimaryKey') && !draft.primary.includes(name)) draft.primary.push(name);
  if (has('ForeignKey')) draft.foreign.add(name);
  for (const one of own) readKey(name, one, at, draft);
};

const isFalse = ({ arguments: [first] }: Decorator, at: Resolver): boolean => {
  const value = first && at.constant(first);
  return value?.type === 'Literal' && value.value === false;
};

/** `@Unique`, `@Unique(true)`, `@Unique('name')`, `@Index({ unique: true, name })`. */
const readKey = (name: string, { name: decorator, arguments: [first] }: Decorator, at: Resolver, draft: Draft): void => {
  if (decorator === 'Unique') {
    if (first) readUnique(name, first, at, draft);
    else draft.keys.push({ columns: [name], constraint: undefined, primary: false, partial: false });
    return;
  }
  if (decorator !== 'Index') return;
  const options = optionsOf(first, at);
  if (!isOn(options, 'unique') && textOption(options, 'type')?.toUpperCase() !== 'UNIQUE') return;
  const group = textOption(options, 'name');
  if (options.shape.entries.has('where')) draft.keys.push({ columns: [name], constraint: group, primary: false, partial: true });
  else if (group === undefined) draft.keys.push({ columns: [name], constraint: undefined, primary: false, partial: false });
  else draft.groups.set(group, [...(draft.groups.get(group) ?? []), name]);
};
