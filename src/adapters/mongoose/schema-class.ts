/** `@Schema() class User { @Prop({ unique: true }) email }` of Nest, and Typegoose's `@prop` and `@index`. Source: docs.nestjs.com "Mongo", typegoose.github.io "Decorators". */
import type { TSESTree } from '@typescript-eslint/utils';
import type { TableSchema } from '../../operations/schema.js';
import { lineageOf, type ClassPlace } from '../../resolve/instances.js';
import { optionsOf } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';
import { keyName, memberName } from '../../syntax/property-name.js';
import { isMongooseModule } from './names.js';
import { readAdditions } from './schema-object.js';
import { newDraft, readIndex, readPath, schemaFrom, type Draft } from './schema-parts.js';

/** What a class says of its collection; undefined where nothing on it is a decorator of these. */
export const classSchema = (place: ClassPlace): TableSchema | undefined => {
  const { class: node, at } = place;
  const decorators = at.decorators(node).filter(({ module }) => isMongooseModule(module));
  const draft = newDraft();
  const { classes, isWhole } = lineageOf(place, isMongooseModule);
  for (const one of classes) readMembers(one, draft);
  if (!isWhole) draft.complete = false;
  if (node.id === null || (draft.columns.size === 0 && decorators.length === 0)) return undefined;
  for (const { name, arguments: args } of decorators) {
    if (name === 'index' || name === 'Index') readIndex(args, at, draft);
    else if (name === 'plugin') draft.complete = false;
  }
  const schema = madeFrom(node.id.name, at);
  if (schema) readAdditions(schema, at, draft);
  const own = decorators.find(({ name }) => name === 'Schema');
  const options = decorators.find(({ name }) => name === 'modelOptions');
  const settings = own ? optionsOf(own.arguments[0], at) : optionsOf(options && optionsOf(options.arguments[0], at).shape.entries.get('schemaOptions')?.value, at);
  return schemaFrom(node.id.name, draft, settings, node.loc.start.line);
};

const readMembers = ({ class: node, at }: ClassPlace, draft: Draft): void => {
  for (const member of node.body.body) {
    const name = member.type === 'PropertyDefinition' ? keyName(member) : undefined;
    const decorator = name === undefined ? undefined : at.decorators(member).find((one) => /^[Pp]rop$/.test(one.name) && isMongooseModule(one.module));
    if (name === undefined || !decorator) continue;
    const [given] = decorator.arguments;
    // `@Prop([String])`, `@Prop(raw({ … }))` say no more than the type
    readPath(name, optionsOf(given && at.constant(given).type === 'ObjectExpression' ? given : undefined, at), draft);
    if (given && at.constant(given).type === 'CallExpression') draft.complete = false;
  }
};

/** `const UserSchema = SchemaFactory.createForClass(User)`: the variable. */
const madeFrom = (name: string, at: Resolver): TSESTree.Identifier | undefined => {
  for (const statement of at.sourceCode.ast.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (node?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of node.declarations) {
      if (id.type !== 'Identifier' || init?.type !== 'CallExpression' || init.callee.type !== 'MemberExpression' || memberName(init.callee) !== 'createForClass') continue;
      const [argument] = init.arguments;
      if (argument?.type === 'Identifier' && argument.name === name) return id;
    }
  }
  return undefined;
};
