/**
 * Objects, rows and collections as they stand at one point of a function: fields, elements, what was assigned and added.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Block } from '../flow/graph.js';
import { elements, Environment, escaped, isPseudoField } from './environment.js';
import type { Changes } from '../operations/operation.js';
import type { Instance } from './instance.js';
import { resultOf } from './instantiate.js';
import { choose, constant, derive, elementOf, lookupOf, optionsOf, pathOf, rowAt, undefinedValue, unknownValue, type ListValue, type ObjectValue, type Option, type Value } from './values.js';

/** The column that a property of a row is: its primary key is `id`, whatever the property is called. */
const columnOf = (of: Value, property: string): string => {
  const row = (of.kind === 'element' || of.kind === 'lookup') && of.of.kind === 'rows' ? of.of : of;
  return (row.kind === 'row' || row.kind === 'rows') && row.read.operation.dialect.key === property ? 'id' : property;
};

/** The names on the way from a value to a part of it, without positions; undefined when it is none. */
const pathFrom = (whole: Value, part: Value, depth: number): readonly string[] | undefined => {
  if (part === whole) return [];
  if (depth === 0) return undefined;
  switch (part.kind) {
    case 'field': {
      const path = pathFrom(whole, part.of, depth - 1);
      return path && (/^\d+$/.test(part.name) ? path : [...path, part.name]);
    }
    case 'element':
    case 'lookup':
      return pathFrom(whole, part.of, depth - 1);
    case 'derived':
      return part.by === '[]' && part.from[0] ? pathFrom(whole, part.from[0], depth - 1) : undefined;
    default:
      return undefined;
  }
};
const maxFieldDepth = 24;

/** The state of an interpreter that has to do with objects. */
export class Heap {
  readonly instances: Instance[] = [];
  environment = Environment.empty();
  block: Block;
  order = 0;
  /** getters and methods of objects that are being followed within each other */
  nesting = 0;
  private fieldDepth = 0;
  private readonly getter: (of: ObjectValue, name: string) => Value | undefined;
  private readonly made = new Map<string, Instance>();
  private readonly allocations = new Map<TSESTree.Node, ObjectValue | ListValue>();

  /** @param getter what a getter of the class of an object gives */
  constructor(entry: Block, getter: (of: ObjectValue, name: string) => Value | undefined) {
    this.block = entry;
    this.getter = getter;
  }

  /** Adds to a collection: what controls this block controls the element. */
  addElement(collection: Value, value: Value): void {
    if (collection.kind === 'constant' || collection.kind === 'unknown') return;
    if (collection.kind === 'phi' || collection.kind === 'logical') {
      for (const option of optionsOf(collection)) this.addElement(option.value, value);
      return;
    }
    const before = this.environment.field(collection, elements);
    const added: Option = { value, block: this.block, when: [] };
    this.environment.setField(collection, elements, choose(before ? [{ value: before, block: undefined, when: [] }, added] : [added]), this.block);
  }

  /** Assigns a field of whatever the target may be. */
  setField(target: Value, name: string, value: Value): void {
    for (const { value: option } of target.kind === 'phi' ? target.options : [{ value: target }]) {
      if (option.kind !== 'unknown' && option.kind !== 'constant') this.environment.setField(option, name, value, this.block);
    }
  }

  /** The fields of an entity that were assigned, and the relations of a row that were added to; with `paths`, also fields below a column. */
  entityFields(entity: Value, changes?: Changes): ReadonlyMap<string, Value> {
    const fields = new Map(this.environment.fields(entity));
    if (changes?.paths === true) this.addPaths(entity, fields);
    if (entity.kind === 'object') {
      for (const [name, field] of entity.fields) if (this.environment.field(field, elements)) fields.set(name, derive([field, this.element(field)], 'push'));
    }
    const read = entity.kind === 'row' ? entity.read : entity.kind === 'element' && entity.of.kind === 'rows' ? entity.of.read : undefined;
    for (const [of, assigned] of this.environment.assigned()) {
      if (!assigned.has(elements)) continue;
      if (of.kind === 'field' && of.of === entity) fields.set(of.name, derive([of, this.element(of)], 'push'));
      const name = (of.kind === 'rows' || of.kind === 'row') && read !== undefined && of.read.parent === read ? of.read.operation.nested?.path[0] : undefined;
      if (name !== undefined) fields.set(name, derive([of, this.element(of)], 'push'));
    }
    return fields;
  }

  /** `order.address.city = x`, `cart.items[i].quantity = n`, `user.stats.tags.push(x)` */
  private addPaths(entity: Value, fields: Map<string, Value>): void {
    for (const [of, assigned] of this.environment.assigned()) {
      const path = of === entity ? undefined : pathFrom(entity, of, 6);
      if (!path || path.length === 0) continue;
      for (const [name, { value }] of assigned) {
        if (name === elements) fields.set(path.join('.'), derive([of, value], 'push'));
        else if (!isPseudoField(name)) fields.set([...path, name].join('.'), value);
      }
    }
  }

  /** An object or list made at a node: one identity in both passes over a loop, so that what is added to it is found again. */
  allocate(node: TSESTree.Node, value: ObjectValue | ListValue): Value {
    const before = this.allocations.get(node);
    if (before?.kind === value.kind) return Object.assign(before, value);
    this.allocations.set(node, value);
    return value;
  }

  /** A field of a value as it stands here. Objects of loops may contain themselves (`host = { ...host, n }`). */
  fieldOf(of: Value, name: string): Value {
    if (this.fieldDepth > maxFieldDepth) return unknownValue;
    this.fieldDepth++;
    const value = this.findField(of, columnOf(of, name));
    this.fieldDepth--;
    return value;
  }

  private findField(of: Value, name: string): Value {
    const assigned = this.environment.field(of, name);
    if (assigned) return assigned;
    switch (of.kind) {
      case 'constant':
        return of.value === null || of.value === undefined ? undefinedValue : derive([of], name);
      case 'object': {
        const own = of.fields.get(name);
        if (own) return own;
        const got = of.whole ? this.getter(of, name) : undefined;
        if (got) return got;
        if (of.spreads.length === 0) return undefinedValue;
        return choose(of.spreads.map((spread) => ({ value: this.fieldOf(spread, name), block: undefined, when: [] })));
      }
      case 'phi':
        return choose(of.options.map((option) => ({ ...option, value: this.fieldOf(option.value, name) })));
      case 'logical': {
        const left = this.fieldOf(of.left, name);
        const right = this.fieldOf(of.right, name);
        if (of.operator === '&&') return right;
        return choose([
          { value: left, block: undefined, when: [{ condition: of.left, holds: true }] },
          { value: right, block: of.block, when: [{ condition: of.left, holds: false }] },
        ]);
      }
      case 'result':
        if (of.result.kind === 'object') {
          const member = of.result.members[name];
          return member ? resultOf(of.of, member) : pathOf(of, name);
        }
        if (of.result.kind === 'tuple') {
          const item = of.result.items[Number(name)];
          return item ? resultOf(of.of, item) : unknownValue;
        }
        return pathOf(of, name);
      case 'row':
        if (isRowItself(of.read, name)) return of;
        return this.related(of, name) ?? pathOf(of, name);
      case 'field':
        return this.related(of, name) ?? pathOf(of, name);
      case 'rows':
        if (/^\d+$/.test(name)) return rowAt(of, name);
        if (name === 'length') return { kind: 'aggregate', read: of.read, of: 'count', column: undefined };
        return propertyOfRows(of.read, name) ?? pathOf(of, name);
      case 'element':
      case 'lookup':
        if (of.of.kind === 'rows' && isRowItself(of.of.read, name)) return of;
        return this.related(of, name) ?? pathOf(of, name);
      case 'list':
        if (name === 'length' && of.length) return of.length;
        if (/^\d+$/.test(name)) return of.items?.[Number(name)] ?? { kind: 'lookup', of, key: undefined, by: undefined };
        return pathOf(of, name);
      case 'derived':
        return derive([of], `.${name}`);
      case 'unknown':
        return unknownValue;
      default:
        return pathOf(of, name);
    }
  }

  /** What a row brought along from a related table, or an aggregate among its fields. */
  private related(of: Value, name: string): Value | undefined {
    let path = name;
    let row = of;
    for (; row.kind === 'field'; row = row.of) path = `${row.name}.${path}`;
    if ((row.kind === 'element' || row.kind === 'lookup') && row.of.kind === 'list' && row.of.element) row = row.of.element;
    if (row.kind === 'element' || row.kind === 'lookup') row = row.of;
    if (row.kind !== 'row' && row.kind !== 'rows') return undefined;
    const { read } = row;
    const way = of.kind === 'field' ? undefined : read.operation.fields?.[name];
    if (way) return way.reduce<Value>((value, step, index) => (index === 0 ? this.partOf(read, step) : undefined) ?? pathOf(value, step), of);
    const nested = this.partOf(read, path);
    if (nested) return nested;
    const member = read.operation.result.kind === 'rows' ? read.operation.result.members?.[path] : undefined;
    return member && resultOf(read, member);
  }

  /** What a read brought along under a path: from its own rows, or, where they came along themselves, with them. */
  private partOf(read: Instance, path: string): Value | undefined {
    const owner = read.parent ?? read;
    const whole = [...(read.operation.nested?.path ?? []), path].join('.');
    const nested = this.instances.find((instance) => instance.parent === owner && instance.operation.kind === 'read' && instance.operation.nested?.path.join('.') === whole);
    return nested && resultOf(nested, nested.operation.result);
  }

  /** Some element of a collection as it stands here. */
  element(of: Value): Value {
    const added = this.environment.field(of, elements);
    if (of.kind === 'list') {
      if (!added) return of.element ?? unknownValue;
      return of.element ? choose([{ value: of.element, block: undefined, when: [] }, { value: added, block: undefined, when: [] }]) : added;
    }
    if (added) return choose([{ value: elementOf(of), block: undefined, when: [] }, { value: added, block: undefined, when: [] }]);
    if (of.kind === 'phi') return choose(of.options.map((option) => ({ ...option, value: this.element(option.value) })));
    if (of.kind === 'logical') return choose([of.left, of.right].map((value) => ({ value: this.element(value), block: undefined, when: [] })));
    if (of.kind === 'unknown' || of.kind === 'constant') return unknownValue;
    return elementOf(of);
  }

  lookup(of: Value, key: Value): Value {
    if (key.kind === 'constant' && (typeof key.value === 'string' || typeof key.value === 'number')) return this.fieldOf(of, String(key.value));
    if (of.kind === 'symbol' || of.kind === 'field') return derive([of, key], '[]');
    return lookupOf(of, key);
  }

  /** One instance per operation and way to it, so that a second pass over a loop finds the first one's values equal. */
  reuse(key: string, make: () => Instance): Instance {
    const before = this.made.get(key);
    const instance = make();
    if (!before) {
      this.made.set(key, instance);
      return instance;
    }
    return Object.assign(before, instance);
  }

  /** `Object.assign(target, …from)`. Fields that can't be listed go under a name of their own. */
  assignAll(target: Value, from: readonly Value[]): void {
    for (const value of from) {
      if (value.kind === 'object') {
        for (const [name, field] of value.fields) this.setField(target, name, field);
        this.assignAll(target, value.spreads);
      } else this.setField(target, '...', value);
    }
  }

  escape(value: Value): void {
    for (const { value: option } of value.kind === 'phi' ? value.options : [{ value }]) {
      if (option.kind === 'row' || option.kind === 'object' || option.kind === 'list' || option.kind === 'element') {
        this.environment.setField(option, escaped, constant(this.order), this.block);
      }
    }
  }
}

/** `row.dataValues` */
const isRowItself = ({ operation }: Instance, name: string): boolean => operation.dialect.rowFields?.includes(name) ?? false;

/** `rows.count`: what a list of rows says beside them. */
const propertyOfRows = (read: Instance, name: string): Value | undefined => {
  const { result } = read.operation;
  const member = result.kind === 'rows' && result.list && Object.hasOwn(result.list, name) ? result.list[name] : undefined;
  return member && resultOf(read, member);
};
