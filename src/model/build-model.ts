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
import { calleeName, iterating, namesOf } from './callee-names.js';
import type { Callee, Followed } from './callees.js';
import { CallsOfFile, none, untouched, type Touches } from './calls-of-file.js';
import { answerHandler, contextsAround, promiseHandler } from './contexts.js';
import { asCalled, type Context } from './context.js';
import { FunctionModel } from './function-model.js';
import { within } from '../syntax/file-calls.js';
import { isAwaitedOrReturned } from '../syntax/is-awaited.js';
import { memberName } from '../syntax/property-name.js';
import type { Reaches } from '../project/reach.js';
import { canBeRaced, isRead, isWrite, meetInRelation, meetInTable, stepsOf, tableStep, type Leaving, type Own, type Site, type TableStep, type Unit } from './steps.js';
import { Interpreter } from './interpreter.js';
import { mayLeave, type CameFrom } from './leaving-calls.js';
import { Progress } from './progress.js';
import { pushTo } from './push-to.js';
import type { Call, FileFacts } from './file-facts.js';
import { Runners } from './runners.js';
import { runsAtOnce } from './runs-at-once.js';
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
  /** What is being modelled at the moment, and whether a file had to stay closed. */
  readonly progress: Progress;
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

/** The models of one file, made as they are asked for. */
export class ModelBuilder {
  readonly facts: FileFacts;
  private readonly elsewhere: Elsewhere | undefined;
  /** which functions its calls run, and what those touch */
  readonly calls: CallsOfFile;
  private readonly runners: Runners;
  private readonly relevant = new Set<Unit>();
  /** operations of a unit's own, and what it does with the database in all, itself or through calls */
  private readonly own = new Map<Unit, Own[]>();
  private readonly steps = new Map<Unit, TableStep[]>();
  /** tables that a unit writes and reads, itself or through calls */
  private readonly written = new Map<Unit, Set<string>>();
  private readonly read = new Map<Unit, Set<string>>();
  /** by how many files further calls are followed */
  private readonly models: Map<Unit, FunctionModel>[] = [];
  private readonly summaries: Map<FunctionNode, Summary | undefined>[] = [];
  private readonly progress: Progress;
  private readonly callsByName = new Map<string, Call[]>();
  private handles: Map<TSESLint.Scope.Variable, Handle> | undefined;

  /** @param elsewhere undefined: calls into other files are unknown */
  constructor(facts: FileFacts, elsewhere?: Elsewhere) {
    this.facts = facts;
    this.elsewhere = elsewhere;
    this.progress = elsewhere?.progress ?? new Progress();
    this.calls = new CallsOfFile(facts, this.progress, elsewhere);
    this.runners = new Runners(facts, (callee) => this.calls.homed(callee));
  }

  /** Models all functions of the file that can race. */
  build(): FileModel {
    this.findRelevant();
    for (const unit of this.relevant) if (this.canRace(unit)) this.analyse(unit, this.calls.depth);
    const functions = [...(this.models[this.calls.depth]?.values() ?? [])];
    return { facts: this.facts, functions, modelOf: (fn) => this.modelOf(fn), extentOf: (call) => this.extentOf(call), modelAround: (node) => this.analyse(this.unitOf(node), this.calls.depth), readAndWrite: () => [...this.relevant].flatMap((unit) => (this.read.has(unit) && this.written.has(unit) ? (this.analyse(unit, this.calls.depth) ?? []) : [])), callersOf: (fn) => functions.filter((model) => model.fn !== fn && model.instances.some((instance) => instance.hops[0]?.callee === fn)) };
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
    for (const [unit, calls] of leaving) for (const { call, callee } of calls) pushTo(this.steps, unit, { node: call, ...this.calls.touchesOf(callee, this.calls.depth - 1) });
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
        const callee = this.calls.calleeOf(call);
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
          if (this.calls.calleeOf(call) !== unit) continue;
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
      if (this.facts.operations.has(call) || this.facts.extents.has(call) || !mayLeave(call) || !isAwaitedOrReturned(call) || this.calls.calleeOf(call)) continue;
      const reaches = this.calls.reachedBy(call);
      if (reaches !== 'nothing' && this.facts.operationsOf(call).length === 0) pushTo(candidates, this.unitOf(call), { call, reaches });
    }
    return candidates;
  }

  /** The calls into other files that reach an operation, by unit: only where one that may write comes after something that it can race with. */
  private callsThatLeave(candidates: ReadonlyMap<Unit, readonly Leaving[]>): ReadonlyMap<Unit, readonly Followed[]> {
    const leaving = new Map<Call, Callee>();
    this.calls.leaving = leaving;
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
        const callee = this.calls.calleeOutside(call);
        if (callee) leaving.set(call, callee);
        return callee && this.calls.touchesOf(callee, this.calls.depth - 1) !== untouched ? [{ call, callee }] : [];
      });
      if (followed.length > 0) found.set(unit, followed);
    }
    return found;
  }

  /** The tables of such operations, for every unit that has one or reaches one through calls. */
  private spread(into: Map<Unit, Set<string>>, callers: ReadonlyMap<Unit, readonly Site[]>, has: (operation: Operation) => boolean, leaving: ReadonlyMap<Unit, readonly Followed[]>, side: keyof Touches): void {
    const queue: { readonly unit: Unit; readonly tables: readonly string[] }[] = [];
    for (const [unit, lists] of this.own) {
      const tables = lists.flatMap(({ operations }) => operations.filter(has)).flatMap(tablesOf);
      if (tables.length > 0) queue.push({ unit, tables });
    }
    for (const [unit, calls] of leaving) for (const { callee } of calls) queue.push({ unit, tables: [...this.calls.touchesOf(callee, this.calls.depth - 1)[side]] });
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
    const target = this.calls.calleeOf(call);
    if (target) return target === fn ? undefined : 'maybe';
    return isAwaitedOrReturned(call) && (around.async || this.runners.waitFor(call, fn)) ? 'maybe' : undefined;
  };

  private modelOf(fn: FunctionNode): FunctionModel | undefined {
    const home = ownerOf(fn);
    if (home !== undefined && home !== this.facts.resolver) return this.elsewhere?.builderOf(home)?.modelOf(fn);
    return this.analyse(fn, this.calls.leaving ? this.calls.depth : this.calls.depth - 1);
  }

  /** The extent that a call opens, in this file or another. */
  extentOf(call: TSESTree.Node): Extent | undefined {
    const home = ownerOf(call);
    return home === undefined || home === this.facts.resolver ? this.facts.extents.get(call) : this.elsewhere?.builderOf(home)?.extentOf(call);
  }

  /** @param depth how many files further calls are followed */
  private analyse(unit: Unit, depth: number): FunctionModel | undefined {
    // what leads nowhere else is the same at any depth
    const level = this.calls.leaving && depth === this.calls.depth ? depth : this.calls.chainFrom(unit, depth);
    const models = (this.models[level] ??= new Map());
    const known = models.get(unit);
    if (known || this.progress.isRunning(unit)) return known;
    const model = this.progress.during(
      unit,
      () => this.interpret(unit, level),
      () => {
        models.delete(unit);
        if (unit.type !== 'Program') this.summaries[level]?.delete(unit);
      },
    );
    models.set(unit, model);
    return model;
  }

  private interpret(unit: Unit, depth: number): FunctionModel {
    const followed = new Set<FunctionNode>();
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
          calleeOf: (call) => {
            const inFile = this.calls.calleeOf(call);
            const outside = inFile ? undefined : this.calls.followed(call, depth);
            if (outside) followed.add(outside.fn);
            return inFile ?? outside?.fn;
          },
          calleeOutside: (call) => this.calls.calleeAnywhere(call)?.fn,
          isStatic: (module, name, member) => this.elsewhere?.isStatic(module, this.facts.resolver.filename, name, member) ?? false,
          runnerOf: (call, fn) => this.runners.of(call, fn),
          memberOf: (find) => this.facts.resolver.modules?.anything(() => this.calls.homed(find(this.facts.resolver))?.fn),
          reaches: (fn) => this.relevant.has(fn) || this.calls.homes.has(fn) || this.calls.touches(fn, this.calls.depth - 1) !== untouched,
          of: (fn) => this.summaryOf(fn, followed.has(fn) ? depth - 1 : this.calls.homes.has(fn) ? this.aside : depth),
        },
        contextsOf: (node) => {
          let found = contexts.get(node);
          if (!found) contexts.set(node, (found = this.contextsOf(node, unit, graph, depth)));
          return found;
        },
      },
      unit,
      graph,
    );
    interpreter.run();
    return new FunctionModel(interpreter);
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

  private contextsOf(node: TSESTree.Node, unit: Unit, graph: Graph, depth: number): readonly Context[] {
    const around = contextsAround(node, unit, graph, {
      extentOf: (call) => this.facts.extents.get(call),
      functionExtent: this.facts.functionExtent,
      invocationOf: (callback) => this.invocationOf(callback, depth),
      declaredAs: (call) => declaredAs(call, this.facts.resolver),
    });
    const caught = promiseHandler(node) ?? answerHandler(this.facts.operations.get(node)?.[0]);
    return caught ? [caught, ...around] : around;
  }

  private invocationOf({ call, fn }: Callback, depth: number): Invocation | undefined {
    const inFile = this.calls.calleeOf(call);
    const index = call.arguments.indexOf(fn as TSESTree.CallExpressionArgument);
    const target = inFile ?? this.calls.calleeOutside(call)?.fn ?? this.wrapperOf(call, index);
    const summary = target && this.summaryOf(target, inFile ? depth : this.aside);
    const invocation = summary && index >= 0 ? invocationIn(summary, index) : undefined;
    return summary && invocation && { ...invocation, contexts: invocation.contexts.map((context) => asCalled(context, call, summary.fn)) };
  }

  /** A function of another file that only runs what it is given; others behind which no operation lies aren't looked into: they may hold a lock. */
  private wrapperOf(call: Call, index: number): FunctionNode | undefined {
    const wrapper = this.calls.calleeAnywhere(call)?.fn;
    return wrapper && runsAtOnce(wrapper, index) ? wrapper : undefined;
  }

  /** How many files further the calls of a function are followed that is opened for what it is given, whatever it reaches. */
  private get aside(): number {
    return Math.max(this.calls.depth - 2, 0);
  }

  /**
   * A callee's summary. A function without operations has one too when it is asked for: what it returns and when it throws may matter.
   * @param depth how many files further its calls are followed
   */
  summaryOf(fn: FunctionNode, depth: number): Summary | undefined {
    const home = this.calls.homes.get(fn);
    if (home) return this.elsewhere?.builderOf(home)?.summaryOf(fn, depth);
    const level = this.calls.leaving && depth === this.calls.depth ? depth : this.calls.chainFrom(fn, depth);
    const summaries = (this.summaries[level] ??= new Map());
    if (summaries.has(fn)) return summaries.get(fn);
    const model = this.progress.isRunning(fn) ? undefined : this.analyse(fn, depth);
    const summary = model?.summarize();
    if (model) summaries.set(fn, summary);
    return summary;
  }
}
