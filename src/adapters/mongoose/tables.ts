/** The identity of a collection: a model's name, a collection's name, or the name that a file gives to a model of another file. */
import type { Table } from '../../operations/operation.js';

/** `User`, `UserModel`, `userModel`, `UserDocument`, `users` are one. */
const identity = (name: string): string => {
  const short = name.replace(/(?:Model|Document|Doc|Schema|Entity|Collection|Repository)s?$/, '');
  const base = (short === '' ? name : short).replace(/^[#_$]+/, '').toLowerCase();
  return base.length > 3 && base.endsWith('ies') ? `${base.slice(0, -3)}y` : base.replace(/([^s])s$/, '$1');
};

/** The table of a name, by which a message also calls it. */
export const tableNamed = (name: string): Table => ({ id: `mongoose:${identity(name)}`, name: name.replace(/(?<=.)(?:Model|Document)$/, '') });
