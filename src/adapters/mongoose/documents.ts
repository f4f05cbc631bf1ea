/** Documents in memory: which collection does `user` belong to, and through which session was it loaded? */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Handle, Table } from '../../operations/operation.js';
import { functionByClass } from '../../resolve/instances.js';
import { rememberObject } from '../../resolve/remember.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { documentTable } from './annotations.js';
import { argument, methodCall, type MethodCall } from './facts.js';
import { receiverOf } from './handles.js';
import { links } from './names.js';
import { counts, isProven } from './proofs.js';
import { linksBehind } from './query.js';
import { schemaDocument } from './schemas.js';
import { client, sessionOfLinks, sessionOfOptions } from './sessions.js';

export interface Instance {
  readonly table: Known<Table>;
  /** its `save()` goes through this */
  readonly handle: Handle;
}

/** What is known of a document in memory; undefined for anything else, and for plain objects (`lean`). */
export const documentOf: (node: TSESTree.Node, at: Resolver, depth?: number) => Instance | undefined = rememberObject((bare, at, depth) => find(bare, at, depth));

const find = (bare: TSESTree.Node, at: Resolver, depth: number): Instance | undefined => {
  switch (bare.type) {
    case 'Identifier':
      return ofVariable(bare, at, depth);
    case 'ThisExpression': {
      const table = schemaDocument(bare, at);
      return table === undefined ? undefined : { table, handle: client(bare) };
    }
    case 'NewExpression': {
      const model = receiverOf(bare.callee, at);
      return model?.kind === 'model' && (model.evidence === 'bound' || isProven(bare.callee, at)) ? { table: model.table, handle: client(bare) } : undefined;
    }
    case 'CallExpression':
      return ofCall(bare, at, depth);
    case 'MemberExpression': {
      const list = documentOf(bare.object, at, depth);
      if (bare.computed || list === undefined) return list;
      // `order.customer`: a document that came along by `populate`
      return /^(?:_doc|length)$/.test(memberName(bare) ?? '') ? undefined : { table: unknown, handle: list.handle };
    }
    case 'LogicalExpression':
      return documentOf(bare.left, at, depth) ?? documentOf(bare.right, at, depth);
    case 'ConditionalExpression':
      return documentOf(bare.consequent, at, depth) ?? documentOf(bare.alternate, at, depth);
    case 'AssignmentExpression':
      return documentOf(bare.right, at, depth);
    default:
      return undefined;
  }
};

const gives = /^(?:find|findOne|findById|create|findOneAndUpdate|findByIdAndUpdate|findOneAndReplace|insertMany|hydrate)$/;

const ofCall = (node: TSESTree.CallExpression, at: Resolver, depth: number): Instance | undefined => {
  const call = methodCall(node);
  if (call === undefined) return ofFunction(node, at, depth);
  // a link of a query
  if (links.has(call.name) && call.name !== 'set') {
    if (/^(?:lean|countDocuments|count|distinct)$/.test(call.name)) return undefined;
    return documentOf(call.receiver, at, depth);
  }
  if (gives.test(call.name)) {
    const receiver = receiverOf(call.receiver, at);
    if (receiver?.kind === 'model' && counts(call, receiver, at)) return linksBehind(node).some((link) => link.name === 'lean') ? undefined : { table: receiver.table, handle: loadedThrough(call, at) };
  }
  return ofMethod(call, at, depth) ?? ofFunction(node, at, depth);
};

/** A document keeps the session of the query that loaded it. */
const loadedThrough = (call: MethodCall, at: Resolver): Handle =>
  sessionOfLinks(linksBehind(call.node), call.receiver, at) ?? sessionOfOptions(call.args.length > 1 ? argument(call.args, call.args.length - 1) : undefined, call.receiver, at) ?? client(call.receiver);

/** `docs.filter(…)`, `docs.find(…)`, `promise.then(…)`, `doc.set(…)`, `doc.save()` */
const ofMethod = (call: MethodCall, at: Resolver, depth: number): Instance | undefined =>
  /^(?:filter|slice|concat|at|reverse|find|pop|shift|catch|save|set|populate|execPopulate)$/.test(call.name) ? documentOf(call.receiver, at, depth) : undefined;

/** What a function gives, of this file or another one of the project. A document that another file loaded has the session that it was loaded through there. */
const ofFunction = (node: TSESTree.CallExpression, at: Resolver, depth: number): Instance | undefined => {
  const called = functionByClass(at.origin(node.callee), at);
  const value = called && returnedExpression(called.fn);
  const found = called && value && documentOf(value, called.at, depth);
  return found === undefined || called?.at === at ? found : { table: found.table, handle: client(node) };
};

/** Every value that is assigned to the variable may tell. */
const ofVariable = (node: TSESTree.Identifier, at: Resolver, depth: number): Instance | undefined => {
  const variable = at.variable(node);
  const table = documentTable(node, at);
  const typed = table && { table, handle: client(node) };
  if (variable === undefined) return typed;
  const definition = variable.defs[0];
  if (definition?.type === 'Parameter') return typed ?? ofParameter(definition, at, depth);
  const loop = definition?.node.type === 'VariableDeclarator' ? definition.node.parent.parent : undefined;
  if (definition?.node.type === 'VariableDeclarator' && loop?.type === 'ForOfStatement' && loop.left === definition.node.parent) return documentOf(loop.right, at, depth) ?? typed;
  for (const { writeExpr, identifier } of at.references(variable)) {
    if (writeExpr === undefined || writeExpr === null) continue;
    const value = elementAt(identifier, writeExpr) ?? writeExpr;
    const found = documentOf(value, at, depth);
    if (found !== undefined) return found;
  }
  return typed;
};

/** `const [user, team] = await Promise.all([…, …])`, `const [user] = await User.create([…])` */
const elementAt = (identifier: TSESTree.Node, value: TSESTree.Node): TSESTree.Node | undefined => {
  const pattern = identifier.parent;
  if (pattern?.type !== 'ArrayPattern') return undefined;
  const awaited = value.type === 'AwaitExpression' ? value.argument : value;
  const call = methodCall(awaited);
  const list = call?.name === 'all' ? argument(call.args, 0) : awaited;
  return list?.type === 'ArrayExpression' ? (list.elements[pattern.elements.findIndex((element) => element === identifier)] ?? undefined) : undefined;
};

/** The parameter of a callback: of `docs.forEach(…)`, `query.then(…)`, and Mongoose's own `(error, doc) => …` of versions up to 6. */
const ofParameter = (definition: TSESLint.Scope.Definition, at: Resolver, depth: number): Instance | undefined => {
  const fn = definition.node;
  if (!isFunction(fn) || fn.parent.type !== 'CallExpression') return undefined;
  const index = fn.params.findIndex((parameter) => parameter === definition.name);
  const call = methodCall(fn.parent);
  if (call === undefined || index < 0) return undefined;
  if (index === 0 && /^(?:then|forEach|map|flatMap|eachAsync|filter|some|every|find)$/.test(call.name) && call.args[0] === fn) {
    const list = documentOf(call.receiver, at, depth);
    if (list !== undefined) return list;
  }
  return index === 1 && call.args.at(-1) === fn ? documentOf(fn.parent, at, depth) : undefined;
};
