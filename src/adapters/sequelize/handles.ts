/**
 * Whose method is this? From the expression before the dot to a model, by the file's own bindings.
 *
 * In: an expression. Out: the model that it is and how sure that is, or undefined.
 * Never assumed: that a name means anything by itself.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Origin, Resolver, TypeName } from '../../resolve/resolver.js';
import { entryOf } from '../../resolve/instances.js';
import { importedPlace, type Place } from '../../resolve/modules.js';
import { isClass } from '../../syntax/classes.js';
import { memberName } from '../../syntax/property-name.js';
import { isModelClass, isStaticThis } from './classes.js';
import { modelTable, typeTable } from './entity.js';
import { argument, methodCall } from './facts.js';
import { isOtherLayer, isSequelizeModule } from './names.js';
import type { Model } from './receiver.js';

const caches = new WeakMap<Resolver, Map<TSESTree.Node, Model | undefined>>();

/** The model that an expression is. Cached per file; a cycle ends as undefined. */
export const modelOf = (node: TSESTree.Node, at: Resolver): Model | undefined => {
  let cache = caches.get(at);
  if (cache === undefined) caches.set(at, (cache = new Map<TSESTree.Node, Model | undefined>()));
  const bare = at.bare(node);
  if (cache.has(bare)) return cache.get(bare);
  cache.set(bare, undefined);
  const found = bound(bare, at) ?? byForm(bare, at);
  cache.set(bare, found);
  return found;
};

const bound = (bare: TSESTree.Node, at: Resolver): Model | undefined => {
  if (bare.type === 'CallExpression') return ofCall(bare, at);
  if (bare.type === 'MemberExpression' && bare.object.type === 'MemberExpression' && memberName(bare.object) === 'models' && isSequelize(bare.object.object, at)) return model(bare, at);
  if (bare.type === 'MemberExpression' && memberName(bare) === 'constructor' && bare.object.type === 'ThisExpression') {
    const owner = at.classOf(bare);
    return owner !== undefined && isModelClass(owner, at) ? model(bare.object, at) : undefined;
  }
  const typed = annotated(at.annotation(bare), at);
  if (typed !== undefined) return typed;
  return ofOrigin(at.origin(bare), bare, at);
};

const model = (node: TSESTree.Node, at: Resolver): Model => ({ table: modelTable(node, at), evidence: 'bound', scoped: false });

const ofOrigin = (origin: Origin, bare: TSESTree.Node, at: Resolver): Model | undefined => {
  switch (origin.kind) {
    case 'class':
      return isModelClass(origin.class, at) ? model(bare, at) : undefined;
    case 'this':
      return origin.class !== undefined && isStaticThis(bare, at) && isModelClass(origin.class, at) ? model(bare, at) : undefined;
    case 'call':
      return origin.node === bare ? undefined : modelOf(origin.node, at);
    case 'field':
      return ofField(origin, bare, at);
    case 'import':
      return isSequelizeModule(origin.module) ? undefined : ofPlace(() => importedPlace(origin.module, origin.name, at), bare, at);
    case 'member':
      return origin.node === bare && origin.object.kind === 'import' ? ofPlace(() => entryOf(origin.object, origin.property, at), bare, at) : undefined;
    default:
      return undefined;
  }
};

/** What another file of the project declares: a file of models has no operation of its own. */
const ofPlace = (find: () => Place | undefined, bare: TSESTree.Node, at: Resolver): Model | undefined =>
  at.modules?.anything(() => {
    const place = find();
    if (place === undefined) return undefined;
    const isModel = isClass(place.node) ? isModelClass(place.node, place.at) : modelOf(place.node, place.at)?.evidence === 'bound';
    return isModel ? model(bare, at) : undefined;
  });

/** `sequelize.define('x', …)`, `X.init(…)`, `X.scope('active')`, `sequelize.model('x')`, `sequelize.getRepository(X)`, `this.users()` */
const ofCall = (node: TSESTree.CallExpression, at: Resolver): Model | undefined => {
  const call = methodCall(node);
  if (call === undefined) return undefined;
  switch (call.name) {
    case 'define':
      return call.args.length >= 2 && at.text(argument(call.args, 0)) !== undefined && isSequelize(call.receiver, at) ? model(node, at) : undefined;
    case 'model':
      return call.args.length === 1 && at.text(argument(call.args, 0)) !== undefined && isSequelize(call.receiver, at) ? model(node, at) : undefined;
    case 'getRepository':
      return isSequelize(call.receiver, at) && call.args.length > 0 ? model(node, at) : undefined;
    case 'init':
      return modelOf(call.receiver, at);
    case 'scope':
    case 'unscoped':
    case 'schema': {
      const of = modelOf(call.receiver, at);
      return of && { ...of, scoped: call.name === 'scope' };
    }
    default:
      return undefined;
  }
};

const ofField = (origin: Extract<Origin, { kind: 'field' }>, bare: TSESTree.Node, at: Resolver): Model | undefined => {
  for (const decorator of at.decorators(origin.declaration)) {
    const [first] = decorator.arguments;
    if (decorator.name !== 'InjectModel' || first === undefined) continue;
    if (decorator.module !== undefined ? isSequelizeModule(decorator.module) : !isForeignFile(at)) return { table: modelTable(first, at), evidence: 'bound', scoped: false };
  }
  return origin.value === undefined || origin.value === bare ? undefined : modelOf(origin.value, at);
};

/** `ModelStatic<User>`, `ModelCtor<User>`, `Repository<User>` of sequelize-typescript, `typeof User`. */
const annotated = (type: TypeName | undefined, at: Resolver): Model | undefined => {
  if (type === undefined) return undefined;
  if (/^(?:ModelStatic|ModelCtor|ModelType|Repository)$/.test(type.name) && isSequelizeModule(type.module)) return { table: typeTable(type.arguments[0]), evidence: 'bound', scoped: false };
  if (type.node.type !== 'TSTypeQuery' || type.node.exprName.type !== 'Identifier') return undefined;
  const origin = at.origin(type.node.exprName);
  if (origin.kind === 'class') return isModelClass(origin.class, at) ? { table: typeTable(type), evidence: 'bound', scoped: false } : undefined;
  return origin.kind === 'import' && !isPackage(origin.module) && !isForeignFile(at) ? { table: typeTable(type), evidence: importsSequelize(at) ? 'bound' : 'form', scoped: false } : undefined;
};

/** Whether an expression is the connection: by its construction, its type, or its name in a place where nothing else has it. */
export const isSequelize = (node: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(node);
  const type = at.annotation(bare);
  if (type !== undefined) return type.name === 'Sequelize';
  const origin = at.origin(bare);
  if (origin.kind === 'new') return origin.callee.kind === 'import' && isSequelizeModule(origin.callee.module);
  if (origin.kind === 'import' && isSequelizeModule(origin.module)) return false;
  const name = bare.type === 'Identifier' ? bare.name : bare.type === 'MemberExpression' ? memberName(bare) : undefined;
  return name !== undefined && /sequelize$/i.test(name);
};

/** A module that is surely no file of the project. */
export const isPackage = (module: string): boolean => !/^(?:[.~#/]|@\/|@(?:app|src|root|models|database|db|server|common|shared|modules|libs?)(?:\/|$)|src\/|app\/|server\/|models?(?:\/|$)|db(?:\/|$)|lib\/|libs\/|database)/.test(module) && !/(?:^|\/)models?(?:\/|$)/i.test(module);

const foreign = new WeakMap<Resolver, boolean>();

export const importsSequelize = (at: Resolver): boolean => [...at.imports.keys()].some(isSequelizeModule);

/** Whether the file talks to another data layer and doesn't import Sequelize: the form of a call then says nothing. */
export const isForeignFile = (at: Resolver): boolean => {
  let answer = foreign.get(at);
  if (answer === undefined) foreign.set(at, (answer = [...at.imports.keys()].some(isOtherLayer) && !importsSequelize(at)));
  return answer;
};

/** Names whose `findOne({ where })` is somebody's own method. */
const isSomethingElse = (name: string): boolean => /(?:service|controller|client|api|store|gateway|resolver|facade|helper|utils?|provider|cache|map|list|array|prisma|repository|repo|dao)s?$/i.test(name);

/** `const { TaskList } = require('../models')`: what a module of models gives under a name like a class's is one of them, whatever else the name could be. */
const isOfModels = (origin: Origin, name: string): boolean => {
  const of = origin.kind === 'member' ? origin.object : origin;
  return of.kind === 'import' && /^[A-Z]/.test(name) && /(?:^|\/)models?(?:\/index(?:\.[cm]?[jt]s)?)?\/?$/i.test(of.module);
};

/** What may be a model: `User` or `db.User` where the file doesn't make it itself. */
const byForm = (bare: TSESTree.Node, at: Resolver): Model | undefined => {
  if (isForeignFile(at)) return undefined;
  const name = bare.type === 'Identifier' ? bare.name : bare.type === 'MemberExpression' ? memberName(bare) : undefined;
  if (name === undefined || /prisma/i.test(at.sourceCode.getText(bare))) return undefined;
  const origin = at.origin(bare);
  if (isSomethingElse(name) && !isOfModels(origin, name)) return undefined;
  if (!mayBeModel(origin)) return undefined;
  const type = at.annotation(bare);
  if (type !== undefined && type.node.type !== 'TSTypeQuery' && !/(?:Model|ModelStatic|ModelCtor)$/.test(type.name)) return undefined;
  if (type?.module !== undefined && isOtherLayer(type.module)) return undefined;
  const table = type?.node.type === 'TSTypeQuery' ? typeTable(type) : modelTable(bare, at);
  return { table: table === unknown ? modelTable(bare, at) : table, evidence: 'form', scoped: false };
};

const mayBeModel = (origin: Origin): boolean => {
  switch (origin.kind) {
    case 'import':
      return !isOtherLayer(origin.module) && (!isPackage(origin.module) || /^[A-Z]/.test(origin.name));
    case 'member':
      return origin.object.kind === 'this' || origin.object.kind === 'expression' || mayBeModel(origin.object) || origin.object.kind === 'new';
    case 'call':
      return mayBeModel(origin.callee) || origin.callee.kind === 'unknown';
    case 'either':
      return origin.options.every(mayBeModel);
    case 'parameter':
    case 'global':
    case 'unknown':
    case 'field':
      return true;
    default:
      return false;
  }
};
