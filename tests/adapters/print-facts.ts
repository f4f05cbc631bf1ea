/** Prints what a builder's adapter sees in a source text, one line an operation or an extent. */
import * as parser from '@typescript-eslint/parser';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { Linter } from 'eslint';
import type { Dialect } from '../../src/operations/dialect.js';
import { unknown } from '../../src/operations/known.js';
import type { Operation, OperationNode, Written } from '../../src/operations/operation.js';
import { createResolver } from '../../src/resolve/create-resolver.js';

type Text = (node: TSESTree.Node | undefined) => string;

const isOperationNode = (node: TSESTree.Node): node is OperationNode => node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression' || node.type === 'AwaitExpression';

/** The operations and extents of a source text. */
export const factsOf = (dialect: Dialect, code: string): readonly string[] => {
  const lines: string[] = [];
  const create = (context: { readonly sourceCode: unknown; readonly filename: string }): Record<string, (node: unknown) => void> => {
    const at = createResolver(context.sourceCode as TSESLint.SourceCode, context.filename);
    const text: Text = (node) => (node === undefined ? '' : at.sourceCode.getText(node).replace(/\s+/g, ' '));
    return { '*': (visited) => {
      const node = visited as TSESTree.Node;
      if (node.type === 'AssignmentExpression' || node.type === 'UpdateExpression') lines.push(...(dialect.recogniseChange?.(node, at) ?? []).map((one) => print(one, text)));
      if (!isOperationNode(node)) return;
      const extent = node.type === 'CallExpression' ? dialect.extent(node, at) : undefined;
      if (extent !== undefined) lines.push(extent.form === 'end' ? (extent.commit ? 'commit' : 'rollback') : `${extent.form} ${String(extent.isolation)}`);
      lines.push(...dialect.recognise(node, at).map((one) => print(one, text)));
    } };
  };
  const messages = new Linter().verify(code, [{ files: ['**'], languageOptions: { parser }, plugins: { x: { rules: { see: { create: create } } } }, rules: { 'x/see': 'error' } }], 'src/file.ts');
  const [first] = messages;
  if (first !== undefined) throw new Error(`${String(first.line)}: ${first.message}`);
  return lines;
};

const print = (one: Operation, text: Text): string => {
  const where = [...one.where.terms.map((term) => `${term.disjunct === true ? '|' : ''}${[...(term.via ?? []), term.column].join('.')} ${term.op}${term.value === undefined ? '' : ` ${text(term.value)}`}`), ...one.where.spreads.map((node) => `...${text(node)}`), ...(one.where.open ? ['?'] : [])];
  const sets = [...one.sets.entries.map((entry) => `${entry.column}=${written(entry.written, text)}`), ...one.sets.spreads.map((node) => `...${text(node)}`)];
  const lock = one.lock === unknown ? 'lock ?' : one.lock === undefined ? '' : `lock ${one.lock.strength}`;
  return [
    one.kind, one.table === unknown ? '?' : one.table.id, where.length === 0 ? '' : `where(${where.join(', ')})`, sets.length === 0 ? '' : `set(${sets.join(', ')})`, lock,
    one.onConflict === undefined ? '' : `on conflict ${one.onConflict}`, one.handle.kind === 'client' ? '' : `[${one.handle.kind}]`, `-> ${one.result.kind}`, one.sentBy === undefined || one.sentBy === one.node ? '' : `sent line ${String(one.sentBy.loc.start.line)}`,
  ].filter((part) => part !== '').join(' ');
};

const written = (value: Written, text: Text): string => (value.kind === 'value' ? text(value.node) : value.kind === 'atomic' ? `${value.operator}(${text(value.node)})` : value.kind);
