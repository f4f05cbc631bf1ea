/** Prints what the Sequelize adapter sees in a source text, one line an operation. */
import * as parser from '@typescript-eslint/parser';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { Linter } from 'eslint';
import { dialect } from '../../src/adapters/sequelize/index.js';
import type { Isolation } from '../../src/operations/dialect.js';
import { unknown, type Known } from '../../src/operations/known.js';
import type { Assignments, Operation, Predicate, Result, Term, Written } from '../../src/operations/operation.js';
import { createResolver } from '../../src/resolve/create-resolver.js';
import type { Resolver } from '../../src/resolve/resolver.js';

type Visit = (node: TSESTree.Node, at: Resolver) => readonly string[];

/** Runs `visit` on every node of a source text, in source order. */
const collect = (code: string, visit: Visit, filename: string): readonly string[] => {
  const lines: string[] = [];
  const linter = new Linter();
  const messages = linter.verify(code, [{
    files: ['**/*.ts', '**/*.js'],
    languageOptions: { parser, sourceType: 'module' },
    plugins: { x: { rules: { see: { create: (context) => {
      const at = createResolver(context.sourceCode as unknown as TSESLint.SourceCode, context.filename);
      return { '*': (node: unknown) => void lines.push(...visit(node as TSESTree.Node, at)) };
    } } } } },
    rules: { 'x/see': 'error' },
  }], filename);
  const [first] = messages;
  if (first !== undefined) throw new Error(`${String(first.line)}: ${first.message}`);
  return lines;
};

/** The operations of a source text. */
export const operations = (code: string, filename = 'src/file.ts'): readonly string[] =>
  collect(code, (node, at) => (isCall(node) ? dialect.recognise(node, at).map((one) => print(one, at)) : []), filename);

/** The extents of a source text, and what its calls do in memory. */
export const extents = (code: string): readonly string[] =>
  collect(code, (node, at) => [...extentOf(node, at), ...functionOf(node, at)], 'src/file.ts');

/** The identities of handles, of extents and operations alike. */
export const handles = (code: string): readonly string[] => collect(code, (node, at) => {
  if (!isCall(node)) return [];
  const extent = node.type === 'CallExpression' ? dialect.extent(node, at) : undefined;
  const opened = extent === undefined ? [] : [extent.form === 'end' ? `end ${extent.key}` : `${extent.form} ${extent.handle.id}`];
  return [...opened, ...dialect.recognise(node, at).map((one) => `${one.kind} ${one.handle.kind} ${one.handle.id}`)];
}, 'src/file.ts');

export const effects = (code: string): readonly string[] => collect(code, (node, at) => {
  const found = node.type === 'CallExpression' ? dialect.effect(node, at) : undefined;
  if (found === undefined) return [];
  const text = (one: TSESTree.Node): string => at.sourceCode.getText(one);
  if (found.kind === 'sets') return [`${text(found.target)}.${found.field} = ${text(found.value)}`];
  if (found.kind === 'takes') return [`${text(found.of)}${found.field === undefined ? '' : `.${found.field}`}`];
  return [found.kind === 'allocates' ? `allocates ${found.from.map(text).join(', ')}` : `${text(found.target)} <- ${found.from.map(text).join(', ')}`];
}, 'src/file.ts');

const isCall = (node: TSESTree.Node): node is TSESTree.CallExpression | TSESTree.TaggedTemplateExpression =>
  node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression';

const extentOf = (node: TSESTree.Node, at: Resolver): readonly string[] => {
  const found = node.type === 'CallExpression' ? dialect.extent(node, at) : undefined;
  if (found === undefined) return [];
  if (found.form === 'end') return [`${found.commit ? 'commit' : 'rollback'} ${found.key}`];
  const handle = `${found.handle.kind} ${found.handle.id}`;
  return [`${found.form} ${level(found.isolation)} ${handle}${found.form === 'callback' ? ` parameter ${String(found.parameter)}` : ''}`];
};

const functionOf = (node: TSESTree.Node, at: Resolver): readonly string[] => {
  const found = node.type === 'FunctionExpression' ? dialect.functionExtent(node, at) : undefined;
  return found === undefined ? [] : [`function ${level(found.isolation)}`];
};

const level = (isolation: Known<Isolation>): string => (isolation === unknown ? '?' : isolation);

const print = (one: Operation, at: Resolver): string => {
  const text = (node: TSESTree.Node | undefined): string => (node === undefined ? '' : at.sourceCode.getText(node).replace(/\s+/g, ' '));
  const parts = [
    one.kind,
    one.table === unknown ? '?' : one.table.id.replace(/^sequelize:/, ''),
    `.${text(one.verb)}`,
    predicate(one.where, text),
    assignments('set', one.sets, text),
    one.updates === undefined ? '' : assignments('update', one.updates, text),
    one.entity === undefined ? '' : `entity ${text(one.entity)}`,
    one.lock === unknown ? 'lock ?' : one.lock === undefined ? '' : `lock ${one.lock.strength}${one.lock.onLocked === 'wait' ? '' : ` ${one.lock.onLocked}`}`,
    one.lockKey === undefined ? '' : `key ${one.lockKey.map(text).join(', ')} ${one.lockScope ?? ''}`,
    one.orderedBy === undefined ? '' : `by ${one.orderedBy.join(', ')}`,
    one.selects === undefined ? '' : `select ${one.selects.join(', ')}`,
    one.joins.length === 0 ? '' : `joins ${one.joins.map((table) => table.id.replace(/^sequelize:/, '')).join(', ')}`,
    one.onConflict === undefined ? '' : `on conflict ${one.onConflict}`,
    one.nested === undefined ? '' : `nested ${one.nested.path.join('.')}`,
    one.rows === 'one' ? 'one' : '',
    one.oneStatement === true ? '' : one.oneStatement === false ? 'several statements' : 'perhaps one statement',
    one.refreshes === undefined ? '' : `refreshes ${text(one.refreshes)}`,
    one.nested === undefined ? `-> ${result(one.result)}` : '',
    one.handle.kind === 'client' ? '' : `[${one.handle.kind} ${text(one.handle.node)}]`,
  ];
  return parts.filter((part) => part !== '').join(' ');
};

type Text = (node: TSESTree.Node | undefined) => string;

const predicate = (where: Predicate, text: Text): string => {
  const terms = [...where.terms.map((term) => condition(term, text)), ...where.spreads.map((node) => `...${text(node)}`), ...(where.open ? ['?'] : [])];
  return terms.length === 0 ? '' : `where(${terms.join(', ')})`;
};

const condition = (term: Term, text: Text): string => {
  const value = term.constant === undefined ? text(term.value) : JSON.stringify(term.constant);
  return `${term.disjunct === true ? '|' : ''}${[...(term.via ?? []), term.column].join('.')} ${term.op}${value === '' ? '' : ` ${value}`}`;
};

const assignments = (name: string, sets: Assignments, text: Text): string => {
  const entries = [...sets.entries.map((entry) => `${entry.column}=${written(entry.written, text)}`), ...sets.spreads.map((node) => `...${text(node)}`), ...(sets.open ? ['?'] : [])];
  return entries.length === 0 ? '' : `${name}(${entries.join(', ')})`;
};

const written = (value: Written, text: Text): string => {
  switch (value.kind) {
    case 'value':
      return text(value.node);
    case 'atomic':
      return `${value.operator}(${text(value.node)})`;
    case 'opaque':
      return value.constant === undefined ? 'opaque' : JSON.stringify(value.constant);
    case 'relation':
      return 'relation';
  }
};

const result = (one: Result): string => {
  switch (one.kind) {
    case 'row':
      return one.absent === 'null' ? 'row?' : 'row!';
    case 'number':
      return one.column === undefined ? one.of : `${one.of} ${one.column}`;
    case 'object':
      return `{${Object.entries(one.members).map(([name, member]) => `${name}: ${result(member)}`).join(', ')}}`;
    case 'tuple':
      return `[${one.items.map(result).join(', ')}]`;
    default:
      return one.kind;
  }
};
