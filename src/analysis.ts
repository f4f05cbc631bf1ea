/**
 * Composition root: a linted file → its verdict, made once and shared by all rules.
 *
 * Nothing is kept beyond the file's AST.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { dirname, isAbsolute } from 'node:path';
import { dialects } from './adapters/registry.js';
import { ModelBuilder, type FileModel } from './model/build-model.js';
import { ProjectFiles } from './model/project-files.js';
import { Layers, Recognition } from './model/recognition.js';
import type { Dialect } from './operations/dialect.js';
import { namedExports } from './project/named-exports.js';
import { plainProject, type Project } from './project/project.js';
import { librariesAround } from './project/libraries.js';
import { defaultBudget, isIgnored, settingsOf, type Budget, type Settings } from './project/settings.js';
import { findBlindPredicates, mayBeBlind, type BlindPredicate } from './races/blind-predicates.js';
import { judge, type Verdict } from './races/judge.js';
import { createResolver } from './resolve/create-resolver.js';
import { hasTypeInformation } from './resolve/type-information.js';

export interface Analysis extends Verdict {
  readonly model: FileModel | undefined;
}

const nothing = (): Analysis => ({ model: undefined, candidates: [], open: [] });

/** All names of methods that a data layer knows. */
const anyVerb = new Set(dialects.flatMap(({ signals }) => signals.verbs));

const isWord = (code: number): boolean => (code > 96 && code < 123) || (code > 64 && code < 91) || (code > 47 && code < 58) || code === 95 || code === 36 || code > 127;
const isSpace = (code: number): boolean => code === 32 || (code > 8 && code < 14);

/** The names that follow a dot in a text, as far as a data layer may know them. */
const verbsIn = (text: string, patterns: readonly RegExp[]): ReadonlySet<string> => {
  const names = new Set<string>();
  for (let dot = text.indexOf('.'); dot !== -1; dot = text.indexOf('.', dot + 1)) {
    let start = dot + 1;
    while (isSpace(text.charCodeAt(start))) start++;
    let end = start;
    while (isWord(text.charCodeAt(end))) end++;
    if (end === start) continue;
    const name = text.slice(start, end);
    if (anyVerb.has(name) || patterns.some((pattern) => pattern.test(name))) names.add(name);
  }
  return names;
};

const has = (names: ReadonlySet<string>, { signals }: Dialect): boolean => signals.verbs.some((verb) => names.has(verb)) || (signals.verbPattern !== undefined && [...names].some((name) => signals.verbPattern?.test(name)));

const testRunner = /^(?:vitest|jest|@jest\/globals|mocha|ava|tap|node:test|bun:test|@playwright\/test|cypress|supertest)$/;

/**
 * The gate: the data layers of which a text can speak at all. Anything further costs only where it does, and only for these.
 * @param hasTypes whether TypeScript can say what a receiver is of which the text says nothing
 */
const inPlay = (text: string, layers: readonly Dialect[], hasTypes: boolean, project: Project): readonly Dialect[] => {
  let specifiers: readonly string[] | undefined;
  const hinted = dialects.filter((dialect) => isNamed(dialect, text, project) || (layers.includes(dialect) ? (hasTypes && layers !== dialects && dialect.signals.text === undefined) || isHinted(text, dialect) : isImported((specifiers ??= specifiersIn(text)), text, dialect)));
  if (hinted.length === 0) return [];
  const names = verbsIn(text, hinted.flatMap(({ signals }) => signals.verbPattern ?? []));
  return hinted.filter((dialect) => dialect.signals.text !== undefined || has(names, dialect));
};

/** What `from`, `import` and `require` name in a text; comments and strings that look so count too. */
const specifiersIn = (text: string): readonly string[] => {
  const found: string[] = [];
  for (const word of ['from', 'import', 'require']) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
      let start = at + word.length;
      while (isSpace(text.charCodeAt(start)) || text.charCodeAt(start) === 40) start++;
      const quote = text[start];
      if (quote !== "'" && quote !== '"') continue;
      const end = text.indexOf(quote, start + 1);
      if (end !== -1 && end - start < 200) found.push(text.slice(start + 1, end));
    }
  }
  return found;
};

/** Whether a layer of which the project's manifests say nothing is imported. */
const isImported = (specifiers: readonly string[], text: string, { signals }: Dialect): boolean =>
  signals.modules.some((module) => specifiers.some((specifier) => (signals.text ? specifier === module : specifier.includes(module)))) && signals.text?.test(text) !== false;

const isHinted = (text: string, { signals }: Dialect): boolean =>
  signals.text?.test(text) ?? (signals.modules.some((module) => text.includes(module)) || signals.hints.some((hint) => includesAll(text, hint)) || (signals.forms?.some((form) => form.test(text)) ?? false));

/** Whether the settings name something of this layer, and the text the module that it comes from. */
const isNamed = ({ id }: Dialect, text: string, { exports }: Project): boolean => exports.some(({ dialect, module }) => dialect === id && text.includes(module));

const together = new Map<string, Layers>();

/** The layers in play in a text. @param hasTypes whether TypeScript can say what a receiver is */
const layersIn = (text: string, path: string, project: Project, hasTypes = false): Layers => combined(inPlay(text, layersAt(path, project), hasTypes, project));

/** Whether one of these methods is one that a data layer of the project knows; a first look, without the file's text. */
const knownAt = (path: string, methods: ReadonlySet<string>, project: Project): boolean => combined(layersAt(path, project)).knowsAny(methods);

/** One object for each combination of layers. */
const combined = (active: readonly Dialect[]): Layers => {
  const key = active.map(({ id }) => id).join();
  let layers = together.get(key);
  if (!layers) together.set(key, (layers = new Layers(active)));
  return layers;
};

const includesAll = (text: string, hint: string | readonly string[]): boolean => (typeof hint === 'string' ? text.includes(hint) : hint.every((part) => text.includes(part)));

const layersByLibraries = new WeakMap<ReadonlySet<string>, readonly Dialect[]>();

/** Whether one of the libraries is a data layer's, or named after it (`nest-knexjs`). */
const isAmong = ({ id, signals }: Dialect, libraries: ReadonlySet<string>): boolean => {
  for (const name of libraries) if (name.includes(id) || signals.modules.some((module) => module === name || (module.endsWith('/') && name.startsWith(module)))) return true;
  return false;
};

/** The data layers that a file can use without naming them: those of its project, and those that the settings name something of. */
const layersAt = (filename: string, { exports }: Project): readonly Dialect[] => {
  const used = layersAround(filename);
  return exports.length === 0 || used === dialects ? used : dialects.filter((dialect) => used.includes(dialect) || exports.some((named) => named.dialect === dialect.id));
};

/** The data layers that the manifests around a file name; all where its manifests say nothing of any, or where the file has no place on a disk. */
const layersAround = (filename: string): readonly Dialect[] => {
  const libraries = isAbsolute(filename) ? librariesAround(dirname(filename.replaceAll('\\', '/'))) : undefined;
  if (!libraries) return dialects;
  let layers = layersByLibraries.get(libraries);
  if (!layers) {
    const used = dialects.filter((dialect) => isAmong(dialect, libraries));
    layersByLibraries.set(libraries, (layers = used.length > 0 ? used : dialects));
  }
  return layers;
};

const analyses = new WeakMap<TSESTree.Program, Analysis>();

/**
 * The analysis of the file that a rule is run on.
 * @throws TypeError for bad settings, once, before anything is analysed
 */
export const analysisOf = (context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>): Analysis => {
  const { sourceCode } = context;
  let analysis = analyses.get(sourceCode.ast);
  if (!analysis) {
    const settings = settingsOf(context.settings);
    analysis = analyse(sourceCode, context.filename, projectOf(context.cwd, settings), settings.crossFile, () => isIgnored(relative(context.cwd, context.filename), settings));
    analyses.set(sourceCode.ast, analysis);
  }
  return analysis;
};

/** Predicates on a data layer's errors that look where nothing is; also in files without a database, which the gate leaves out. */
export const blindPredicates = (context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>): readonly BlindPredicate[] => {
  const { sourceCode, filename, settings: all, cwd } = context;
  const settings = settingsOf(all);
  const project = projectOf(cwd, settings);
  if (!mayBeBlind(sourceCode.text, dialects) || isIgnored(relative(cwd, filename), settings)) return [];
  const files = filesWithin(settings.crossFile, project);
  return findBlindPredicates(createResolver(sourceCode, filename, project, files), dialects);
};

const projectOf = (cwd: string, settings: Settings): Project => {
  const { database, schema, singleInstance, locks, transactions } = settings;
  return { cwd, database, schema, singleInstance, locks, transactions, exports: namedExports(settings, dialects) };
};

const relative = (cwd: string, filename: string): string => (filename.startsWith(cwd) ? filename.slice(cwd.length).replace(/^[/\\]/, '') : filename);

const projects = new Map<string, ProjectFiles>();

/** The files of the project, one view a process and settings. */
const filesWithin = (limits: Budget | false, project: Project): ProjectFiles | undefined => {
  if (!limits) return undefined;
  const key = JSON.stringify([project, limits]);
  let files = projects.get(key);
  if (!files) projects.set(key, (files = new ProjectFiles({ factsOf: (source, resolver) => new Recognition(source, resolver, layersIn(source.text, resolver.filename, project), 'asked'), layersIn: (text, path) => layersIn(text, path, project), knownAt: (path, methods) => knownAt(path, methods, project) }, project, limits)));
  files.begin();
  return files;
};

/** Analyses a parsed file whose nodes know their parents. @param isLeftOut whether nothing is to be said of the file; asked only where a database is in play */
export const analyse = (sourceCode: Readonly<TSESLint.SourceCode>, filename: string, project: Project = plainProject, limits: Budget | false = defaultBudget, isLeftOut: () => boolean = () => false): Analysis => {
  const layers = layersIn(sourceCode.text, filename, project, hasTypeInformation(sourceCode));
  if (layers.dialects.length === 0 && (!limits || !callsOthers(sourceCode, filename, project))) return nothing();
  if (isLeftOut()) return nothing();
  const files = filesWithin(limits, project);
  const resolver = createResolver(sourceCode, filename, project, files);
  if ([...resolver.imports.keys()].some((module) => testRunner.test(module))) return nothing();
  const builder = new ModelBuilder(new Recognition(sourceCode, resolver, layers), files);
  files?.adopt(resolver, builder);
  const model = builder.build();
  return { ...judge(model), model };
};

/** Whether a file without a data layer of its own may ask and write through others: it waits, waits again or hands a promise on, and its package may have one. */
const callsOthers = (sourceCode: Readonly<TSESLint.SourceCode>, filename: string, project: Project): boolean => {
  const { text, ast } = sourceCode;
  if (!/\bawait\b[\s\S]*?\b(?:await\b|return\s+[\w$.#]+\s*\()/.test(text)) return false;
  if (ast.body.some((statement) => statement.type === 'ExpressionStatement' && statement.directive === 'use client')) return false;
  return project.exports.length > 0 || usesDatabase(filename);
};

/** Whether the manifests around a file speak of a data layer; true where there is none. */
const usesDatabase = (filename: string): boolean => {
  const libraries = isAbsolute(filename) ? librariesAround(dirname(filename.replaceAll('\\', '/'))) : undefined;
  return !libraries || dialects.some((dialect) => isAmong(dialect, libraries));
};
