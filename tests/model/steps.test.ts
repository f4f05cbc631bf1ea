/** Which functions are worth following and modelling, by the steps that their texts show: too many rather than too few. */
import type { TSESTree } from '@typescript-eslint/utils';
import { describe, expect, it } from 'vitest';
import { canBeRaced, meetInTable, stepsOf, type Leaving, type Site, type Unit } from '../../src/model/steps.js';
import type { FunctionNode } from '../../src/flow/graph.js';
import { parseFile } from '../../src/project/parse-file.js';
import { callsIn } from '../../src/syntax/file-calls.js';
import { enclosingFunction, isFunction } from '../../src/syntax/functions.js';

/** The functions of a text, and its calls: `read…` and `write…` leave the file, others run the function of their name. */
const stepsIn = (text: string): { readonly named: (name: string) => FunctionNode; readonly steps: ReturnType<typeof stepsOf> } => {
  const source = parseFile(text, 'a.ts');
  if (!source) throw new SyntaxError(text);
  const functions = new Map(source.ast.body.flatMap((node) => (node.type === 'FunctionDeclaration' ? [[node.id.name, node] as const] : [])));
  const named = (name: string): FunctionNode => {
    const found = functions.get(name);
    if (!found) throw new TypeError(name);
    return found;
  };
  const leaving = new Map<Unit, Leaving[]>();
  const callers = new Map<Unit, Site[]>();
  for (const call of callsIn(source)) {
    if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier') continue;
    let caller: TSESTree.Node | undefined = enclosingFunction(call);
    while (caller && caller.type !== 'FunctionDeclaration') caller = enclosingFunction(caller);
    if (!isFunction(caller)) continue;
    const { name } = call.callee;
    const callee = functions.get(name);
    if (callee) callers.set(callee, [...(callers.get(callee) ?? []), { caller, call }]);
    else if (/^(?:read|write)/.test(name)) leaving.set(caller, [...(leaving.get(caller) ?? []), { call, reaches: name.startsWith('read') ? 'reads' : 'writes' }]);
  }
  return { named, steps: stepsOf(new Map(), leaving, callers) };
};

const isFollowed = (text: string, name = 'run'): boolean => {
  const { named, steps } = stepsIn(text);
  return canBeRaced(named(name), steps.get(named(name)) ?? []);
};

describe('a function is followed into other files', () => {
  it('where something may be written after another step', () => {
    expect(isFollowed('async function run() { if (await readOne()) await writeOne(); }')).toBe(true);
    expect(isFollowed('async function run() { await writeOne(await readOne()); }')).toBe(true);
    expect(isFollowed('async function run() { await writeOne(); await writeTwo(); }')).toBe(true);
  });

  it('not where it only reads, writes first, or takes one step', () => {
    expect(isFollowed('async function run() { await readOne(); await readTwo(); }')).toBe(false);
    expect(isFollowed('async function run() { await writeOne(); return await readOne(); }')).toBe(false);
    expect(isFollowed('async function run() { return await writeOne(); }')).toBe(false);
  });

  it('where what is written first is written again in a loop, or in a callback', () => {
    expect(isFollowed('async function run() { for (;;) { await writeOne(); if (await readOne()) break; } }')).toBe(true);
    expect(isFollowed('async function run() { each(async () => { await writeOne(); }); await readOne(); }')).toBe(true);
  });

  it('where a function of the file writes for it, also one of several that call each other', () => {
    expect(isFollowed('async function save() { await writeOne(); }\nasync function run() { if (await readOne()) await save(); }')).toBe(true);
    const cycle = 'async function a() { await b(); await writeOne(); }\nasync function b() { if (x) await a(); }\nasync function run() { if (await readOne()) await b(); }';
    expect(isFollowed(cycle)).toBe(true);
    expect(isFollowed(cycle.replace('writeOne', 'readTwo'))).toBe(false);
  });
});

describe('a function is modelled', () => {
  const { named, steps } = stepsIn('async function run() { await readOne(); await writeOne(); await writeTwo(); }');
  const [first, second, third] = (steps.get(named('run')) ?? []).map(({ node }) => node).sort((a, b) => a.range[0] - b.range[0]);
  const meet = (...tables: readonly (readonly [node: TSESTree.Node | undefined, read: string, written: string])[]): boolean =>
    meetInTable(named('run'), tables.flatMap(([node, read, written]) => (node ? [{ node, read: new Set(read === '' ? [] : [read]), written: new Set(written === '' ? [] : [written]) }] : [])));

  it('where its steps meet in a table, and something is written afterwards', () => {
    expect(meet([first, 'user', ''], [second, '', 'user'])).toBe(true);
    expect(meet([first, '', 'user'], [second, '', 'user'])).toBe(true);
    // what is counted was written before, and goes into another table
    expect(meet([first, '', 'review'], [second, 'review', ''], [third, '', 'shop'])).toBe(true);
  });

  it('not where they never meet, or only what was written is read again', () => {
    expect(meet([first, 'user', ''], [second, '', 'log'])).toBe(false);
    expect(meet([first, '', 'user'], [second, 'user', ''])).toBe(false);
    expect(meet([first, 'user', 'user'])).toBe(false);
  });
});
