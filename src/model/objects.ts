/**
 * Objects of the project's classes: what a constructor puts into their fields, and the static functions that make them; copies of objects.
 *
 * In: a `new`, or a call of a class's static function. Out: an object whose fields are all known, or the function. Never assumed: a base class that is out of
 * sight, or a field that something else than the constructor fills.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import { constructorOf, superCallOf } from '../resolve/constructed.js';
import { instanceOf, superclassOf, type ClassPlace } from '../resolve/instances.js';
import type { Resolver } from '../resolve/resolver.js';
import { isFunction } from '../syntax/functions.js';
import { keyName } from '../syntax/property-name.js';
import { assignsOn } from './apply-summary.js';
import { isPseudoField } from './environment.js';
import type { Interpreter } from './interpreter.js';
import { undefinedValue, unknownValue, type Value } from './values.js';

type Fields = ReadonlyMap<string, Value>;

const maxBases = 4;

/** `new User(name, email)`: what the constructor of a class of the project puts into the fields; undefined where that isn't all. */
export const constructed = (at: Interpreter, node: TSESTree.NewExpression, values: readonly Value[]): Value | undefined => {
  // an error that is thrown holds nothing that is written
  if (node.parent.type === 'ThrowStatement' || values.length === 0 || node.arguments.some(({ type }) => type === 'SpreadElement')) return undefined;
  // what a class of another file makes of an object, or of nothing that is known, is hardly ever asked for its parts
  if (at.facts.resolver.origin(node.callee).kind !== 'class' && (values.every(({ kind }) => kind === 'constant') || values.some((value) => value.kind === 'object' && value.node.type === 'ObjectExpression'))) return undefined;
  let place: ClassPlace | undefined;
  at.facts.summaries.memberOf((resolver) => {
    place = instanceOf(resolver.origin(node.callee), resolver);
    return undefined;
  });
  const fields = place && fieldsOf(at, node, place, values);
  if (!fields || fields.size === 0) return undefined;
  return at.allocate(node, { kind: 'object', node, fields, spreads: [], block: at.block, when: [], whole: true });
};

/** The fields of an object that a class's constructor is given these values for. */
const fieldsOf = (at: Interpreter, node: TSESTree.NewExpression, place: ClassPlace, values: readonly Value[], depth = 0): Fields | undefined => {
  const base = place.class.superClass ? superclassOf(place) : undefined;
  const method = constructorOf(place);
  if (!method || !isFunction(method.value)) return base && depth < maxBases ? merged(initialFields(place), fieldsOf(at, node, base, values, depth + 1)) : undefined;
  const fn = method.value;
  const given = superCallOf(method)?.arguments ?? [];
  const inherited = given.length > 0 || base ? baseFields(at, node, base, given.map((argument) => argumentOf(argument, fn, values, place.at)), depth) : new Map<string, Value>();
  const summary = at.facts.summaries.memberOf(() => ({ fn, at: place.at })) && at.facts.summaries.of(fn);
  if (!inherited || !summary || summary.instances.length > 0) return undefined;
  const own = assignsOn(at, node, summary, values);
  if (own.some(({ field }) => isPseudoField(field))) return undefined;
  const properties = fn.params.flatMap((parameter, index) => {
    const inner = parameter.type === 'TSParameterProperty' ? parameter.parameter : undefined;
    return inner?.type === 'Identifier' ? [[inner.name, values[index] ?? undefinedValue] as const] : [];
  });
  return new Map([...inherited, ...initialFields(place), ...properties, ...own.map(({ field, value }) => [field, value] as const)]);
};

const merged = (own: Fields, base: Fields | undefined): Fields | undefined => base && new Map([...base, ...own]);

/** What `super(…)` does; a base class out of sight that is given nothing is one of a library, and fills no field that matters. */
const baseFields = (at: Interpreter, node: TSESTree.NewExpression, base: ClassPlace | undefined, values: readonly (Value | undefined)[], depth: number): Fields | undefined => {
  if (!base) return values.length === 0 ? new Map() : undefined;
  const known = values.filter((value) => value !== undefined);
  return depth < maxBases && known.length === values.length ? (fieldsOf(at, node, base, known, depth + 1) ?? (values.length === 0 ? new Map() : undefined)) : undefined;
};

/** What a constructor hands on to its base class's: one of its own parameters. */
const argumentOf = (argument: TSESTree.CallExpressionArgument, fn: FunctionNode, values: readonly Value[], at: Resolver): Value | undefined => {
  const variable = argument.type === 'Identifier' ? at.variable(argument) : undefined;
  const index = fn.params.findIndex((parameter) => variable?.identifiers.some((identifier) => identifier === parameter));
  return index < 0 ? undefined : (values[index] ?? undefinedValue);
};

/** `private tries = 0`: what it holds later isn't known. */
const initialFields = ({ class: { body } }: ClassPlace): Fields =>
  new Map(body.body.flatMap((member) => (member.type === 'PropertyDefinition' && member.value && !member.static ? [[keyName(member) ?? '', unknownValue] as const] : [])));

/** `Email.of(text)`: the static function of a class of another file. */
export const factoryOf = (at: Interpreter, node: TSESTree.CallExpression): FunctionNode | undefined => {
  const { callee, parent } = node;
  if (parent.type === 'ExpressionStatement' || callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier' || callee.property.type !== 'Identifier') return undefined;
  const origin = at.facts.resolver.origin(callee.object);
  return origin.kind === 'import' && at.facts.summaries.isStatic(origin.module, origin.name, callee.property.name) ? at.facts.summaries.calleeOutside(node) : undefined;
};

/** A copy, whose fields may be changed without the other's. */
export const copyOf = (at: Interpreter, node: TSESTree.CallExpression, of: Value): Value => (of.kind === 'list' || of.kind === 'rows' ? of : at.allocate(node, { kind: 'object', node, fields: new Map(), spreads: [of], block: at.block, when: [] }));
