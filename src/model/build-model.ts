/**
 * Builds the models of a file: which functions matter, in which order they are analysed, which callbacks belong to which flow.
 *
 * In: the file's calls with what adapters say of them. Out: one model per function that contains or reaches an operation; a function
 * is summarised before its callers. Never assumed: that a callback given to a call that isn't known runs here, unless the call is awaited
 * or returned by an async function. Long, because the order of analysis in the file and across files is decided together.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { buildGraph } from '../flow/build-graph.js';
import type { Callback, CallbackRun, FunctionNode, Graph } from '../flow/graph.js';
import type { Known } from '../operations/known.js';
import type { Extent, Isolation } from '../operations/dialect.js';
import type { Handle, Operation } from '../operations/operation.js';
import { tablesOf } from '../operations/table.js';
import { ownerOf } from '../resolve/modules.js';
import { declaredAs } from '../resolve/named-calls.js';
import type { Resolver } from '../resolve/resolver.js';
import { calleeName, namesOf } from './callee-names.js';
import { calleeElsewhere, calleeInFile, type Callee, type Followed } from './callees.js';
import { answerHandler, contextsAround, promiseHandler } from './contexts.js';
import { asCalled, type Context } from './context.js';
import { FunctionModel } from './function-model.js';
import { contains } from '../syntax/descendants.js';
import { within } from '../syntax/file-calls.js';
import { isAwaitedOrReturned } from '../syntax/is-awaited.js';
import { memberName } from '../syntax/property-name.js';
import { further, type Reaches } from '../project/reach.js';
import { canBeRaced, isRead, isWrite, meetInRelation, meetInTable, stepsOf, tableStep, type Leaving, type Own, type Site, type TableStep, type Unit } from './steps.js';
import { Interpreter } from './interpreter.js';
import { cameFrom, inheritsElsewhere, inferredModule, iterating, mayLeave, writtenModule, type CameFrom } from './leaving-calls.js';
import { pushTo } from './push-to.js';
import type { Call, FileFacts } from './file-facts.js';
import { Runners } from './runners.js';
import { invocationIn, type Invocation, type Summary } from './summary.js';

/** The models of other files: what a file's model asks of the rest of the project. */
export interface Elsewhere {
  /** The models' builder of the file that a resolver is of; undefined: not one of the project's. */
  readonly builderOf: (at: Resolver) => ModelBuilder | undefined;
  /** how many files a chain of calls may lead through beyond the one that is called */
  readonly depth: number;
  /** What a function of that name can reach in the file that a specifier means, or in a class that implements the type of that name; nothing in libraries. */
  readonly mayLead: (specifier: string, from: string, by: CameFrom, name: string) => Reaches;
  /** Whether a class of the file that a specifier means has such a static function. */
  readonly isStatic: (specifier: string, from: string, name: string, member: string) => boolean;
}

/** The tables that a function reads and writes, itself or through calls. */
export interface Touches {
  readonly read: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

export interface FileModel {
  readonly facts: FileFacts;
  readonly functions: readonly FunctionModel[];
  /** the model of a function that is called, in whatever file it stands; undefined: it has none */
  readonly modelOf: (fn: FunctionNode) => FunctionModel | undefined;
  /** the model of the function of this file whose flow a node is a part of; made when it is asked for */
  readonly modelAround: (node: TSESTree.Node) => FunctionModel | undefined;
  /** models of all functions of the file that read and write, themselves or through calls, in whatever tables; made when they are asked for */
  readonly readAndWrite: () => readonly FunctionModel[];
  /** the extent that a call opens, in whatever file it stands */
  readonly extentOf: (call: TSESTree.Node) => Extent | undefined;
  /** models of the functions of this file that call a function */
  readonly callersOf: (fn: FunctionNode) => readonly FunctionModel[];
}

const none: ReadonlySet<string> = new Set();
const untouched: Touches = { read: none, written: none };

/** The models of one file, made as they are asked for. */
export class ModelBuilder {
  readonly facts: FileFacts;
  private readonly elsewhere: Elsewhere | undefined;
  private readonly callees = new Map<Call, FunctionNode | undefined>();
  /** callees in other files, and the files that they stand in */
  private readonly foreign = new Map<Call, Callee | undefined>();
  private readonly homes = new Map<FunctionNode, Resolver>();
  private readonly runners: Runners;
  /** what functions touch, by how many files further calls are followed */
  private readonly touched: Map<FunctionNode, Touches>[] = [];
  private readonly relevant = new Set<Unit>();
  /** operations of a unit's own, and what it does with the database in all, itself or through calls */
  private readonly own = new Map<Unit, Own[]>();
  private readonly steps = new Map<Unit, TableStep[]>();
  /** tables that a unit writes and reads, itself or through calls */
  private readonly written = new Map<Unit, Set<string>>();
  private readonly read = new Map<Unit, Set<string>>();
  private readonly models = new Map<Unit, FunctionModel>();
  private readonly summaries = new Map<FunctionNode, Summary | undefined>();
  private readonly running = new Set<Unit>();
  private readonly callsByName = new Map<string, Call[]>();
  private handles: Map<TSESLint.Scope.Variable, Handle> | undefined;

  /** @param elsewhere undefined: calls into other files are unknown */
  constructor(facts: FileFacts, elsewhere?: Elsewhere) {
    this.facts = facts;
    this.elsewhere = elsewhere;
    this.runners = new Runners(facts, (callee) => this.homed(callee));
  }

  /** Models all functions of the file that can race. */
  build(): FileModel {
    this.findRelevant();
    for (const unit of this.relevant) if (this.canRace(unit)) this.analyse(unit);
    const functions = [...this.models.values()];
    return { facts: this.facts, functions, modelOf: (fn) => this.modelOf(fn), extentOf: (call) => this.extentOf(call), modelAround: (node) => this.analyse(this.unitOf(node)), readAndWrite: () => [...this.relevant].flatMap((unit) => (this.read.has(unit) && this.written.has(unit) ? (this.analyse(unit) ?? []) : [])), callersOf: (fn) => functions.filter((model) => model.fn !== fn && model.instances.some((instance) => instance.hops[0]?.callee === fn)) };
  }

  /** Functions with operations, and, through calls, those that reach them. */
  private findRelevant(): void {
    for (const call of this.facts.calls) {
      const name = calleeName(call);
      if (name === undefined) continue;
      const list = this.callsByName.get(name);
      if (list) list.push(call);
      else this.callsByName.set(name, [call]);
    }
    const candidates = this.elsewhere ? this.callsThatMayLeave() : new Map<Unit, Leaving[]>();
    this.recogniseAround(candidates);
    for (const [node, operations] of this.facts.operations) pushTo(this.own, this.unitOf(node), { node, operations });
    const leaving = this.callsThatLeave(candidates);
    const callers = this.callersUp([...this.own.keys(), ...leaving.keys()], this.relevant);
    this.spread(this.written, callers, isWrite, leaving, 'written');
    this.spread(this.read, callers, isRead, leaving, 'read');
    for (const [unit, list] of this.own) for (const own of list) pushTo(this.steps, unit, tableStep(own));
    for (const [callee, sites] of callers) for (const { caller, call } of sites) pushTo(this.steps, caller, { node: call, read: this.read.get(callee) ?? none, written: this.written.get(callee) ?? none });
    for (const [unit, calls] of leaving) for (const { call, callee } of calls) pushTo(this.steps, unit, { node: call, ...this.touchesOf(callee, this.elsewhere?.depth ?? 0) });
  }

  /** Recognises what is read in functions that write, themselves or through others, and in those that they call. Reads that nothing is written after decide on nothing. */
  private recogniseAround(candidates: ReadonlyMap<Unit, readonly Leaving[]>): void {
    const roots = new Set<Unit>(candidates.keys());
    for (const node of this.facts.operations.keys()) roots.add(this.unitOf(node));
    const wanted = new Set<Unit>();
    this.callersUp([...roots], wanted);
    const queue = [...wanted];
    for (let unit = queue.pop(); unit; unit = queue.pop()) {
      this.facts.recogniseIn(unit.range);
      for (const call of within(this.facts.calls, unit.range)) {
        const callee = this.calleeOf(call);
        if (!callee || wanted.has(callee)) continue;
        wanted.add(callee);
        queue.push(callee);
      }
    }
  }

  /** The units that call one of these, directly or through others: who calls whom, by callee. @param reached receives all of them */
  private callersUp(from: readonly Unit[], reached: Set<Unit>): Map<Unit, Site[]> {
    const queue = [...from];
    for (const unit of from) reached.add(unit);
    const callers = new Map<Unit, Site[]>();
    for (let unit = queue.pop(); unit; unit = queue.pop()) {
      if (unit.type === 'Program') continue;
      for (const name of namesOf(unit)) {
        for (const call of this.callsByName.get(name) ?? []) {
          if (this.calleeOf(call) !== unit) continue;
          const caller = this.unitOf(call);
          if (!reached.has(caller)) queue.push(caller);
          reached.add(caller);
          pushTo(callers, unit, { caller, call });
        }
      }
    }
    return callers;
  }

  /** Awaited calls whose receiver comes from a file behind which an operation can lie, by unit. */
  private callsThatMayLeave(): ReadonlyMap<Unit, readonly Leaving[]> {
    const candidates = new Map<Unit, Leaving[]>();
    for (const call of this.facts.calls) {
      if (this.facts.operations.has(call) || this.facts.extents.has(call) || !mayLeave(call) || !isAwaitedOrReturned(call) || this.calleeOf(call)) continue;
      const reaches = this.reachedBy(call);
      if (reaches !== 'nothing' && this.facts.operationsOf(call).length === 0) pushTo(candidates, this.unitOf(call), { call, reaches });
    }
    return candidates;
  }

  /** The calls into other files that reach an operation, by unit: only where one that may write comes after something that it can race with. */
  private callsThatLeave(candidates: ReadonlyMap<Unit, readonly Leaving[]>): ReadonlyMap<Unit, readonly Followed[]> {
    if (candidates.size === 0) return new Map();
    const callers = this.callersUp([...this.own.keys(), ...candidates.keys()], new Set());
    const steps = stepsOf(this.own, candidates, callers);
    const wanted = new Set<Unit>();
    const want = (unit: Unit): void => {
      if (wanted.has(unit)) return;
      wanted.add(unit);
      for (const { callee } of steps.get(unit) ?? []) if (callee) want(callee);
    };
    for (const [unit, list] of steps) if (!wanted.has(unit) && canBeRaced(unit, list)) want(unit);
    const found = new Map<Unit, readonly Followed[]>();
    for (const [unit, calls] of candidates) {
      if (!wanted.has(unit)) continue;
      const followed = calls.flatMap(({ call }) => {
        const callee = this.calleeOutside(call);
        return callee && this.touchesOf(callee, this.elsewhere?.depth ?? 0) !== untouched ? [{ call, callee }] : [];
      });
      if (followed.length > 0) found.set(unit, followed);
    }
    return found;
  }

  /** What a call can reach by where its receiver comes from: another file of the project behind which operations lie. */
  private reachedBy(call: TSESTree.CallExpression): Reaches {
    const { resolver } = this.facts;
    const callee = resolver.bare(call.callee);
    const root = callee.type === 'MemberExpression' ? resolver.bare(callee.object) : callee;
    if (root.type === 'ThisExpression' || root.type === 'Super') return inheritsElsewhere(call, resolver) ? 'writes' : 'nothing';
    const origin = resolver.origin(root);
    const ownName = callee.type === 'MemberExpression' ? memberName(callee) : origin.kind === 'import' ? origin.name : undefined;
    const leads = (from: CameFrom | undefined): Reaches => {
      if (!from) return 'nothing';
      if (from.module === undefined) return 'writes';
      const name = from.name ?? ownName;
      return name === undefined ? 'nothing' : (this.elsewhere?.mayLead(from.module, resolver.filename, from, name) ?? 'nothing');
    };
    let found = leads(cameFrom(origin, resolver));
    if (found !== 'writes') found = further(found, leads(writtenModule(root, resolver)));
    return found === 'nothing' && resolver.inferring ? leads(inferredModule(callee, resolver.inferring)) : found;
  }

  /** The function of another file that a call runs. */
  private calleeOutside(call: Call): Callee | undefined {
    if (!this.elsewhere) return undefined;
    if (!this.foreign.has(call)) this.foreign.set(call, this.homed(calleeElsewhere(call, this.facts.resolver)));
    return this.foreign.get(call);
  }

  /** Notes the file of a function of another one. */
  private homed(callee: Callee | undefined): Callee | undefined {
    if (callee && callee.at !== this.facts.resolver) this.homes.set(callee.fn, callee.at);
    return callee;
  }

  private touchesOf({ fn, at }: Callee, depth: number): Touches {
    return (at === this.facts.resolver ? this.touches(fn, depth) : this.elsewhere?.builderOf(at)?.touches(fn, depth)) ?? untouched;
  }

  /** The tables that a function of this file reads and writes, itself or through calls. @param depth how many files further calls are followed */
  touches(fn: FunctionNode, depth: number): Touches {
    const touched = (this.touched[depth] ??= new Map());
    const known = touched.get(fn);
    if (known) return known;
    touched.set(fn, untouched);
    const read = new Set<string>();
    const written = new Set<string>();
    this.facts.recogniseIn(fn.range);
    for (const [node, operations] of this.facts.operations) {
      if (contains(fn, node)) for (const operation of operations) for (const table of tablesOf(operation)) (isWrite(operation) ? written : read).add(table);
    }
    for (const call of within(this.facts.calls, fn.range)) {
      if (this.facts.operations.has(call)) continue;
      const inFile = this.calleeOf(call);
      const outside = inFile || depth === 0 || !mayLeave(call) || !isAwaitedOrReturned(call) || this.reachedBy(call) === 'nothing' ? undefined : this.calleeOutside(call);
      const callee = inFile ? this.touches(inFile, depth) : outside && this.touchesOf(outside, depth - 1);
      for (const table of callee?.read ?? []) read.add(table);
      for (const table of callee?.written ?? []) written.add(table);
    }
    const found = read.size + written.size === 0 ? untouched : { read, written };
    touched.set(fn, found);
    return found;
  }

  /** The tables of such operations, for every unit that has one or reaches one through calls. */
  private spread(into: Map<Unit, Set<string>>, callers: ReadonlyMap<Unit, readonly Site[]>, has: (operation: Operation) => boolean, leaving: ReadonlyMap<Unit, readonly Followed[]>, side: keyof Touches): void {
    const queue: { readonly unit: Unit; readonly tables: readonly string[] }[] = [];
    for (const [unit, lists] of this.own) {
      const tables = lists.flatMap(({ operations }) => operations.filter(has)).flatMap(tablesOf);
      if (tables.length > 0) queue.push({ unit, tables });
    }
    for (const [unit, calls] of leaving) for (const { callee } of calls) queue.push({ unit, tables: [...this.touchesOf(callee, this.elsewhere?.depth ?? 0)[side]] });
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { unit } = next;
      const known = into.get(unit) ?? new Set();
      const tables = next.tables.filter((table) => !known.has(table));
      if (tables.length === 0) continue;
      for (const table of tables) known.add(table);
      into.set(unit, known);
      for (const { caller } of callers.get(unit) ?? []) queue.push({ unit: caller, tables });
    }
  }

  /** A race takes a write and something before it; a single call can only be an upsert that isn't one. Other functions are analysed when they are called. */
  private canRace(unit: Unit): boolean {
    if (!this.written.has(unit)) return false;
    const own = this.own.get(unit) ?? [];
    if (own.some(({ operations }) => operations.some(({ kind, oneStatement }) => kind === 'upsert' && oneStatement === false))) return true;
    const steps = this.steps.get(unit) ?? [];
    if (steps.length < 2) return false;
    // what is read, or written, decides on what is written afterwards: one table, or a relation of a row that is saved
    return meetInTable(unit, steps) || meetInRelation(this.own, this.read.get(unit), this.written.get(unit)) || own.some(({ operations }) => operations.some(({ kind, entity }) => kind === 'save' && entity?.type === 'MemberExpression'));
  }

  private calleeOf(call: Call): FunctionNode | undefined {
    if (!this.callees.has(call)) this.callees.set(call, calleeInFile(call, this.facts.resolver));
    return this.callees.get(call);
  }

  /** The function whose flow a node is a part of: the innermost one that isn't a callback run by its caller. */
  private unitOf(node: TSESTree.Node): Unit {
    let fn = this.facts.resolver.functionOf(node);
    while (fn) {
      const call: TSESTree.Node = fn.parent;
      if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return fn;
      if (call.callee !== fn && !this.judge(call, fn)) return fn;
      fn = this.facts.resolver.functionOf(call);
    }
    return this.facts.program;
  }

  private readonly judge = (call: Call, fn: FunctionNode): CallbackRun | undefined => {
    if (call.type === 'NewExpression') return call.callee.type === 'Identifier' && call.callee.name === 'Promise' ? 'once' : undefined;
    const extent = this.facts.extents.get(call);
    if (extent?.form === 'callback' && extent.callback === fn) return 'once';
    if (this.facts.operations.get(call)?.some(({ answer }) => answer?.callback === fn)) return 'then';
    const { callee } = call;
    if (callee.type === 'MemberExpression') {
      const name = memberName(callee);
      if (name === 'then' || name === 'andThen') return call.arguments[0] === fn ? 'then' : 'catch';
      if (name === 'catch') return 'catch';
      if (name === 'finally') return 'once';
      if (name !== undefined && iterating.has(name) && call.arguments[0] === fn) return 'each';
    }
    const around = this.facts.resolver.functionOf(call);
    if (!around) return undefined;
    const target = this.calleeOf(call);
    if (target) return target === fn ? undefined : 'maybe';
    return isAwaitedOrReturned(call) && (around.async || this.runners.waitFor(call, fn)) ? 'maybe' : undefined;
  };

  private modelOf(fn: FunctionNode): FunctionModel | undefined {
    const home = ownerOf(fn);
    return home === undefined || home === this.facts.resolver ? this.analyse(fn) : this.elsewhere?.builderOf(home)?.modelOf(fn);
  }

  /** The extent that a call opens, in this file or another. */
  extentOf(call: TSESTree.Node): Extent | undefined {
    const home = ownerOf(call);
    return home === undefined || home === this.facts.resolver ? this.facts.extents.get(call) : this.elsewhere?.builderOf(home)?.extentOf(call);
  }

  private analyse(unit: Unit): FunctionModel | undefined {
    const known = this.models.get(unit);
    if (known || this.running.has(unit)) return known;
    this.running.add(unit);
    this.facts.recogniseIn(unit.range);
    const graph = buildGraph(unit, this.judge);
    const contexts = new Map<TSESTree.Node, readonly Context[]>();
    const interpreter = new Interpreter(
      {
        resolver: this.facts.resolver,
        operationsOf: this.facts.operationsOf,
        effectOf: this.facts.effectOf,
        handleOf: (node) => this.handleOf(node),
        extentOf: (call) => this.facts.extents.get(call),
        isolationOf: (handle) => this.isolationOf(handle),
        summaries: {
          calleeOf: (call) => this.calleeOf(call) ?? this.foreign.get(call)?.fn,
          calleeOutside: (call) => this.facts.resolver.modules?.anything(() => this.calleeOutside(call)?.fn),
          isStatic: (module, name, member) => this.elsewhere?.isStatic(module, this.facts.resolver.filename, name, member) ?? false,
          runnerOf: (call, fn) => this.runners.of(call, fn),
          memberOf: (find) => this.facts.resolver.modules?.anything(() => this.homed(find(this.facts.resolver))?.fn),
          reaches: (fn) => this.relevant.has(fn) || this.homes.has(fn) || this.touches(fn, this.elsewhere?.depth ?? 0) !== untouched,
          of: (fn) => this.summaryOf(fn),
        },
        contextsOf: (node) => {
          let found = contexts.get(node);
          if (!found) contexts.set(node, (found = this.contextsOf(node, unit, graph)));
          return found;
        },
      },
      unit,
      graph,
    );
    interpreter.run();
    const model = new FunctionModel(interpreter);
    this.models.set(unit, model);
    this.running.delete(unit);
    return model;
  }

  /** The handle that a variable is, by the operations and transactions that go through it. */
  private handleOf(node: TSESTree.Node): Handle | undefined {
    const bare = this.facts.resolver.bare(node);
    const variable = bare.type === 'Identifier' ? this.facts.resolver.variable(bare) : undefined;
    if (!variable) return undefined;
    if (!this.handles) {
      this.facts.recogniseAll();
      this.handles = new Map();
      const all = [...[...this.facts.operations.values()].flat().map(({ handle }) => handle), ...[...this.facts.extents.values()].flatMap((extent) => ('handle' in extent ? [extent.handle] : []))];
      for (const handle of all) {
        const at = this.facts.resolver.bare(handle.node);
        const of = at.type === 'Identifier' ? this.facts.resolver.variable(at) : undefined;
        if (of && !this.handles.has(of)) this.handles.set(of, handle);
      }
    }
    return this.handles.get(variable);
  }

  private isolationOf(handle: string): Known<Isolation> | undefined {
    for (const extent of this.facts.extents.values()) if (extent.form === 'begin' && extent.handle.id === handle) return extent.isolation;
    return undefined;
  }

  private contextsOf(node: TSESTree.Node, unit: Unit, graph: Graph): readonly Context[] {
    const around = contextsAround(node, unit, graph, {
      extentOf: (call) => this.facts.extents.get(call),
      functionExtent: this.facts.functionExtent,
      invocationOf: (callback) => this.invocationOf(callback),
      declaredAs: (call) => declaredAs(call, this.facts.resolver),
    });
    const caught = promiseHandler(node) ?? answerHandler(this.facts.operations.get(node)?.[0]);
    return caught ? [caught, ...around] : around;
  }

  private invocationOf({ call, fn }: Callback): Invocation | undefined {
    // a function behind which no operation lies isn't looked into: it may hold a lock
    const target = this.calleeOf(call) ?? this.calleeOutside(call)?.fn;
    const summary = target && this.summaryOf(target);
    const index = call.arguments.indexOf(fn as TSESTree.CallExpressionArgument);
    const invocation = summary && index >= 0 ? invocationIn(summary, index) : undefined;
    return summary && invocation && { ...invocation, contexts: invocation.contexts.map((context) => asCalled(context, call, summary.fn)) };
  }

  /** A callee's summary. A function without operations has one too when it is asked for: what it returns and when it throws may matter. */
  summaryOf(fn: FunctionNode): Summary | undefined {
    const home = this.homes.get(fn);
    if (home) return this.elsewhere?.builderOf(home)?.summaryOf(fn);
    if (this.summaries.has(fn)) return this.summaries.get(fn);
    if (this.running.has(fn)) return undefined;
    this.summaries.set(fn, undefined);
    const summary = this.analyse(fn)?.summarize();
    this.summaries.set(fn, summary);
    return summary;
  }
}
