/**
 * Functions of other files that are given a callback with operations, and run it: a cache, a retry.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import { within } from '../syntax/file-calls.js';
import type { FileFacts } from './file-facts.js';
import { calleeElsewhere, type Callee } from './callees.js';
import { awaitsParameter, mayLeave } from './leaving-calls.js';

export class Runners {
  private readonly known = new Map<FunctionNode, FunctionNode | undefined>();
  private readonly waiting = new Map<FunctionNode, boolean>();
  private readonly facts: FileFacts;
  private readonly homed: (callee: Callee | undefined) => Callee | undefined;

  /** @param homed notes the file of a function of another one */
  constructor(facts: FileFacts, homed: (callee: Callee | undefined) => Callee | undefined) {
    this.facts = facts;
    this.homed = homed;
  }

  /** The function of another file that a call gives a callback with operations to; opened whatever lies behind it. */
  of(call: TSESTree.CallExpression, callback: FunctionNode): FunctionNode | undefined {
    if (!this.known.has(callback)) this.known.set(callback, mayLeave(call) && this.holdsOperation(callback) ? this.calleeOf(call) : undefined);
    return this.known.get(callback);
  }

  /** Whether such a function waits for the callback. */
  waitFor(call: TSESTree.CallExpression, callback: FunctionNode): boolean {
    let waits = this.waiting.get(callback);
    if (waits === undefined) {
      const runner = this.of(call, callback);
      waits = runner?.async === true && awaitsParameter(runner, call.arguments.indexOf(callback as TSESTree.CallExpressionArgument));
      this.waiting.set(callback, waits);
    }
    return waits;
  }

  private calleeOf(call: TSESTree.CallExpression): FunctionNode | undefined {
    const { resolver } = this.facts;
    return resolver.modules?.anything(() => this.homed(calleeElsewhere(call, resolver))?.fn);
  }

  private holdsOperation({ range }: FunctionNode): boolean {
    this.facts.recogniseIn(range);
    return within(this.facts.calls, range).some((call) => this.facts.operations.has(call));
  }
}
