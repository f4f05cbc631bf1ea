/**
 * Which functions the calls of a file run, in it and in others, and what those touch.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import { tablesOf } from '../operations/table.js';
import { further, type Reaches } from '../project/reach.js';
import type { Resolver } from '../resolve/resolver.js';
import { contains } from '../syntax/descendants.js';
import { within } from '../syntax/file-calls.js';
import { isAwaitedOrReturned } from '../syntax/is-awaited.js';
import { memberName } from '../syntax/property-name.js';
import type { Elsewhere } from './build-model.js';
import { handedOn } from './callee-names.js';
import { methodOfRead } from './class-members.js';
import { calleeElsewhere, calleeInFile, type Callee } from './callees.js';
import type { Call, FileFacts } from './file-facts.js';
import { cameFrom, inferredModule, inheritsElsewhere, mayLeave, writtenModule, type CameFrom } from './leaving-calls.js';
import type { Progress } from './progress.js';
import { isWrite, type Unit } from './steps.js';

/** The tables that a function reads and writes, itself or through calls. */
export interface Touches {
  readonly read: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

/** No tables. */
export const none: ReadonlySet<string> = new Set();
/** What a function touches behind which no operation lies; this very object. */
export const untouched: Touches = { read: none, written: none };

/** The calls of one file, answered as they are asked for. */
export class CallsOfFile {
  private readonly callees = new Map<Call, FunctionNode | undefined>();
  /** callees in other files: those behind which operations may lie, and any; and the files that they stand in */
  private readonly foreign = new Map<Call, Callee | undefined>();
  private readonly anywhere = new Map<Call, Callee | undefined>();
  /** in the linted file: the calls into others that are followed; undefined in any other */
  leaving: ReadonlyMap<Call, Callee> | undefined;
  /** the files of functions of other ones */
  readonly homes = new Map<FunctionNode, Resolver>();
  /** what functions touch, by how many files further calls are followed */
  private readonly touched: Map<FunctionNode, Touches>[] = [];
  /** how many files a chain of calls leads through, by how many it may lead through at most */
  private readonly reached: Map<Unit, number>[] = [];
  private readonly facts: FileFacts;
  private readonly progress: Progress;
  private readonly elsewhere: Elsewhere | undefined;

  /** @param elsewhere undefined: calls into other files are unknown */
  constructor(facts: FileFacts, progress: Progress, elsewhere: Elsewhere | undefined) {
    this.facts = facts;
    this.progress = progress;
    this.elsewhere = elsewhere;
  }

  /** The function of this file that a call runs. */
  calleeOf(call: Call): FunctionNode | undefined {
    if (!this.callees.has(call)) this.callees.set(call, calleeInFile(call, this.facts.resolver));
    return this.callees.get(call);
  }

  /** What a call can reach by where its receiver comes from: another file of the project behind which operations lie. */
  reachedBy(call: TSESTree.CallExpression): Reaches {
    const { resolver } = this.facts;
    const callee = handedOn(call) ?? resolver.bare(call.callee);
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
    if (found === 'nothing' && resolver.inferring) found = leads(inferredModule(callee, resolver.inferring));
    return found === 'nothing' && origin.kind === 'call' && this.onRow(call) ? 'writes' : found;
  }

  /** `const order = await Order.findByPk(id); await order.cancel()`: the method of its class that is called on a row that was read here. */
  private onRow({ callee }: Call): Callee | undefined {
    const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
    if (callee.type !== 'MemberExpression' || name === undefined) return undefined;
    const origin = this.facts.resolver.origin(callee.object);
    const [operation] = origin.kind === 'call' ? this.facts.operationsOf(origin.node) : [];
    // what declares the models may have no operation itself
    return operation?.result.kind === 'row' ? this.facts.resolver.modules?.anything(() => methodOfRead(operation, name, this.facts.resolver)) : undefined;
  }

  /** How many files a chain of calls of the linted file may lead through. */
  get depth(): number {
    return (this.elsewhere?.depth ?? 0) + 1;
  }

  /** The function of another file that a call runs. @param known what was found before */
  calleeOutside(call: Call, known = this.foreign): Callee | undefined {
    if (!this.elsewhere) return undefined;
    if (known.has(call)) return known.get(call);
    const { found, whole } = this.progress.isWhole(() => calleeElsewhere(call, this.facts.resolver) ?? this.onRow(call));
    if (whole) known.set(call, found);
    return this.homed(found);
  }

  /** The function of another file that a call runs, also one behind which no operation lies. */
  calleeAnywhere(call: Call): Callee | undefined {
    return this.facts.resolver.modules?.anything(() => this.calleeOutside(call, this.anywhere));
  }

  /** The function of another file that a call runs and that is looked into: an operation may lie behind it. @param depth how many files further calls are followed */
  followed(call: Call, depth: number): Callee | undefined {
    if (this.leaving && depth === this.depth) return this.leaving.get(call);
    if (depth <= 0 || this.facts.operations.has(call) || !mayLeave(call) || !isAwaitedOrReturned(call) || this.reachedBy(call) === 'nothing') return undefined;
    return this.calleeOutside(call);
  }

  /** How many files a chain of calls leads through from a function, or more where functions call each other. @param depth how many it may lead through at most */
  chainFrom(unit: Unit, depth: number): number {
    if (depth <= 0) return 0;
    const reached = (this.reached[depth] ??= new Map());
    const known = reached.get(unit);
    if (known !== undefined) return known;
    reached.set(unit, depth);
    this.facts.recogniseIn(unit.range);
    let longest = 0;
    for (const call of within(this.facts.calls, unit.range)) {
      if (longest === depth) break;
      const inFile = this.calleeOf(call);
      if (inFile) longest = Math.max(longest, this.chainFrom(inFile, depth));
      const outside = inFile ? undefined : this.followed(call, depth);
      if (outside) longest = Math.max(longest, 1 + (this.elsewhere?.builderOf(outside.at)?.calls.chainFrom(outside.fn, depth - 1) ?? 0));
    }
    reached.set(unit, longest);
    return longest;
  }

  /** Notes the file of a function of another one. */
  homed(callee: Callee | undefined): Callee | undefined {
    if (callee && callee.at !== this.facts.resolver) this.homes.set(callee.fn, callee.at);
    return callee;
  }

  /** The same of a function in whatever file. */
  touchesOf({ fn, at }: Callee, depth: number): Touches {
    return (at === this.facts.resolver ? this.touches(fn, depth) : this.elsewhere?.builderOf(at)?.calls.touches(fn, depth)) ?? untouched;
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
      const outside = inFile ? undefined : this.followed(call, depth);
      const callee = inFile ? this.touches(inFile, depth) : outside && this.touchesOf(outside, depth - 1);
      for (const table of callee?.read ?? []) read.add(table);
      for (const table of callee?.written ?? []) written.add(table);
    }
    const found = read.size + written.size === 0 ? untouched : { read, written };
    touched.set(fn, found);
    return found;
  }
}
