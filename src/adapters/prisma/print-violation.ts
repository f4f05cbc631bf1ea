/** The test that an error is the violation of a unique key, in a file's own words. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, RepairPlan } from '../../operations/repair.js';
import { addImport, type Imported } from '../../syntax/add-import.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { isPrismaModule } from './modules.js';

export interface ViolationTest {
  readonly text: string;
  /** what has to be imported */
  readonly edits: readonly Edit[];
}

/** `error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'`; without the class where the file has no way to it. */
export const violationTest = (error: string, plan: RepairPlan): ViolationTest => {
  const layout = layoutOf(plan.sourceCode);
  const code = quoted('P2002', layout);
  const imported = prismaNamespace(plan);
  if (imported) return { text: `${error} instanceof ${imported.name}.PrismaClientKnownRequestError && ${error}.code === ${code}`, edits: imported.edits };
  return { text: `${error} instanceof Error && ${quoted('code', layout)} in ${error} && ${error}.code === ${code}`, edits: [] };
};

/** The namespace as the file has it, else from beside the client, in a module that the file imports already: where it is generated to isn't known otherwise. */
export const prismaNamespace = ({ at, sourceCode }: RepairPlan): Imported | undefined => {
  if (importsNamespace(sourceCode.ast.body)) return { name: 'Prisma', edits: [] };
  const module = [...at.imports.keys()].find((name) => isPrismaModule(name) && !name.includes('extension'));
  return module === undefined ? undefined : addImport(module, 'Prisma', sourceCode);
};

/** `import { Prisma } from '@acme/database'` as a value */
const importsNamespace = (body: readonly TSESTree.ProgramStatement[]): boolean =>
  body.some((node) => node.type === 'ImportDeclaration' && node.importKind !== 'type' && node.specifiers.some((one) => one.type === 'ImportSpecifier' && one.importKind !== 'type' && one.local.name === 'Prisma' && one.imported.type === 'Identifier' && one.imported.name === 'Prisma'));
