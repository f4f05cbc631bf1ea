/**
 * The texts that the plugin makes of a scenario, and what each of them owes whatever it repairs.
 */
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import plugin from '../../src/index.js';

export interface Offer {
  readonly kind: 'fix' | 'suggestion';
  /** the suggestion's text */
  readonly says: string;
  /** the whole file, repaired */
  readonly output: string;
}

/** Lints a text that stands in a project, with all rules, as an editor does. */
const lint = (text: string, file: string, folder: string): readonly Linter.LintMessage[] => {
  const linter = new Linter({ cwd: folder });
  const messages = linter.verify(text, [{ files: ['**/*.ts'], languageOptions: { parser }, plugins: { 'db-race': plugin }, rules: plugin.configs.strict.rules }], { filename: file });
  const fatal = messages.find((message) => message.fatal === true);
  if (fatal) throw new SyntaxError(`${fatal.message} (line ${fatal.line}) in\n${text}`);
  return messages;
};

const apply = (text: string, { range, text: by }: { readonly range: readonly [number, number]; readonly text: string }): string => text.slice(0, range[0]) + by + text.slice(range[1]);

/** All repairs of what a rule finds in a text. */
export const offersOf = (rule: string, text: string, file: string, folder: string): readonly Offer[] =>
  lint(text, file, folder)
    .filter(({ ruleId }) => ruleId === `db-race/${rule}`)
    .flatMap(({ fix, suggestions }): readonly Offer[] => [
      ...(fix ? [{ kind: 'fix' as const, says: 'fix', output: apply(text, fix) }] : []),
      ...(suggestions ?? []).map(({ desc, fix: edit }) => ({ kind: 'suggestion' as const, says: desc, output: apply(text, edit) })),
    ]);

const commentsIn = (text: string): readonly string[] => parser.parseForESLint(text, { comment: true, range: true, loc: true }).ast.comments.map(({ value }) => value.trim());

/** What an output lacks of what every repair owes: it parses, keeps the comments, and all rules are silent, so that a second run changes nothing. */
export const faultsOf = ({ output, says }: Offer, original: string, file: string, folder: string): readonly string[] => {
  const kept = commentsIn(output);
  const lost = commentsIn(original).filter((comment) => !kept.includes(comment));
  const left = lint(output, file, folder);
  return [...lost.map((comment) => `${says}: the comment "${comment}" is lost`), ...left.map(({ ruleId, line, message }) => `${says}: ${String(ruleId)} still reports line ${line}: ${message}`)];
};

/** What the rules say of a text, for the message of a test that finds no repair. */
export const findingsIn = (text: string, file: string, folder: string): string => lint(text, file, folder).map(({ ruleId, message, suggestions }) => [`${String(ruleId)}: ${message}`, ...(suggestions ?? []).map(({ desc }) => `  ${desc}`)].join('\n')).join('\n');
