/** Edits that bring an export of a package into a file. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Edit } from '../operations/repair.js';
import { indentationAt, layoutOf, quoted } from './layout.js';

type Source = Readonly<TSESLint.SourceCode>;

export interface Imported {
  /** what the file calls it (`QueryFailedError`, `typeorm.QueryFailedError`) */
  readonly name: string;
  /** none where it's there already */
  readonly edits: readonly Edit[];
}

/** How a file gets at an export of a package as a value; undefined where its name means something else, or where no import stands to go by. */
export const addImport = (module: string, exported: string, sourceCode: Source): Imported | undefined => {
  const { body } = sourceCode.ast;
  const imports = body.filter((node) => node.type === 'ImportDeclaration');
  const own = imports.filter((node) => node.source.value === module && node.importKind !== 'type');
  for (const specifier of own.flatMap((node) => node.specifiers)) {
    if (specifier.type === 'ImportNamespaceSpecifier') return { name: `${specifier.local.name}.${exported}`, edits: [] };
    if (specifier.type === 'ImportSpecifier' && specifier.importKind !== 'type' && nameOf(specifier.imported) === exported) return { name: specifier.local.name, edits: [] };
  }
  const required = requires(body).find((one) => one.module === module);
  const bound = required?.pattern?.properties.find((property) => property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === exported);
  if (bound?.type === 'Property' && bound.value.type === 'Identifier') return { name: bound.value.name, edits: [] };
  if (required?.name !== undefined) return { name: `${required.name}.${exported}`, edits: [] };
  if (isTaken(exported, sourceCode)) return undefined;
  const last = own.map((node) => node.specifiers.filter((one) => one.type === 'ImportSpecifier').at(-1)).find((one) => one !== undefined) ?? required?.pattern?.properties.at(-1);
  if (last) return { name: exported, edits: [after(last, exported, sourceCode)] };
  const layout = layoutOf(sourceCode);
  const source = quoted(module, layout);
  const anchor = imports.at(-1);
  if (anchor) return { name: exported, edits: [{ range: [anchor.range[1], anchor.range[1]], text: `\nimport { ${exported} } from ${source}${layout.semicolon}` }] };
  const call = requires(body).at(-1)?.statement;
  return call && { name: exported, edits: [{ range: [call.range[1], call.range[1]], text: `\nconst { ${exported} } = require(${source})${layout.semicolon}` }] };
};

const nameOf = (node: TSESTree.Identifier | TSESTree.StringLiteral): string => (node.type === 'Identifier' ? node.name : node.value);

/** Any variable of that name anywhere in the file: what is imported may be needed where it is hidden. */
const isTaken = (name: string, sourceCode: Source): boolean => sourceCode.scopeManager?.scopes.some((scope) => scope.set.get(name)?.defs.length) ?? false;

const after = (last: TSESTree.Node, name: string, sourceCode: Source): Edit => {
  const isOnOwnLine = sourceCode.text.slice(sourceCode.text.lastIndexOf('\n', last.range[0] - 1) + 1, last.range[0]).trim() === '';
  return { range: [last.range[1], last.range[1]], text: isOnOwnLine ? `,\n${indentationAt(last.range[0], sourceCode)}${name}` : `, ${name}` };
};

interface Required {
  readonly module: string;
  readonly statement: TSESTree.Node;
  /** `const { a } = require('m')` */
  readonly pattern: TSESTree.ObjectPattern | undefined;
  /** `const m = require('m')` */
  readonly name: string | undefined;
}

const requires = (body: readonly TSESTree.ProgramStatement[]): readonly Required[] =>
  body.flatMap((statement) => {
    const declarator = statement.type === 'VariableDeclaration' && statement.declarations.length === 1 ? statement.declarations[0] : undefined;
    const call = declarator?.init;
    if (!declarator || call?.type !== 'CallExpression' || call.callee.type !== 'Identifier' || call.callee.name !== 'require') return [];
    const [source] = call.arguments;
    if (source?.type !== 'Literal' || typeof source.value !== 'string') return [];
    const { id } = declarator;
    return [{ module: source.value, statement, pattern: id.type === 'ObjectPattern' ? id : undefined, name: id.type === 'Identifier' ? id.name : undefined }];
  });
