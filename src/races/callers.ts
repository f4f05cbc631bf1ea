/**
 * A candidate as it happens in the functions of the file that call its function.
 */
import type { FileModel } from '../model/build-model.js';
import { calleeInFile } from '../model/callees.js';
import { calleeName, namesOf } from '../model/callee-names.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import type { Candidate } from './candidate.js';

/** The candidate in every caller that is analysed by itself, once per call; empty when there is none. */
export const inCallers = (candidate: Candidate, file: FileModel): readonly Candidate[] => {
  const { fn } = candidate.model;
  return fn.type === 'Program' ? [] : file.callersOf(fn).flatMap((caller) => carried(candidate, caller));
};

/** The candidate in every function of the file that calls its function, also in those that do nothing else. */
export const inAllCallers = (candidate: Candidate, file: FileModel): readonly Candidate[] => {
  const { fn } = candidate.model;
  if (fn.type === 'Program') return [];
  const byName = callsByName(file);
  const calls = [...new Set(namesOf(fn))].flatMap((name) => byName.get(name) ?? []).filter((call) => calleeInFile(call, file.facts.resolver) === fn);
  const callers = new Set(calls.map((call) => file.modelAround(call)));
  return [...callers].flatMap((caller) => (caller && caller !== candidate.model ? carried(candidate, caller) : []));
};

type Calls = FileModel['facts']['calls'];

const named = new WeakMap<FileModel, ReadonlyMap<string, Calls>>();

/** The calls of a file by what they call. */
const callsByName = (file: FileModel): ReadonlyMap<string, Calls> => {
  let found = named.get(file);
  if (!found) named.set(file, (found = grouped(file.facts.calls)));
  return found;
};

const grouped = (calls: Calls): ReadonlyMap<string, Calls> => {
  const found = new Map<string, Calls[number][]>();
  for (const call of calls) {
    const name = calleeName(call);
    if (name === undefined) continue;
    const list = found.get(name);
    if (list) list.push(call);
    else found.set(name, [call]);
  }
  return found;
};

const carried = (candidate: Candidate, caller: FunctionModel): readonly Candidate[] => {
  const at = (instance: Instance): readonly Instance[] => caller.instances.filter((other) => other.hops.length === instance.hops.length + 1 && other.operation === instance.operation && other.hops[0]?.callee === candidate.model.fn);
  return at(candidate.write).flatMap((write) => {
    const read = candidate.read === candidate.write ? write : at(candidate.read).find((other) => other.site === write.site);
    return read ? [{ ...candidate, model: caller, read, write }] : [];
  });
};
