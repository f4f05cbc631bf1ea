/**
 * A first look at a file that isn't parsed: the names of its functions and members with their stretches of text, its imports and re-exports.
 *
 * In: a source text. Out: an outline by brackets and lines, as formatted code has them. It only decides whether a file is worth parsing, and
 * names too much rather than too little; undefined where the brackets don't close. Nothing else may be concluded from it.
 */

export interface Region {
  readonly start: number;
  readonly end: number;
  /** the interface or abstract class whose member it is: what it does is said elsewhere */
  readonly of: string | undefined;
}

/** A name of another module. */
export interface Imported {
  readonly module: string;
  readonly name: string;
}

export interface Outline {
  readonly regions: ReadonlyMap<string, readonly Region[]>;
  readonly imports: ReadonlyMap<string, Imported>;
  readonly reexports: ReadonlyMap<string, Imported>;
  /** types that are what a function of the file, or an imported one, gives: by its name */
  readonly factories: ReadonlyMap<string, string>;
  /** modules of `export * from` */
  readonly stars: readonly string[];
  /** all modules that it names, each once */
  readonly modules: readonly string[];
}

interface Line {
  readonly start: number;
  readonly depth: number;
}

const newline = 10;
const backslash = 92;
const slash = 47;
const star = 42;
const backtick = 96;
const dollar = 36;

/** a letter, `_`, `$`, `@`: what a statement begins with that declares something (`> => {` goes on with one) */
const isWordStart = (code: number): boolean => (code > 96 && code < 123) || (code > 63 && code < 91) || code === 95 || code === dollar;
const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 13;
const isOpening = (code: number): boolean => code === 40 || code === 91 || code === 123;
const isClosing = (code: number): boolean => code === 41 || code === 93 || code === 125;
/** After these a slash begins a regular expression: `( , = : [ ! & | ? ; {` */
const beforeRegex = new Set([40, 44, 61, 58, 91, 33, 38, 124, 63, 59, 123]);

/** The end of a quoted text; a quote that isn't closed on its line is none (`don't` in JSX). */
const endOfQuote = (text: string, at: number): number => {
  const quote = text.charCodeAt(at);
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i;
    if (code === newline) return at;
    if (code === backslash) i++;
  }
  return at;
};

/** The end of a regular expression; one that isn't closed on its line is a division. */
const endOfRegex = (text: string, at: number): number => {
  let isInClass = false;
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === newline) return at;
    if (code === backslash) i++;
    else if (code === 91) isInClass = true;
    else if (code === 93) isInClass = false;
    else if (code === slash && !isInClass) return i;
  }
  return at;
};

/** The last character of what begins at a slash: a comment, a regular expression, or only the slash. */
const afterSlash = (text: string, at: number, before: number): number => {
  const next = text.charCodeAt(at + 1);
  if (next === slash) {
    const end = text.indexOf('\n', at);
    return end === -1 ? text.length : end - 1;
  }
  if (next === star) {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 1;
  }
  return beforeRegex.has(before) ? endOfRegex(text, at) : at;
};

/** Lines that begin outside of all brackets in the first column, or within one pair of them. Undefined: the brackets don't close. */
const linesOf = (text: string): readonly Line[] | undefined => {
  const lines: Line[] = [];
  /** depths at which the code within template texts began */
  const templates: number[] = [];
  let depth = 0;
  let before = newline;
  let isLineStart = true;
  let lineStart = 0;
  /** the text of a template goes on from here to its end, or to the next code in it */
  const template = (from: number): number => {
    for (let i = from; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === backslash) i++;
      else if (code === backtick) return i;
      else if (code === dollar && text.charCodeAt(i + 1) === 123) {
        templates.push(depth++);
        return i + 1;
      }
    }
    return text.length;
  };
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === newline) {
      isLineStart = true;
      lineStart = i + 1;
      continue;
    }
    if (isBlank(code)) continue;
    if (isLineStart && depth <= 1 && (depth === 1 || (i === lineStart && isWordStart(code)))) lines.push({ start: i, depth });
    isLineStart = false;
    if (isOpening(code)) depth++;
    else if (isClosing(code)) {
      depth--;
      if (depth < 0) return undefined;
      if (code === 125 && templates.at(-1) === depth) {
        templates.pop();
        i = template(i + 1);
      }
    } else if (code === 39 || code === 34) i = endOfQuote(text, i);
    else if (code === backtick) i = template(i + 1);
    else if (code === slash) {
      const end = afterSlash(text, i, before);
      const isComment = end > i && (text.charCodeAt(i + 1) === slash || text.charCodeAt(i + 1) === star);
      i = end;
      if (isComment) continue;
    }
    before = code;
  }
  return depth === 0 && templates.length === 0 ? lines : undefined;
};

const declaration = /^(?:export\s+)?(?<isDefault>default\s+)?(?:declare\s+)?(?<isAbstract>abstract\s+)?(?:async\s+)?(?<kind>function|class|interface|const(?:\s+enum)?|let|var|enum|type|namespace)?\b\s*\*?\s*(?<name>[\w$]+)?/;
const assignment = /^(?:module\.)?(?:[\w$]+\.)+(?<name>[\w$]+)\s*=[^=]/;
const member = /^(?:(?:public|private|protected|static|async|override|readonly|get|set|abstract|declare|accessor)\s+|\*\s*)*(?:#?(?<name>[\w$]+)|['"](?<quoted>[^'"]+)['"])\s*(?:[<(:=?!,}]|$)/;
/** an object or a class: what stands one bracket deep is its members */
const hasMembers = /[=(:>]\s*\(?\{\s*(?:\/\/[^\n]*)?$|\breturn\s*\{\s*$|\bdefault\s*\{\s*$/;

type Regions = Map<string, Region[]>;

const add = (regions: Regions, name: string | undefined, region: Region): void => {
  if (name === undefined) return;
  const list = regions.get(name);
  if (list) list.push(region);
  else regions.set(name, [region]);
};

/** What a stretch of text outside of all brackets declares. */
const chunk = (text: string, start: number, end: number, inner: readonly Line[], regions: Regions): void => {
  const head = text.slice(start, Math.min(end, start + 240));
  const { isDefault, isAbstract, kind, name } = declaration.exec(head)?.groups ?? {};
  const region: Region = { start, end, of: undefined };
  if (isDefault !== undefined) add(regions, 'default', region);
  add(regions, kind === undefined ? assignment.exec(head)?.groups?.['name'] : name, region);
  const isClass = kind === 'class' || kind === 'interface';
  const [firstInner] = inner;
  if (!isClass && (kind === 'function' || !firstInner || !hasMembers.test(text.slice(start, firstInner.start).trimEnd()))) return;
  const of = kind === 'interface' || isAbstract !== undefined ? name : undefined;
  for (const [index, line] of inner.entries()) {
    const stop = inner[index + 1]?.start ?? end;
    const groups = member.exec(text.slice(line.start, Math.min(stop, line.start + 120)))?.groups;
    add(regions, groups?.['name'] ?? groups?.['quoted'], { start: line.start, end: stop, of });
  }
};

const importing = /\b(import|export)\s+(?:type\s+)?([^'"`;()]*?)\s*\bfrom\s*['"]([^'"]+)['"]/g;
const requiring = /\b(?:const|let|var)\s+(\{[^}]*\}|[\w$]+)\s*=\s*require\(\s*['"]([^'"]+)['"]\s*\)/g;

const specifiers = (clause: string, module: string, into: Map<string, Imported>, isImport: boolean): void => {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
  for (const part of braces.split(',')) {
    const [, from, to] = /^\s*(?:type\s+)?([\w$]+)(?:\s*(?:\bas\b|:)\s*([\w$]+))?\s*$/.exec(part) ?? [];
    if (from !== undefined) into.set(to ?? from, { module, name: from });
  }
  const namespace = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1];
  if (namespace !== undefined) into.set(namespace, { module, name: '*' });
  const only = isImport ? /^\s*([\w$]+)/.exec(clause)?.[1] : undefined;
  if (only !== undefined) into.set(only, { module, name: 'default' });
};

const factoryType = /\btype\s+([\w$]+)\s*=\s*(?:Awaited<\s*)?ReturnType<\s*typeof\s+([\w$]+)/g;

/** The outline of a source text. */
export const outlineOf = (text: string): Outline | undefined => {
  const lines = linesOf(text);
  if (!lines) return undefined;
  const imports = new Map<string, Imported>();
  const reexports = new Map<string, Imported>();
  const stars: string[] = [];
  const modules = new Set<string>();
  for (const [, verb, clause = '', module = ''] of text.matchAll(importing)) {
    modules.add(module);
    if (verb === 'export' && clause.trim() === '*') stars.push(module);
    else specifiers(clause, module, verb === 'export' ? reexports : imports, verb === 'import');
  }
  for (const [, clause = '', module = ''] of text.includes('require(') ? text.matchAll(requiring) : []) {
    modules.add(module);
    specifiers(clause, module, imports, true);
  }
  for (const [, module = ''] of text.includes('require(') ? text.matchAll(/\bmodule\.exports\s*=\s*require\(\s*['"]([^'"]+)['"]/g) : []) stars.push(module);
  const regions: Regions = new Map();
  for (const [index, line] of lines.entries()) {
    if (line.depth > 0) continue;
    let next = index + 1;
    while ((lines[next]?.depth ?? 0) > 0) next++;
    chunk(text, line.start, lines[next]?.start ?? text.length, lines.slice(index + 1, next), regions);
  }
  // `export { create as createUser }`
  for (const [, clause = ''] of text.matchAll(/\bexport\s*\{([^}]*)\}(?!\s*from)/g)) {
    for (const part of clause.split(',')) {
      const [, from = '', to = ''] = /^\s*([\w$]+)\s+as\s+([\w$]+)\s*$/.exec(part) ?? [];
      if (from !== to) for (const region of regions.get(from) ?? []) add(regions, to, region);
      const imported = imports.get(from);
      if (imported && to !== '') reexports.set(to, imported);
    }
  }
  const factories = new Map(text.includes('ReturnType<') ? [...text.matchAll(factoryType)].map(([, type = '', factory = '']) => [type, factory] as const) : []);
  return { regions, imports, reexports, factories, stars, modules: [...modules] };
};
