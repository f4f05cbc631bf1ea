/**
 * What the rules find in a file: asked of the analysis once, and given again as long as nothing changes that it rests on.
 *
 * In: a rule's context and a function that finds. Out: a listener that reports when the whole file has been seen. An editor lints a file again on every
 * focus, a second run in one process lints all of them: the text, the settings, the rules that are on and the state of the disk decide whether that's new.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Edit } from '../operations/repair.js';
import { settingsOf } from '../project/settings.js';
import { beforeLinting, epoch } from '../project/world.js';

/** A report as plain data. */
export interface Finding {
  readonly loc: TSESTree.SourceLocation;
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
  /** the automatic fix */
  readonly fix?: readonly Edit[] | undefined;
  readonly suggestions?: readonly { readonly description: string; readonly edits: readonly Edit[] }[];
}

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

/** One pass of the rules over a file. */
interface Pass {
  /** names of the rules that are on */
  readonly enabled: Set<string>;
  /** the same with their options: what a pass must share with an earlier one */
  readonly rules: string[];
  memory: Memory | undefined;
}

interface Memory {
  readonly text: string;
  readonly key: string;
  readonly epoch: number;
  readonly findings: Map<string, readonly Finding[]>;
}

const passes = new WeakMap<TSESTree.Program, Pass>();
/** by file, the one linted last stands last */
const memories = new Map<string, Memory>();
/** Characters of the texts that are remembered. */
const capacity = 20_000_000;
let remembered = 0;

/** The rule's name without its plugin's. */
export const nameOf = ({ id }: Pick<Context, 'id'>): string => id.slice(id.lastIndexOf('/') + 1);

const passOf = ({ sourceCode, filename }: Context): Pass => {
  let pass = passes.get(sourceCode.ast);
  if (!pass) {
    beforeLinting(filename);
    passes.set(sourceCode.ast, (pass = { enabled: new Set(), rules: [], memory: undefined }));
  }
  return pass;
};

const forget = (filename: string): void => {
  remembered -= memories.get(filename)?.text.length ?? 0;
  memories.delete(filename);
};

/** What is remembered of the file as it is; else a new, empty memory. */
const memoryOf = (context: Context, pass: Pass): Memory => {
  if (pass.memory) return pass.memory;
  const { filename, cwd, settings, sourceCode } = context;
  const key = JSON.stringify([cwd, settings['db-race'], pass.rules]);
  const known = memories.get(filename);
  if (known?.text === sourceCode.text && known.key === key && known.epoch === epoch()) return (pass.memory = known);
  forget(filename);
  const memory: Memory = { text: sourceCode.text, key, epoch: epoch(), findings: new Map() };
  memories.set(filename, memory);
  remembered += memory.text.length;
  for (const oldest of memories.keys()) {
    if (remembered <= capacity || oldest === filename) break;
    forget(oldest);
  }
  return (pass.memory = memory);
};

/** Rules that are on in the file, by name: asked when the whole file has been seen. */
export const enabledIn = (context: Context): ReadonlySet<string> => passOf(context).enabled;

/**
 * A rule's listener.
 * @param find what the rule reports, in the order of the reports
 * @throws TypeError for bad settings, before anything is analysed
 */
export const reportFindings = (context: Context, find: () => readonly Finding[]): TSESLint.RuleListener => {
  settingsOf(context.settings);
  const name = nameOf(context);
  const pass = passOf(context);
  pass.enabled.add(name);
  pass.rules.push(`${context.id} ${JSON.stringify(context.options)}`);
  return {
    'Program:exit'() {
      const { findings } = memoryOf(context, pass);
      let found = findings.get(context.id);
      if (!found) findings.set(context.id, (found = find()));
      for (const finding of found) report(context, finding);
    },
  };
};

const report = (context: Context, { loc, messageId, data, fix, suggestions }: Finding): void => {
  const edit = (edits: readonly Edit[]) => (fixer: TSESLint.RuleFixer) => edits.map(({ range, text }) => fixer.replaceTextRange([range[0], range[1]], text));
  context.report({
    loc,
    messageId,
    data,
    ...(fix ? { fix: edit(fix) } : {}),
    suggest: suggestions?.map(({ description, edits }) => ({ messageId: 'repair', data: { repair: description }, fix: edit(edits) })) ?? [],
  });
};
