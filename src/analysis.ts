/**
 * Composition root: a linted file → its verdict, made once and shared by all rules.
 *
 * Nothing is kept beyond the file's AST.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { dirname } from 'node:path';
import { dialects } from './adapters/registry.js';
import { ModelBuilder, type Call, type FileFacts, type FileModel } from './model/build-model.js';
import { ProjectFiles, type Budget } from './model/project-files.js';
import type { Dialect, Extent, FunctionNode } from './operations/dialect.js';
import type { Operation, OperationNode } from './operations/operation.js';
import { plainProject, type Project } from './project/project.js';
import { dependsOn } from './project/packages.js';
import { isIgnored, settingsOf } from './project/settings.js';
import { judge, type Verdict } from './races/judge.js';
import { createResolver } from './resolve/create-resolver.js';
import { callsIn } from './syntax/file-calls.js';
import type { Resolver } from './resolve/resolver.js';

export interface Analysis extends Verdict {
  readonly model: FileModel | undefined;
  /** rules that speak in this file, by name */
  readonly enabled: Set<string>;
}

const nothing = (): Analysis => ({ model: undefined, candidates: [], open: [], enabled: new Set() });

const dialectsByVerb = new Map<string, Dialect[]>();
for (const dialect of dialects) {
  for (const verb of dialect.signals.verbs) {
    const list = dialectsByVerb.get(verb);
    if (list) list.push(dialect);
    else dialectsByVerb.set(verb, [dialect]);
  }
}

/** The data layers of a file that may know a method of this name. */
const dialectsOf = (verb: string, active: readonly Dialect[]): readonly Dialect[] | undefined => dialectsByVerb.get(verb) ?? (active.some(({ signals }) => signals.verbPattern !== undefined) ? active.filter(({ signals }) => signals.verbPattern?.test(verb)) : undefined);

const methodCall = /\.\s*(#?[\w$]+)/g;

/** The names that follow a dot in a text. */
const namesIn = (text: string): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const [, name = ''] of text.matchAll(methodCall)) names.add(name);
  return names;
};

const has = (names: ReadonlySet<string>, { signals }: Dialect): boolean => signals.verbs.some((verb) => names.has(verb)) || (signals.verbPattern !== undefined && [...names].some((name) => signals.verbPattern?.test(name)));

const testRunner = /^(?:vitest|jest|@jest\/globals|mocha|ava|tap|node:test|bun:test|@playwright\/test|cypress|supertest)$/;

/** The gate: the data layers of which a text can speak at all. Anything further costs only where it does, and only for these. */
const inPlay = (text: string): readonly Dialect[] => {
  const names = namesIn(text);
  return dialects.filter((dialect) => has(names, dialect) && isHinted(text, dialect));
};

const isHinted = (text: string, { signals }: Dialect): boolean =>
  signals.modules.some((module) => text.includes(module)) || signals.hints.some((hint) => hinted(text, hint)) || (signals.forms?.some((form) => form.test(text)) ?? false);

const hinted = (text: string, hint: string | readonly string[]): boolean => (typeof hint === 'string' ? text.includes(hint) : hint.every((part) => text.includes(part)));

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
    analysis = isIgnored(relative(context.cwd, context.filename), settings) ? nothing() : analyse(sourceCode, context.filename, { cwd: context.cwd, database: settings.database, schema: settings.schema }, settings.crossFile ? budget : alone);
    analyses.set(sourceCode.ast, analysis);
  }
  return analysis;
};

const relative = (cwd: string, filename: string): string => (filename.startsWith(cwd) ? filename.slice(cwd.length).replace(/^[/\\]/, '') : filename);

/** Files read at most for one linted file, and in a chain of calls. */
const budget: Budget = { depth: 3, files: 60 };
/** Each file for itself. */
const alone: Budget = { depth: 0, files: 0 };

const projects = new Map<string, ProjectFiles>();

/** The files of the project, one view a process and settings. */
const filesOf = (project: Project): ProjectFiles => {
  const key = JSON.stringify([project.cwd, project.database, project.schema]);
  let files = projects.get(key);
  if (!files) projects.set(key, (files = new ProjectFiles({ factsOf: (source, resolver) => factsOf(source, resolver, inPlay(source.text)), isInPlay: (text) => inPlay(text).length > 0 }, project, budget)));
  return files;
};

/** Analyses a parsed file whose nodes know their parents. */
export const analyse = (sourceCode: Readonly<TSESLint.SourceCode>, filename: string, project: Project = plainProject, limits: Budget = budget): Analysis => {
  const active = inPlay(sourceCode.text);
  if (active.length === 0 && (limits === alone || !callsOthers(sourceCode, filename))) return nothing();
  const files = limits === alone ? undefined : filesOf(project);
  files?.begin(limits);
  const resolver = createResolver(sourceCode, filename, project, files);
  if ([...resolver.imports.keys()].some((module) => testRunner.test(module))) return nothing();
  const builder = new ModelBuilder(factsOf(sourceCode, resolver, active), files);
  files?.adopt(resolver, builder);
  const model = builder.build();
  return model.functions.length > 0 || model.facts.operations.size > 0 ? { ...judge(model), model, enabled: new Set() } : nothing();
};

/** Whether a file without a data layer of its own may ask and write through others: it waits at least twice, and imports something that may have one. */
const callsOthers = (sourceCode: Readonly<TSESLint.SourceCode>, filename: string): boolean => {
  const { text, ast } = sourceCode;
  if ((text.match(/\bawait\b/g)?.length ?? 0) < 2) return false;
  if (ast.body.some((statement) => statement.type === 'ExpressionStatement' && statement.directive === 'use client')) return false;
  return dependsOn(dirname(filename), (name) => dialects.some(({ signals }) => signals.modules.includes(name)));
};

/** What the data layers say of a file. */
const factsOf = (sourceCode: Readonly<TSESLint.SourceCode>, resolver: Resolver, active: readonly Dialect[]): FileFacts => {
  const calls: Call[] = [];
  const operations = new Map<TSESTree.Node, readonly Operation[]>();
  const extents = new Map<TSESTree.Node, Extent>();
  const awaiting = active.filter(({ signals }) => signals.awaits);
  for (const call of callsIn(sourceCode)) {
    if (call.type === 'CallExpression' || call.type === 'NewExpression') calls.push(call);
    if (call.type === 'NewExpression') continue;
    const candidates = call.type === 'AwaitExpression' ? awaiting : dialectsOf(verbOf(call) ?? '', active);
    if (!candidates) continue;
    for (const dialect of candidates) {
      if (!active.includes(dialect)) continue;
      const found = dialect.recognise(call, resolver);
      if (found.length > 0) operations.set(call, found);
      const extent = call.type === 'CallExpression' ? dialect.extent(call, resolver) : undefined;
      if (extent) extents.set(call, extent);
      if (found.length > 0 || extent) break;
    }
  }
  return {
    program: sourceCode.ast,
    resolver,
    calls,
    operations,
    extents,
    functionExtent: (fn: FunctionNode) => first(active, (dialect) => dialect.functionExtent(fn, resolver)),
    effectOf: (call) => (call.type === 'NewExpression' || dialectsByVerb.has(verbOf(call) ?? '') ? first(active, (dialect) => dialect.effect(call, resolver)) : undefined),
  };
};

const first = <T, R>(list: readonly T[], find: (item: T) => R | undefined): R | undefined => {
  for (const item of list) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The name that may make a call an operation. */
const verbOf = (node: Exclude<OperationNode, TSESTree.AwaitExpression> | Call): string | undefined => {
  let callee: TSESTree.Node = node.type === 'TaggedTemplateExpression' ? node.tag : node.callee;
  while (callee.type === 'TSInstantiationExpression' || callee.type === 'TSNonNullExpression' || callee.type === 'ChainExpression') callee = callee.expression;
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && !callee.computed ? callee.property.name : undefined;
};
