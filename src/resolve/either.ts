/** Joins the origins that an expression may have. */
import { plain } from '../syntax/bare.js';
import type { Origin } from './resolver.js';

export const unknownOrigin: Origin = { kind: 'unknown' };
/** The place where a cycle closes: says nothing about where the value comes from, so a choice leaves it out. */
export const cyclicOrigin: Origin = { kind: 'unknown' };

const maximumOptions = 6;

/** `null`, `undefined`, `void 0`, `false`: the value is not there yet. */
const isNothing = (origin: Origin): boolean => {
  if (origin.kind === 'global') return origin.name === 'undefined';
  if (origin.kind !== 'expression') return false;
  const node = plain(origin.node);
  if (node.type === 'Literal') return node.value === false || (node.value === null && node.raw === 'null');
  return node.type === 'UnaryExpression' && node.operator === 'void';
};

/** Whether two origins are surely one. */
const isSame = (a: Origin, b: Origin): boolean => {
  if (a === b) return true;
  if (a.kind === 'import' && b.kind === 'import') return a.module === b.module && a.name === b.name;
  if (a.kind === 'field' && b.kind === 'field') return a.declaration === b.declaration;
  if (a.kind === 'global' && b.kind === 'global') return a.name === b.name;
  if (a.kind === 'class' && b.kind === 'class') return a.class === b.class;
  if (a.kind === 'function' && b.kind === 'function') return a.fn === b.fn;
  if (a.kind === 'this' && b.kind === 'this') return a.class === b.class;
  if (a.kind === 'member' && b.kind === 'member') return a.property === b.property && isSame(a.object, b.object);
  if (a.kind === 'parameter' && b.kind === 'parameter') return a.fn === b.fn && a.index === b.index && a.path.join('.') === b.path.join('.');
  return a.kind === 'unknown' && b.kind === 'unknown';
};

/** The choice between origins; what is nothing at all (`null`) only counts when there is nothing else. */
export const eitherOf = (origins: readonly Origin[]): Origin => {
  const flat = origins.flatMap((origin) => (origin.kind === 'either' ? origin.options : [origin])).filter((origin) => origin !== cyclicOrigin);
  const something = flat.filter((origin) => !isNothing(origin));
  const options: Origin[] = [];
  for (const origin of something.length > 0 ? something : flat) if (!options.some((option) => isSame(option, origin))) options.push(origin);
  const [first] = options;
  if (first === undefined) return origins.length > 0 ? cyclicOrigin : unknownOrigin;
  if (options.length === 1) return first;
  return { kind: 'either', options: options.length > maximumOptions ? [...options.slice(0, maximumOptions), unknownOrigin] : options };
};
