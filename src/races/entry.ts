/**
 * Code that one process runs once: migrations, boot hooks, scripts, commands. Nobody races it (design § 12).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Closure } from './candidate.js';

/** Lifecycle hooks of NestJS that run while the application starts. */
const bootHooks = new Set(['onModuleInit', 'onApplicationBootstrap']);

const methodOf = (fn: TSESTree.Node): TSESTree.MethodDefinition | undefined => (fn.parent?.type === 'MethodDefinition' ? fn.parent : undefined);

const nameOf = (method: TSESTree.MethodDefinition | undefined): string | undefined => (method?.key.type === 'Identifier' ? method.key.name : undefined);

const isMigration = (method: TSESTree.MethodDefinition | undefined): boolean => {
  const name = nameOf(method);
  if (!method || (name !== 'up' && name !== 'down')) return false;
  return method.parent.parent.implements.some((type) => type.expression.type === 'Identifier' && type.expression.name === 'MigrationInterface');
};

const hasExports = (program: TSESTree.Program): boolean =>
  program.body.some((statement) => statement.type.startsWith('Export') || statement.type === 'TSExportAssignment' || (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression' && statement.expression.left.type === 'MemberExpression'));

/** The function of the file that a top-level statement calls: `main()`, `await main()`, `main().catch(…)`. */
const calledAtTop = (statement: TSESTree.ProgramStatement): string | undefined => {
  let node: TSESTree.Node = statement;
  for (;;) {
    if (node.type === 'ExpressionStatement') node = node.expression;
    else if (node.type === 'AwaitExpression' || node.type === 'UnaryExpression') node = node.argument;
    else if (node.type === 'CallExpression') node = node.callee;
    else if (node.type === 'MemberExpression') {
      if (node.object.type !== 'CallExpression') return undefined;
      node = node.object;
    } else return node.type === 'Identifier' ? node.name : undefined;
  }
};

const scripts = new WeakMap<FileModel, ReadonlySet<string>>();

/** The functions that a file without exports starts by itself. */
const startedBy = (file: FileModel): ReadonlySet<string> => {
  let names = scripts.get(file);
  if (!names) {
    const { program } = file.facts;
    names = new Set(hasExports(program) ? [] : program.body.flatMap((statement) => calledAtTop(statement) ?? []));
    scripts.set(file, names);
  }
  return names;
};

/** Libraries whose callbacks are commands: an operator starts one by hand. */
const commandLibraries = new Set(['commander', '@commander-js/extra-typings', 'yargs', 'cac', 'sade', 'citty', 'cleye', 'cmd-ts', '@drizzle-team/brocli', '@caporal/core', '@stricli/core']);

/** `program.command('reset').action(async () => { … })`, `command({ handler: async () => { … } })` */
const isCommand = (fn: TSESTree.Node, { facts: { resolver } }: FileModel): boolean => {
  const given = fn.parent?.type === 'Property' ? fn.parent.parent : fn;
  const call = given.parent;
  if (call?.type !== 'CallExpression' || !call.arguments.some((argument) => argument === given)) return false;
  let root: TSESTree.Expression = call.callee;
  while (root.type === 'MemberExpression' || root.type === 'CallExpression') root = root.type === 'MemberExpression' ? root.object : root.callee;
  const origin = resolver.origin(root);
  const made = origin.kind === 'call' || origin.kind === 'new' ? origin.callee : origin;
  return made.kind === 'import' && commandLibraries.has(made.module);
};

const startsOnce = (model: FunctionModel, file: FileModel, seen: Set<FunctionModel>): Closure['reason'] | undefined => {
  if (seen.has(model)) return undefined;
  seen.add(model);
  const { fn } = model;
  if (fn.type === 'Program') return hasExports(fn) ? undefined : 'one-shot-script';
  const method = methodOf(fn);
  if (isMigration(method)) return 'migration';
  if (bootHooks.has(nameOf(method) ?? '')) return 'boot-hook';
  if (isCommand(fn, file)) return 'one-shot-script';
  const name = fn.type === 'FunctionDeclaration' ? fn.id?.name : fn.parent.type === 'VariableDeclarator' && fn.parent.id.type === 'Identifier' ? fn.parent.id.name : undefined;
  if (name !== undefined && startedBy(file).has(name)) return 'one-shot-script';
  const exported = fn.parent.type.startsWith('Export') || (fn.parent.type === 'VariableDeclarator' && fn.parent.parent.parent.type.startsWith('Export'));
  const callers = exported ? [] : file.callersOf(fn);
  const reasons = callers.map((caller) => startsOnce(caller, file, seen));
  return reasons.length > 0 && reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
};

/** Why a function is run by one process alone; undefined: it's as any other. */
export const runsOnce = (model: FunctionModel, file: FileModel): Closure | undefined => {
  const reason = startsOnce(model, file, new Set());
  return reason && { reason, node: model.fn };
};
