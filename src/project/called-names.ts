/**
 * Names in a stretch of text that isn't parsed: which methods it calls, which members it names.
 */
const methodCall = /\.\s*([\w$]+)\s*(?:<[^()<>]*>)?\s*\(|(?<![\w$])([\w$]+)\s*(?:<[^()<>]*>)?`/g;

/** Methods of lists, maps, texts and promises that are those of a database as well. */
const ambiguous = new Set(['delete', 'find']);
/** Methods of lists, maps, texts and promises that no operation consists of alone. */
export const builtIn = new Set([Array.prototype, Map.prototype, Set.prototype, Promise, Promise.prototype, String.prototype].flatMap((of) => Object.getOwnPropertyNames(of)).filter((name) => !ambiguous.has(name)));
/** `list.find((item) => …)` */
const iteration = /^\s*(?:async\b|function\b|\(|[\w$]+\s*=>)/;

/** Whether a name before this character may be run: `(`, `<`, `)`, `,`, `?`, a space, a quote, or nothing. */
export const mayBeRun = (code: number): boolean => code === 40 || code === 60 || code === 41 || code === 44 || code === 63 || code === 96 || code === 32 || Number.isNaN(code);

/** Whether a name before this character is the object of a member: `users.find`, `users?.find`, `users!.find`. */
export const isObject = (text: string, at: number): boolean => {
  const next = text.charCodeAt(at) === 63 || text.charCodeAt(at) === 33 ? at + 1 : at;
  return text.charCodeAt(next) === 46 && text.charCodeAt(next + 1) !== 46;
};

/** The methods called in a text that may be a database's. */
export const methodsIn = (text: string): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const match of text.matchAll(methodCall)) {
    const [whole, method, tag] = match;
    if (tag !== undefined) found.add(tag);
    else if (method !== undefined && !builtIn.has(method) && !(method === 'find' && iteration.test(text.slice(match.index + whole.length, match.index + whole.length + 60)))) found.add(method);
  }
  return found;
};

/** Whether a text names a member. */
export const names = (text: string, member: string): boolean => {
  for (let at = text.indexOf(member); at !== -1; at = text.indexOf(member, at + 1)) if (!/[\w$]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at + member.length] ?? '')) return true;
  return false;
};
