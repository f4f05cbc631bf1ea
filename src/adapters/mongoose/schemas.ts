/**
 * Functions of a schema: `this` is the model in statics, the document in methods and in `pre('save')`.
 *
 *     userSchema.statics.findOrCreate = async function (email) { … this.findOne({ email }) … }
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { methodCall } from './facts.js';
import { isMongooseModule } from './names.js';
import type { Receiver } from './receiver.js';
import { tableNamed } from './tables.js';

interface Owner {
  readonly schema: TSESTree.Identifier;
  readonly place: 'statics' | 'methods';
}

/** The function expression whose `this` is meant. */
const functionOfThis = (node: TSESTree.Node): TSESTree.FunctionExpression | undefined => {
  for (let current = node.parent; current; current = current.parent) {
    if (current.type === 'FunctionExpression') return current;
    if (current.type === 'FunctionDeclaration' || current.type === 'PropertyDefinition') return undefined;
  }
  return undefined;
};

const ownerOf = (node: TSESTree.Node): Owner | undefined => {
  const fn = functionOfThis(node);
  const holder = fn?.parent;
  if (!fn || !holder) return undefined;
  if (holder.type === 'AssignmentExpression' && holder.left.type === 'MemberExpression') return ofPlace(holder.left.object);
  // `schema.statics = { find() { … } }`
  if (holder.type === 'Property' && holder.parent.parent.type === 'AssignmentExpression') return ofPlace(holder.parent.parent.left);
  const call = methodCall(holder);
  if (call?.receiver.type !== 'Identifier') return undefined;
  if (call.name === 'static') return { schema: call.receiver, place: 'statics' };
  if (call.name === 'method') return { schema: call.receiver, place: 'methods' };
  const [event] = call.args;
  return (call.name === 'pre' || call.name === 'post') && event?.type === 'Literal' && (event.value === 'save' || event.value === 'validate') ? { schema: call.receiver, place: 'methods' } : undefined;
};

const ofPlace = (node: TSESTree.Node): Owner | undefined => {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return undefined;
  const name = memberName(node);
  return name === 'statics' || name === 'methods' ? { schema: node.object, place: name } : undefined;
};

/** Whether an identifier holds a schema of Mongoose's. */
const isSchema = (node: TSESTree.Identifier, at: Resolver): boolean => {
  const origin = at.origin(node);
  const callee = origin.kind === 'new' ? origin.callee : origin.kind === 'call' ? origin.callee : undefined;
  const root = callee?.kind === 'member' ? callee.object : callee;
  return root?.kind === 'import' && isMongooseModule(root.module);
};

/** `this` of a static, or `this.constructor` of a method. */
export const schemaModel = (node: TSESTree.ThisExpression, at: Resolver): Receiver | undefined => {
  const owner = ownerOf(node);
  const isConstructor = node.parent.type === 'MemberExpression' && node.parent.object === node && memberName(node.parent) === 'constructor';
  if (!owner || (owner.place === 'statics') === isConstructor || !isSchema(owner.schema, at)) return undefined;
  return { kind: 'model', table: tableNamed(owner.schema.name), evidence: 'bound' };
};

/** The table of `this` in a method of a schema. */
export const schemaDocument = (node: TSESTree.ThisExpression, at: Resolver): Receiver['table'] | undefined => {
  const owner = ownerOf(node);
  return owner?.place === 'methods' && isSchema(owner.schema, at) ? tableNamed(owner.schema.name) : undefined;
};

const versioned = new WeakMap<Resolver, boolean>();

/** Whether every schema of the file checks the version on each `save` (`optimisticConcurrency: true`), where the file has one. */
export const hasVersionedSchema = (at: Resolver): boolean => {
  let answer = versioned.get(at);
  if (answer === undefined) versioned.set(at, (answer = findVersioned(at)));
  return answer;
};

const findVersioned = (at: Resolver): boolean => {
  if (!at.sourceCode.text.includes('optimisticConcurrency')) return false;
  const schemas = at.sourceCode.ast.tokens.filter((token, index, tokens) => token.value === 'optimisticConcurrency' && tokens[index + 1]?.value === ':' && tokens[index + 2]?.value === 'true');
  return schemas.length > 0;
};
