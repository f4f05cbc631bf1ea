/** What a written type says: `Model<User>`, `Collection<User>`, `HydratedDocument<User>`, `ClientSession`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import type { Resolver, TypeName } from '../../resolve/resolver.js';
import { isDriverModule, isMongooseModule } from './names.js';
import type { Receiver } from './receiver.js';
import { tableNamed } from './tables.js';

const kinds: Readonly<Partial<Record<string, Receiver['kind']>>> = {
  Model: 'model', PaginateModel: 'model', AggregatePaginateModel: 'model', SoftDeleteModel: 'model', ReturnModelType: 'model', ModelType: 'model', PaginatedModel: 'model',
  Collection: 'collection', Connection: 'connection', Mongoose: 'connection', Db: 'database', MongoClient: 'client', ClientSession: 'session',
};

/** The receiver that the annotation of an expression makes it. */
export const annotated = (node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const type = at.annotation(node);
  return type === undefined ? undefined : (typed(type, node, at) ?? byInterface(type, node, at));
};

const own = (type: TypeName): string | undefined =>
  isMongooseModule(type.module) || isDriverModule(type.module) ? (type.qualifier.length === 0 ? (type.imported ?? type.name) : type.name) : undefined;

const typed = (type: TypeName, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const name = own(type);
  const kind = name !== undefined && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) return undefined;
  return { kind, table: kind === 'model' || kind === 'collection' ? tableOf(type.arguments[0], node, at) : unknown, evidence: 'bound' };
};

/** `interface UserModel extends Model<User>` of this file. */
const byInterface = (type: TypeName, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  if (type.node.type !== 'TSTypeReference' || type.node.typeName.type !== 'Identifier') return undefined;
  const declaration = at.variable(type.node.typeName)?.defs[0]?.node;
  if (declaration?.type !== 'TSInterfaceDeclaration') return undefined;
  for (const heritage of declaration.extends) {
    const { expression } = heritage;
    const origin = at.origin(expression.type === 'MemberExpression' ? expression.object : expression);
    const name = expression.type === 'MemberExpression' && expression.property.type === 'Identifier' ? expression.property.name : origin.kind === 'import' ? origin.name : undefined;
    const kind = origin.kind === 'import' && isMongooseModule(origin.module) && name !== undefined && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) continue;
    const [argument] = heritage.typeArguments?.params ?? [];
    return { kind, table: tableOf(at.typeName(argument), node, at), evidence: 'bound' };
  }
  return undefined;
};

/** The type of the documents names the collection; where it is a type parameter, the field or variable does. */
const tableOf = (type: TypeName | undefined, node: TSESTree.Node, at: Resolver): Table => {
  const isParameter = type?.node.type === 'TSTypeReference' && type.node.typeName.type === 'Identifier' && at.variable(type.node.typeName)?.defs[0]?.node.type === 'TSTypeParameter';
  if (type === undefined || type.name === '' || isParameter || /^(?:any|unknown|Document|object|Record|typeof)$/.test(type.name)) return tableNamed(nameOf(node) ?? at.sourceCode.getText(node));
  // `HydratedDocument<User>`, `typeof UserClass`
  const inner = /^(?:HydratedDocument|DocumentType|ReturnModelType|WithId|OptionalId)$/.test(type.name) ? (type.arguments[0] ?? type) : type;
  return tableNamed(/^I[A-Z][a-z]/.test(inner.name) ? inner.name.slice(1) : inner.name);
};

const nameOf = (node: TSESTree.Node): string | undefined => {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' && node.property.type === 'Identifier' ? node.property.name : undefined;
};

/** The table of a variable that is declared a document. */
export const documentTable = (node: TSESTree.Node, at: Resolver): Table | undefined => {
  const type = at.annotation(node);
  if (type === undefined) return undefined;
  const name = own(type);
  if (name === 'HydratedDocument' || name === 'DocumentType' || name === 'Document') return tableOf(name === 'Document' ? undefined : type.arguments[0], node, at);
  // a project's own type: `UserDocument`
  return /^[A-Z]\w*Document$/.test(type.name) && type.module !== undefined && isOfProject(type.name, type.module, at) ? tableNamed(type.name) : undefined;
};

/** An editor's `TextDocument` is a package's. */
const isOfProject = (name: string, module: string, at: Resolver): boolean => /^(?:[.~#]|@\/|src\/)/.test(module) || isMongooseModule(module) || at.modules?.mayExport(name, module, at.filename) === true;
