/**
 * What a write does to rows: `save(entity)` becomes an insert or an update, by where the entity comes from.
 */
import type { FunctionModel, Guard } from '../model/function-model.js';
import type { Instance, SetColumn } from '../model/instance.js';
import { isPseudoField } from '../model/environment.js';
import { isKnown } from '../operations/known.js';
import type { Block } from '../flow/graph.js';
import { elementOf, isMade, optionsOf, same, unknownValue, type Option, type Value } from '../model/values.js';

export interface WriteEffect {
  readonly instance: Instance;
  readonly kind: 'insert' | 'update' | 'delete' | 'upsert' | 'link' | 'unlink';
  readonly sets: readonly SetColumn[];
  /** objects whose fields are all written */
  readonly spreads: readonly Value[];
  /** the read whose row is written, when the write is given the row itself */
  readonly row: Instance | undefined;
  /** the way from that row to the one that is written (`save(admin.user)`: ['user']) */
  readonly rowPath: readonly string[];
  /** what the entity written is */
  readonly entity: Value | undefined;
  /** conditions under which it is this entity that is written */
  readonly guards: readonly Guard[];
}

/** The read whose row a value is. */
export const rowOf = (value: Value): Instance | undefined => {
  switch (value.kind) {
    case 'row':
      return value.read;
    case 'element':
    case 'lookup':
      return value.of.kind === 'rows' ? value.of.read : value.of.kind === 'list' && value.of.element ? rowOf(value.of.element) : undefined;
    case 'phi':
    case 'logical': {
      const rows = optionsOf(value).flatMap((option) => (option.value.kind === 'constant' ? [] : [rowOf(option.value)]));
      return rows.length > 0 && rows.every((row) => row === rows[0]) ? rows[0] : undefined;
    }
    case 'rows':
      return value.read.parent ? value.read : undefined;
    default:
      return undefined;
  }
};

/** The row that a value is, or is a relation of. */
const ownerOf = (value: Value): { readonly row: Instance; readonly path: readonly string[] } | undefined => {
  const row = rowOf(value);
  if (row) return row.parent && row.operation.nested ? { row: row.parent, path: row.operation.nested.path } : { row, path: [] };
  if (value.kind !== 'field') return undefined;
  const owner = ownerOf(value.of);
  return owner && { row: owner.row, path: [...owner.path, value.name] };
};

const fieldSets = (fields: ReadonlyMap<string, Value>): SetColumn[] => [...fields].flatMap(([column, value]) => (isPseudoField(column) ? [] : [{ column, written: 'value' as const, value, property: undefined }]));

const isFreshKey = (key: Value | undefined): boolean => key === undefined || (key.kind === 'constant' && (key.value === undefined || key.value === null));

const isBrought = (value: Value): boolean => (value.kind === 'field' ? isBrought(value.of) : value.kind === 'symbol' && value.symbol.kind === 'parameter');

/** Where a value came into being. */
const originOf = (model: FunctionModel, value: Value): Block => {
  if (value.kind === 'object') return value.block ?? model.graph.entry;
  const row = rowOf(value);
  return row && row.hops.length === 0 ? row.block : model.graph.entry;
};

/** Earlier saves of an entity. */
const savesBefore = (model: FunctionModel, instance: Instance, value: Value): readonly Instance[] =>
  model.instances.filter((other) => other.operation.kind === 'save' && other.site !== instance.site && other.order < instance.order && other.entityFields.has(value));

/** Whether an object that was made here was saved on every way to this save: it is a row by now. */
const isSavedBefore = (model: FunctionModel, instance: Instance, value: Value): boolean => savesBefore(model, instance, value).some(({ block }) => !model.reachesAround(originOf(model, value), block, instance.block));

/** Changes of single fields that are writes by themselves (a unit of work's). */
const changesBefore = (model: FunctionModel, instance: Instance, value: Value): readonly Instance[] =>
  model.instances.filter((other) => other.operation.kind === 'update' && other.operation.changes && other.site !== instance.site && other.order < instance.order && other.entityFields.has(value));

/** The fields of an entity that were assigned since it was saved. */
const unsaved = (model: FunctionModel, instance: Instance, value: Value): ReadonlyMap<string, Value> => {
  const assigned = instance.entityFields.get(value) ?? new Map<string, Value>();
  const earlier = instance.operation.kind === 'save' && assigned.size > 0 ? [...savesBefore(model, instance, value), ...changesBefore(model, instance, value)] : [];
  if (earlier.length === 0) return assigned;
  const origin = originOf(model, value);
  const isSaved = (name: string, field: Value, from: Block): boolean => earlier.some((save) => {
    const before = save.entityFields.get(value)?.get(name);
    if (before === undefined) return false;
    // a change that is a write by itself stands where the field got its value
    if (save.operation.kind === 'update') return optionsOf(before).some((option) => option.value === field || same(option.value, field));
    return (before === field || same(before, field)) && !model.reachesAround(from, save.block, instance.block);
  });
  // where ways meet, a column is what was assigned on one of them, or what it was
  const isUntouched = (name: string, field: Value): boolean => field.kind === 'field' && field.of === value && field.name === name;
  return new Map([...assigned].filter(([name, field]) => !isSaved(name, field, origin) && !optionsOf(field).every((option) => isUntouched(name, option.value) || isSaved(name, option.value, option.block ?? origin))));
};

/** Whether an object stands for a row of the written table: it is made of the row, or has its key. What else it refers to doesn't make it that row. */
const isOfRow = (value: Value, write: Instance, depth = 6): boolean => {
  if (depth === 0) return true;
  const inner = (part: Value): boolean => isOfRow(part, write, depth - 1);
  switch (value.kind) {
    case 'derived':
      return value.from.some(inner);
    case 'field':
      return value.name === 'id' && inner(value.of);
    case 'element':
    case 'lookup':
      return inner(value.of);
    case 'row':
    case 'rows':
      return !isKnown(value.read.table) || !isKnown(write.table) || value.read.table.id === write.table.id;
    case 'object':
      return value.spreads.some(inner) || inner(value.fields.get('id') ?? unknownValue);
    case 'phi':
    case 'logical':
      return optionsOf(value).some((option) => inner(option.value));
    default:
      return false;
  }
};

const entityEffects = (model: FunctionModel, instance: Instance, value: Value, option: Option): readonly WriteEffect[] => {
  if (value.kind === 'rows' && (!value.read.parent || instance.entityFields.get(elementOf(value))?.size)) return entityEffects(model, instance, elementOf(value), option);
  const guards = model.guardsOfOption({ ...option, value });
  if (value.kind === 'list') return value.element ? optionsOf(value.element).flatMap((inner) => entityEffects(model, instance, inner.value, { ...inner, when: [...inner.when, ...option.when] })) : [];
  if (value.kind === 'phi' || value.kind === 'logical') return optionsOf(value).flatMap((inner) => entityEffects(model, instance, inner.value, inner));
  const isDelete = instance.operation.kind === 'delete';
  const assigned = unsaved(model, instance, value);
  const owner = ownerOf(value);
  const spread = assigned.get('...');
  const spreads = spread ? [spread] : [];
  if (owner) return [{ instance, kind: isDelete ? 'delete' : 'update', sets: fieldSets(assigned), spreads, row: owner.row, rowPath: owner.path, entity: value, guards }];
  // what the caller gave, entity or plain object: whether it is new or not, it brings its columns along
  if (isBrought(value) && !isDelete) return [{ instance, kind: 'insert', sets: fieldSets(assigned), spreads: [value, ...spreads], row: undefined, rowPath: [], entity: value, guards }];
  // what a mapper makes of an object that isn't a row's
  if (isMade(value) && !isDelete && !isOfRow(value, instance)) return [{ instance, kind: 'insert', sets: fieldSets(assigned), spreads: [value, ...spreads], row: undefined, rowPath: [], entity: value, guards }];
  // an object that was saved before is a row by now
  if (value.kind !== 'object' || isDelete || isSavedBefore(model, instance, value)) return [];
  const fields = new Map([...value.fields, ...assigned]);
  const copied = value.spreads.map(rowOf).find((found) => found !== undefined);
  const key = fields.get('id');
  const keyed = key?.kind === 'field' ? rowOf(key.of) : undefined;
  const target = keyed ?? copied;
  if (target) return [{ instance, kind: 'update', sets: fieldSets(fields), spreads: [...value.spreads, ...spreads], row: target, rowPath: [], entity: value, guards }];
  // an object with a key of its own may be there already: TypeORM's save looks it up; who writes changes knows which objects are new
  if (!isFreshKey(key) && !instance.operation.changes) return [{ instance, kind: 'upsert', sets: fieldSets(fields), spreads: [...value.spreads, ...spreads], row: undefined, rowPath: [], entity: value, guards }];
  return [{ instance, kind: 'insert', sets: fieldSets(fields), spreads: [...value.spreads, ...spreads], row: undefined, rowPath: [], entity: value, guards }];
};

/** What was put into a collection under a condition, and is now written column by column, carries the condition. */
const guardsOfSets = (model: FunctionModel, sets: readonly SetColumn[]): readonly Guard[] =>
  sets.flatMap(({ value }) => {
    if (value.kind !== 'phi' || !value.options.every((option) => option.value.kind !== 'constant' && (option.block !== undefined || option.when.length > 0))) return [];
    return value.options.length === 1 ? model.guardsOfValue(value) : [];
  });

/** Guards that come with the rows that are written: the elements of a list that was filled under a condition. */
const guardsOfSpreads = (model: FunctionModel, spreads: readonly Value[]): readonly Guard[] =>
  spreads.flatMap((value) => {
    if (value.kind === 'list') return value.element ? model.guardsOfValue(value.element) : [];
    if (value.kind === 'phi' || value.kind === 'logical') return [];
    return value.kind === 'object' ? model.guardsOfValue(value) : [];
  });

/** The fields of rows given as a list, one level. */
const flattened = (spreads: readonly Value[]): readonly Value[] => spreads.flatMap((value) => (value.kind === 'list' ? (value.element ? optionsOf(value.element).map((option) => option.value) : []) : optionsOf(value).map((option) => option.value)));

/** What later writes set on the row that an insert made: the row is made of both. */
const completedBy = (model: FunctionModel, insert: Instance): readonly SetColumn[] =>
  model.instances.flatMap((later) => (later.operation.kind === 'save' && later.entity && rowOf(later.entity) === insert ? fieldSets(later.entityFields.get(later.entity) ?? new Map<string, Value>()) : []));

const isOwnInsert = (effect: WriteEffect): boolean => effect.row !== undefined && effect.row.operation.kind !== 'read' && effect.rowPath.length === 0;

/** `row.update({ … })`: the columns that the call names, and no others. */
const withGivenColumns = (model: FunctionModel, effect: WriteEffect): WriteEffect => {
  const { instance } = effect;
  const spreads = flattened(instance.setsSpreads);
  const objects = spreads.filter((value) => value.kind === 'object');
  const sets = [...instance.sets, ...objects.flatMap((value) => fieldSets(value.fields))];
  const others = [...spreads.filter((value) => value.kind !== 'object'), ...objects.flatMap((value) => value.spreads)];
  return { ...effect, kind: 'update', sets, spreads: others, guards: [...effect.guards, ...guardsOfSpreads(model, instance.setsSpreads), ...guardsOfSets(model, sets)] };
};

/** What an operation writes; empty for reads and locks, and where it can't be told. */
export const effectsOf = (model: FunctionModel, instance: Instance): readonly WriteEffect[] => {
  const { operation, entity } = instance;
  switch (operation.kind) {
    case 'read':
    case 'lock':
      return [];
    case 'save':
      if (!entity) return [];
      return entityEffects(model, instance, entity, { value: entity, block: undefined, when: [] })
        .filter((effect) => !isOwnInsert(effect))
        .map((effect) => (effect.kind === 'insert' ? { ...effect, sets: [...effect.sets, ...completedBy(model, instance)] } : effect));
    default: {
      if (entity) {
        const effects = entityEffects(model, instance, entity, { value: entity, block: undefined, when: [] });
        if (effects.length > 0) return operation.kind === 'update' ? effects.map((effect) => withGivenColumns(model, effect)) : effects;
      }
      const spreads = flattened(instance.setsSpreads);
      const objects = spreads.filter((value) => value.kind === 'object');
      const sets = [...instance.sets, ...objects.flatMap((value) => fieldSets(value.fields))];
      const others = [...spreads.filter((value) => value.kind !== 'object'), ...objects.flatMap((value) => value.spreads)];
      return [{ instance, kind: operation.kind, sets, spreads: others, row: undefined, rowPath: [], entity: undefined, guards: [...guardsOfSpreads(model, instance.setsSpreads), ...guardsOfSets(model, sets)] }];
    }
  }
};
