/**
 * Locks of libraries: which calls take one, give it back, or run a callback under it.
 *
 * In: a call. Out: what it does to a lock, and who shares the lock. Decided by the import that the lock is made of, or by its written type; never by
 * names of variables. The methods are those of the packages' own documentation. A semaphore counts only where it lets one in.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { importedPlace, ownerOf } from '../resolve/modules.js';
import type { Origin, Resolver } from '../resolve/resolver.js';
import { isFunction } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';

/** What a call does to a lock of a library. */
export interface LockCall {
  /** the process that made it alone, or all that use one server */
  readonly scope: 'process' | 'service';
  readonly does: 'takes' | 'gives' | 'runs';
}

interface Library {
  readonly modules: readonly string[];
  readonly scope: LockCall['scope'];
  /** exported classes and factories: one holder always; as many as the first argument, or its `concurrency`, says; the lock that the first argument is */
  readonly exports: Readonly<Record<string, 'exclusive' | 'counted' | 'options' | 'wraps'>>;
  /** methods that take it, give it back, run a callback under it; an empty name is the lock itself as a function */
  readonly takes: readonly string[];
  readonly gives: readonly string[];
  readonly runs: readonly string[];
}

const libraries: readonly Library[] = [
  { modules: ['async-mutex'], scope: 'process', exports: { Mutex: 'exclusive', Semaphore: 'counted', withTimeout: 'wraps', tryAcquire: 'wraps' }, takes: ['acquire'], gives: ['release'], runs: ['runExclusive'] },
  { modules: ['async-lock'], scope: 'process', exports: { default: 'exclusive' }, takes: [], gives: [], runs: ['acquire'] },
  { modules: ['await-lock'], scope: 'process', exports: { default: 'exclusive' }, takes: ['acquireAsync'], gives: ['release'], runs: [] },
  { modules: ['p-mutex'], scope: 'process', exports: { default: 'exclusive' }, takes: ['lock'], gives: ['unlock'], runs: ['withLock'] },
  { modules: ['await-semaphore'], scope: 'process', exports: { Mutex: 'exclusive', Semaphore: 'counted' }, takes: ['acquire'], gives: [], runs: ['use'] },
  { modules: ['async-sema'], scope: 'process', exports: { Sema: 'counted' }, takes: ['acquire'], gives: ['release'], runs: [] },
  { modules: ['semaphore-async-await'], scope: 'process', exports: { default: 'counted', Lock: 'exclusive' }, takes: ['acquire', 'wait'], gives: ['release', 'signal'], runs: ['execute'] },
  { modules: ['p-limit'], scope: 'process', exports: { default: 'counted' }, takes: [], gives: [], runs: [''] },
  { modules: ['p-queue'], scope: 'process', exports: { default: 'options' }, takes: [], gives: [], runs: ['add'] },
  { modules: ['redlock'], scope: 'service', exports: { default: 'exclusive' }, takes: ['acquire', 'lock'], gives: ['release', 'unlock'], runs: ['using'] },
  { modules: ['@sesamecare-oss/redlock'], scope: 'service', exports: { Redlock: 'exclusive' }, takes: ['acquire'], gives: ['release'], runs: ['using'] },
  { modules: ['redis-semaphore'], scope: 'service', exports: { Mutex: 'exclusive', RedlockMutex: 'exclusive' }, takes: ['acquire'], gives: ['release'], runs: [] },
  { modules: ['@upstash/lock'], scope: 'service', exports: { Lock: 'exclusive' }, takes: ['acquire'], gives: ['release'], runs: [] },
];

/** The names of methods by which locks of libraries are taken, given back, or run a callback. */
export const lockMethods: ReadonlySet<string> = new Set(libraries.flatMap(({ gives, runs, takes }) => [...gives, ...runs, ...takes]).filter((name) => name !== ''));

/** What a call does to a lock of a library; undefined: nothing that is known. */
export const lockCallOf = (call: TSESTree.CallExpression, at: Resolver): LockCall | undefined => {
  const callee = at.bare(call.callee);
  const method = callee.type === 'MemberExpression' ? memberName(callee) : '';
  if (method === undefined) return undefined;
  const receiver = callee.type === 'MemberExpression' ? callee.object : callee;
  const library = lockIn(receiver, at);
  if (library) return doneBy(library, method, call);
  const held = takenIn(at.origin(receiver), at);
  if (!held) return undefined;
  // `const release = await mutex.acquire(); release()`, `const lock = await redlock.acquire(…); lock.release()`
  return method === '' || held.gives.includes(method) ? { scope: held.scope, does: 'gives' } : undefined;
};

const doneBy = ({ gives, runs, scope, takes }: Library, method: string, call: TSESTree.CallExpression): LockCall | undefined => {
  if (runs.includes(method) && call.arguments.length > 0) return { scope, does: 'runs' };
  if (takes.includes(method)) return { scope, does: 'takes' };
  return gives.includes(method) ? { scope, does: 'gives' } : undefined;
};

/** Whether a call runs one of its arguments under a lock of the process: a library's method, or a function of the project that hands its parameter to one. */
export const isProcessMutex = (node: TSESTree.Node, calleeOf: (call: TSESTree.CallExpression, at: Resolver) => TSESTree.Node | undefined): boolean => {
  const at = ownerOf(node);
  if (node.type !== 'CallExpression' || !at) return false;
  const lock = lockCallOf(node, at);
  if (lock) return lock.scope === 'process' && lock.does === 'runs';
  const callee = calleeOf(node, at);
  const home = callee && ownerOf(callee);
  if (!home || !isFunction(callee)) return false;
  const parameters = callee.params.flatMap((parameter) => (parameter.type === 'Identifier' ? (home.variable(parameter) ?? []) : []));
  return parameters.some((variable) => home.references(variable).some(({ identifier: { parent } }) => {
    const inner = parent.type === 'CallExpression' ? lockCallOf(parent, home) : undefined;
    return inner?.scope === 'process' && inner.does === 'runs';
  }));
};

/** The lock that an expression is. */
const lockIn = (node: TSESTree.Node, at: Resolver, depth = 0): Library | undefined => {
  if (depth > 4) return undefined;
  const made = madeBy(at.origin(node), at, depth);
  if (made) return made;
  const type = at.annotation(node);
  return type && libraries.find(({ exports, modules }) => type.module !== undefined && modules.includes(type.module) && exports[type.imported ?? ''] === 'exclusive');
};

const madeBy = (origin: Origin, at: Resolver, depth: number): Library | undefined => {
  switch (origin.kind) {
    case 'new':
    case 'call':
      return constructed(origin, at, depth);
    case 'field':
      return origin.value && lockIn(origin.value, at, depth + 1);
    case 'either':
      for (const option of origin.options) {
        const found = madeBy(option, at, depth + 1);
        if (found) return found;
      }
      return undefined;
    case 'import': {
      const place = at.modules && importedPlace(origin.module, origin.name, at);
      return place && lockIn(place.node, place.at, depth + 1);
    }
    default:
      return undefined;
  }
};

/** `new Mutex()`, `pLimit(1)`, `withTimeout(new Mutex(), 100)`. */
const constructed = ({ callee, node }: Extract<Origin, { kind: 'new' | 'call' }>, at: Resolver, depth: number): Library | undefined => {
  if (callee.kind !== 'import') return undefined;
  const { module, name } = callee;
  const library = libraries.find(({ modules }) => modules.includes(module));
  // `const Redlock = require('redlock')`: the module itself is the class
  const made = library?.exports[name === '*' ? 'default' : name];
  const [first] = node.arguments;
  switch (made) {
    case 'exclusive':
      return library;
    case 'counted':
      return isOne(first, at) || isOne(at.object(first).entries.get('concurrency')?.value, at) ? library : undefined;
    case 'options':
      return isOne(at.object(first).entries.get('concurrency')?.value, at) ? library : undefined;
    case 'wraps':
      return first && lockIn(first, at, depth + 1);
    case undefined:
      return undefined;
  }
};

const isOne = (node: TSESTree.Node | undefined, at: Resolver): boolean => {
  const value = node && at.constant(node);
  return value?.type === 'Literal' && value.value === 1;
};

/** The library whose lock a value is the hold of: what `acquire()` gave. */
const takenIn = (origin: Origin, at: Resolver): Library | undefined => {
  switch (origin.kind) {
    case 'call': {
      const callee = at.bare(origin.node.callee);
      const library = callee.type === 'MemberExpression' ? lockIn(callee.object, at) : undefined;
      return callee.type === 'MemberExpression' && library?.takes.includes(memberName(callee) ?? '') ? library : undefined;
    }
    // `const [value, release] = await semaphore.acquire()`
    case 'member':
      return takenIn(origin.object, at);
    case 'either':
      for (const option of origin.options) {
        const found = takenIn(option, at);
        if (found) return found;
      }
      return undefined;
    default:
      return undefined;
  }
};
