/**
 * Turns an operation (facts about a call) into an instance (what it does at this point, in values).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Dialect } from '../operations/dialect.js';
import type { Assignment, Assignments, Operation, Result, Term, Written } from '../operations/operation.js';
import type { Context } from './context.js';
import { isPseudoField } from './environment.js';
import type { Condition, Instance, SetColumn } from './instance.js';
import type { Interpreter } from './interpreter.js';
import type { Resolver } from '../resolve/resolver.js';
import { staticMember } from '../resolve/static-names.js';
import { current } from './dictionaries.js';
import { constant, elementOf, optionsOf, unknownValue, type Value } from './values.js';

const results = new WeakMap<Instance, Map<Result, Value>>();

/** What an operation's awaited result is, as a value; one identity per operation, so that what is assigned to it is found again. */
export const resultOf = (instance: Instance, result: Result): Value => {
  let known = results.get(instance);
  if (!known) results.set(instance, (known = new Map<Result, Value>()));
  let value = known.get(result);
  if (!value) known.set(result, (value = valueOfResult(instance, result)));
  return value;
};

const valueOfResult = (instance: Instance, result: Result): Value => {
  switch (result.kind) {
    case 'row':
    case 'written':
      return { kind: 'row', read: instance };
    case 'rows':
      return { kind: 'rows', read: instance };
    case 'boolean':
      return { kind: 'exists', read: instance };
    case 'number':
      return { kind: 'aggregate', read: instance, of: result.of, column: result.column };
    case 'affected':
      return { kind: 'affected', write: instance };
    case 'object':
    case 'tuple':
    case 'error':
      return { kind: 'result', of: instance, result };
    case 'nothing':
      return { kind: 'constant', value: undefined };
  }
};

/** The value of a path in another function's parameter, by what that stands for here; unknown for anything else but a literal. */
const givenValue = (interpreter: Interpreter, node: TSESTree.Node, given: NonNullable<Term['given']>): Value => {
  const bare = interpreter.facts.resolver.bare(node);
  if (bare.type === 'Identifier') {
    const variable = interpreter.facts.resolver.variable(bare);
    const argument = variable && given.get(variable);
    return argument ? interpreter.evaluate(argument) : unknownValue;
  }
  if (bare.type === 'Literal') return interpreter.evaluate(bare);
  const name = bare.type === 'MemberExpression' ? staticMember(bare, interpreter.facts.resolver) : undefined;
  return bare.type === 'MemberExpression' && name !== undefined ? interpreter.fieldOf(givenValue(interpreter, bare.object, given), name) : unknownValue;
};

const condition = (interpreter: Interpreter, term: Term): Condition => ({
  column: term.column,
  op: term.op,
  value: term.value ? (term.given ? givenValue(interpreter, term.value, term.given) : interpreter.evaluate(term.value)) : term.constant === undefined ? undefined : constant(term.constant),
  via: term.via ?? [],
  disjunct: term.disjunct ?? false,
});

const setColumn = (interpreter: Interpreter, { column, written, property }: Assignment): SetColumn => ({
  column,
  written: written.kind,
  ...(written.kind === 'atomic' ? { operator: written.operator } : {}),
  value: valueOfWritten(interpreter, written),
  property,
});

/** The columns that are listed, and those that were assigned by now to the objects that list them (`data.status = 'done'`). */
const setColumns = (interpreter: Interpreter, { dialect }: Operation, { entries, spreads }: Assignments): readonly SetColumn[] => {
  const assigned = spreads.flatMap((node) => (node.type === 'ObjectExpression' ? [...interpreter.environment.fields(interpreter.evaluate(node))] : [])).flatMap(([name, value]) => (isPseudoField(name) ? [] : assignedColumns(dialect, name, value)));
  const listed = entries.map((entry) => setColumn(interpreter, entry));
  return assigned.length === 0 ? listed : [...listed.filter(({ column }) => assigned.every((other) => other.column !== column)), ...assigned];
};

/** `data.count = { increment: 1 }`, `update.$set = { … }`, `data.name = name` */
const assignedColumns = ({ key, operators, operands }: Dialect, name: string, value: Value): readonly SetColumn[] => {
  const column = key === name ? 'id' : name;
  const parts = value.kind === 'object' && value.spreads.length === 0 ? value.fields : undefined;
  const operator = operators?.[name];
  if (operator !== undefined && parts) return [...parts].map(([field, part]) => changedColumn(field, operator, part));
  const [operand] = parts?.size === 1 ? [...parts] : [];
  const arithmetic = operand && operands?.[operand[0]];
  return [operand && arithmetic !== undefined ? changedColumn(column, arithmetic, operand[1]) : changedColumn(column, 'set', value)];
};

const changedColumn = (column: string, operator: 'set' | NonNullable<SetColumn['operator']>, value: Value): SetColumn => (operator === 'set' ? { column, written: 'value', value, property: undefined } : { column, written: 'atomic', operator, value, property: undefined });

const valueOfWritten = (interpreter: Interpreter, written: Written): Value => {
  if (written.kind === 'relation') return unknownValue;
  if (written.node) return interpreter.evaluate(written.node);
  return written.kind === 'opaque' && written.constant !== undefined ? constant(written.constant) : unknownValue;
};

/** Whether an operation goes through a field of a generic class, so that each class that inherits it has a table of its own. */
const isOfGeneric = (resolver: Resolver, { node }: Operation): boolean => {
  if (!resolver.classOf(node)?.typeParameters) return false;
  let root: TSESTree.Node = node;
  for (let steps = 0; steps < 30; steps++) {
    if (root.type === 'ThisExpression') return true;
    const next: TSESTree.Node | undefined =
      root.type === 'CallExpression' || root.type === 'NewExpression' ? root.callee : root.type === 'MemberExpression' ? root.object : root.type === 'AwaitExpression' ? root.argument : root.type === 'Identifier' ? resolver.constant(root) : undefined;
    if (!next || next === root) return false;
    root = resolver.bare(next);
  }
  return false;
};

/** What surrounds an operation; where another call sends it, the handlers around that call. */
const contextsOf = (interpreter: Interpreter, { node, sentBy }: Operation): readonly Context[] => {
  const own = interpreter.facts.contextsOf(node);
  if (!sentBy) return own;
  return [...interpreter.facts.contextsOf(sentBy).filter(({ kind }) => kind === 'handler'), ...own.filter(({ kind }) => kind !== 'handler')];
};

/** `{ column: value }`; what isn't a plain value may be an operator of the data layer (`{ $gt: 1 }`, `In(ids)`). */
const filterBy = (column: string, value: Value): Condition => {
  const isOperator = value.kind === 'object' || value.kind === 'list' || value.kind === 'unknown' || value.kind === 'function' || (value.kind === 'derived' && /^[A-Z]/.test(value.by ?? ''));
  return { column, op: isOperator ? 'other' : 'eq', value: isOperator ? undefined : value, via: [], disjunct: false };
};

/** The conditions that a filter says, as far as it is an object; what else is a filter stays one. */
export const filtersIn = (operation: Operation, filters: readonly Value[]): Pick<Instance, 'where' | 'whereSpreads'> => {
  const objects = filters.filter((value) => value.kind === 'object');
  return {
    where: objects.flatMap(({ fields }) => [...fields].map(([name, field]) => filterBy(operation.dialect.key === name ? 'id' : name, field))),
    whereSpreads: [...filters.filter((value) => value.kind !== 'object'), ...objects.flatMap(({ spreads }) => spreads)],
  };
};

/** What is written by objects that were given as a whole, where their keys are operators (`{ $set: { … }, $inc: { … } }`); what isn't known to be one stays as it is. */
export const changesIn = ({ dialect: { operators } }: Operation, given: readonly Value[]): { readonly sets: readonly SetColumn[]; readonly rest: readonly Value[] } => {
  const isOfOperators = (value: Value): value is Value & { kind: 'object' } => value.kind === 'object' && value.spreads.length === 0 && value.fields.size > 0 && [...value.fields].every(([name, field]) => operators?.[name] !== undefined && field.kind === 'object' && field.spreads.length === 0);
  const sets = given.filter(isOfOperators).flatMap(({ fields }) => [...fields].flatMap(([name, changed]): SetColumn[] => {
    const operator = operators?.[name];
    if (operator === undefined || changed.kind !== 'object') return [];
    return [...changed.fields].map(([column, value]) => changedColumn(column, operator, value));
  }));
  return { sets, rest: given.filter((value) => !isOfOperators(value)) };
};

/**
 * Makes the instance of an operation of this function.
 * @param filters what the predicate takes as a whole
 */
export const instantiate = (interpreter: Interpreter, operation: Operation, parent: Instance | undefined, filters: readonly Value[]): Instance => {
  // what a variable holds may have been changed since it was made; what a call gives is new
  const isMade = (index: number): boolean => operation.where.spreads[index]?.type === 'CallExpression';
  const made = filtersIn(operation, filters.filter((_, index) => isMade(index)));
  const index = interpreter.facts.operationsOf(operation.node).indexOf(operation);
  const entity = operation.entity && current(interpreter, interpreter.evaluate(operation.entity));
  return interpreter.reuse(`${String(operation.node.range[0])}:${String(operation.node.range[1])}:${String(index)}`, () => ({
    operation,
    table: operation.table,
    ofThis: isOfGeneric(interpreter.facts.resolver, operation),
    handle: operation.handle,
    site: operation.node,
    hops: [],
    block: interpreter.block,
    order: interpreter.order,
    where: [...operation.where.terms.map((term) => condition(interpreter, term)), ...made.where],
    whereOpen: operation.where.open,
    whereSpreads: [...filters.filter((_, index) => !isMade(index)), ...made.whereSpreads],
    sets: setColumns(interpreter, operation, operation.sets),
    setsSpreads: operation.sets.spreads.flatMap((node) => (node.type === 'ObjectExpression' ? [] : [withAssigned(interpreter, node)])),
    updates: operation.updates ? setColumns(interpreter, operation, operation.updates) : [],
    entity,
    entityFields: new Map(entity ? entitiesIn(entity).map((value) => [value, interpreter.entityFields(value, operation.changes)] as const) : []),
    lockKey: operation.lockKey?.map((node) => interpreter.evaluate(node)) ?? [],
    parent,
    inner: [],
    contexts: [...interpreter.environment.transactions.on(operation.handle.id), ...contextsOf(interpreter, operation)],
  }));
};

/** A row that is written as new values (`create(row.toJSON())`), with the fields that were assigned or deleted since. */
const withAssigned = (interpreter: Interpreter, node: TSESTree.Node): Value => {
  const value = current(interpreter, interpreter.evaluate(node));
  if (value.kind !== 'row') return value;
  const fields = new Map([...interpreter.environment.fields(value)].filter(([name]) => !isPseudoField(name)));
  return fields.size === 0 ? value : { kind: 'object', node, fields, spreads: [value], block: undefined, when: [] };
};

/** The objects that a saved value may be: its options, and the elements of lists. What came along with a row may be one row or several. */
export const entitiesIn = (value: Value): readonly Value[] =>
  optionsOf(value).flatMap((option) => {
    if (option.value.kind === 'rows') return [...(option.value.read.parent ? [option.value] : []), elementOf(option.value)];
    if (option.value.kind === 'list') return option.value.element ? entitiesIn(option.value.element) : [];
    return [option.value];
  });
