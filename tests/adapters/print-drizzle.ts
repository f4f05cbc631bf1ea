/** Prints what the Drizzle adapter sees in a source text, one line an operation. */
import * as parser from '@typescript-eslint/parser';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { Linter } from 'eslint';
import { dialect } from '../../src/adapters/drizzle/index.js';
import type { Isolation } from '../../src/operations/dialect.js';
import { unknown, type Known } from '../../src/operations/known.js';
import type { Assignments, Operation, Predicate, Result, Term, Written } from '../../src/operations/operation.js';
import { createResolver } from '../../src/resolve/create-resolver.js';
import type { Resolver } from '../../src/resolve/resolver.js';

type Visit = (node: TSESTree.Node, at: Resolver) => readonly string[];
type Text = (node: TSESTree.Node | undefined) => string;

/** Runs `visit` on every node of a source text, in source order. */
const collect = (code: string, visit: Visit): readonly string[] => {
  const lines: string[] = [];
  const see = {
    create: (context: { readonly sourceCode: unknown; readonly filename: string }) => {
      const at = createResolver(context.sourceCode as TSESLint.SourceCode, context.filename);
      return { '*': (node: unknown) => void lines.push(...visit(node as TSESTree.Node, at)) };
    },
  };
  const messages = new Linter().verify(
    code,
    [{ files: ['**/*.ts'], languageOptions: { parser, sourceType: 'module' }, plugins: { x: { rules: { see } } }, rules: { 'x/see': 'error' } }],
    'src/file.ts',
  );
  const [first] = messages;
  if (first !== undefined) throw new Error(`${String(first.line)}: ${first.message}`);
  return lines;
};

/** The operations of a source text. */
export const operations = (code: string): readonly string[] =>
  collect(code, (node, at) => (node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression' ? dialect.recognise(node, at).map((one) => print(one, at)) : []));

/** The handles of its operations, as kind and identity without positions. */
export const handles = (code: string): readonly string[] => {
  const ids: string[] = [];
  const short = (id: string): string => {
    const base = id.replace(/@\d.*/, '');
    if (base === id) return id;
    if (!ids.includes(id)) ids.push(id);
    return `${base}#${String(ids.indexOf(id) + 1)}`;
  };
  return collect(code, (node, at) => {
    if (node.type !== 'CallExpression' && node.type !== 'TaggedTemplateExpression') return [];
    const extent = node.type === 'CallExpression' ? dialect.extent(node, at) : undefined;
    const lines = extent !== undefined && extent.form !== 'end' ? [`${extent.form} ${level(extent.isolation)} ${short(extent.handle.id)}`] : [];
    return [...lines, ...dialect.recognise(node, at).map(({ handle }) => `${handle.kind} ${short(handle.id)} ${at.sourceCode.getText(handle.node)}`)];
  });
};

const level = (isolation: Known<Isolation>): string => (isolation === unknown ? '?' : isolation);

const print = (one: Operation, at: Resolver): string => {
  const text: Text = (node) => (node === undefined ? '' : at.sourceCode.getText(node).replace(/\s+/g, ' '));
  const parts = [
    one.nested === undefined ? '' : `nested ${one.nested.path.join('.')}:`,
    one.kind,
    one.table === unknown ? '?' : one.table.id.replace(/^drizzle:/, ''),
    `.${text(one.verb)}`,
    predicate(one.where, text),
    assignments('set', one.sets, text),
    one.updates === undefined ? '' : assignments('update', one.updates, text) || 'update()',
    one.lock === unknown ? 'lock ?' : one.lock === undefined ? '' : `lock ${one.lock.strength}${one.lock.onLocked === 'wait' ? '' : ` ${one.lock.onLocked}`}`,
    one.lockKey === undefined ? '' : `key(${one.lockKey.map(text).join(', ')}) ${one.lockScope ?? ''}`,
    one.orderedBy === undefined ? '' : `by ${one.orderedBy.join(', ')}`,
    one.selects === undefined ? '' : `select ${one.selects.join(', ')}`,
    one.joins.length === 0 ? '' : `joins ${one.joins.map((table) => table.id.replace(/^drizzle:/, '')).join(', ')}`,
    one.onConflict === undefined ? '' : `on conflict ${one.onConflict}`,
    one.rows === 'one' ? 'one' : '',
    one.limited === true ? 'limited' : '',
    one.synchronous === true ? 'synchronous' : '',
    one.fields === undefined ? '' : `fields ${Object.entries(one.fields).map(([name, way]) => `${name}=${way.join('.')}`).join(' ')}`,
    one.oneStatement === true ? '' : one.oneStatement === false ? `several statements${one.emulated === undefined ? '' : `: ${one.emulated}`}` : `perhaps one statement`,
    `-> ${result(one.result)}`,
    one.handle.kind === 'client' ? '' : `[${one.handle.kind} ${text(one.handle.node)}]`,
  ];
  return parts.filter((part) => part !== '').join(' ');
};

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
    case 'written':
      return one.absent === undefined ? 'written' : 'written!';
    case 'number':
      return `${one.of}(${one.column ?? ''})`;
    case 'object':
      return `{ ${Object.entries(one.members).map(([name, member]) => `${name}: ${result(member)}`).join(', ')} }`;
    case 'tuple':
      return `[${one.items.map(result).join(', ')}]`;
    default:
      return one.kind;
  }
};
