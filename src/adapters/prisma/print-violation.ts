/** The test that an error is the violation of a unique key, in a file's own words. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, RepairPlan } from '../../operations/repair.js';
import { isBoundAt } from '../../syntax/free-name.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { isPrismaModule } from './modules.js';

export interface ViolationTest {
  readonly text: string;
  /** what has to be imported */
  readonly edits: readonly Edit[];
}

/** `error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'`; without the class where the file has no way to it. */
export const violationTest = (error: string, at: TSESTree.Node, { sourceCode }: RepairPlan): ViolationTest => {
  const code = quoted('P2002', layoutOf(sourceCode));
  const imported = prismaNamespace(at, sourceCode);
  if (imported) return { text: `${error} instanceof ${imported.name}.PrismaClientKnownRequestError && ${error}.code === ${code}`, edits: imported.edits };
  return { text: `${error} instanceof Error && ${quoted('code', layoutOf(sourceCode))} in ${error} && ${error}.code === ${code}`, edits: [] };
};

/** What the file calls Prisma's namespace, or can call it by one more name in an import that is there. */
const prismaNamespace = (at: TSESTree.Node, sourceCode: RepairPlan['sourceCode']): { readonly name: string; readonly edits: readonly Edit[] } | undefined => {
  const imports = sourceCode.ast.body.filter((node) => node.type === 'ImportDeclaration').filter((node) => node.importKind !== 'type' && isPrismaModule(node.source.value));
  const named = imports.flatMap((node) => node.specifiers.filter((specifier) => specifier.type === 'ImportSpecifier'));
  const own = named.find(({ imported, importKind }) => imported.type === 'Identifier' && imported.name === 'Prisma' && importKind !== 'type');
  if (own) return { name: own.local.name, edits: [] };
  // in the package's own module the namespace stands beside the client
  const client = named.findLast(({ imported, importKind, parent }) => imported.type === 'Identifier' && imported.name === 'PrismaClient' && importKind !== 'type' && parent.type === 'ImportDeclaration');
  if (!client || isBoundAt('Prisma', at, sourceCode) || named.some(({ local }) => local.name === 'Prisma')) return undefined;
  return { name: 'Prisma', edits: [{ range: [client.range[0], client.range[0]], text: 'Prisma, ' }] };
};
