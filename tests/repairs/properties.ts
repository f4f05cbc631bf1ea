/**
 * What every repair owes, whatever it repairs: the text parses, keeps its comments, is clean under the rule that made it, brings no other report and leaves
 * nothing behind that isn't used any more; all automatic fixes of a file together are stable under a second run.
 */
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import plugin from '../../src/index.js';

type Language = 'ts' | 'tsx' | 'js';

/** far from the plugin's own manifest, which names all data layers */
const cwd = '/app';
const linter = new Linter({ cwd });
const unused = 'tidy/no-unused-vars';

const configOf = (language: Language): Linter.Config[] => {
  const languageOptions: Linter.LanguageOptions = language === 'js' ? { sourceType: 'commonjs' } : { parser, parserOptions: { ecmaFeatures: { jsx: language === 'tsx' } } };
  const tidy = tseslint.plugin as unknown as NonNullable<Linter.Config['plugins']>[string];
  return [{ files: ['**'], languageOptions, plugins: { 'db-race': plugin, tidy }, rules: { ...plugin.configs.strict.rules, [unused]: 'error' } }];
};

const fileOf = (language: Language): string => `${cwd}/src/app.${language}`;

const lint = (text: string, language: Language): readonly Linter.LintMessage[] => linter.verify(text, configOf(language), { filename: fileOf(language) });

const commentsIn = (text: string): readonly string[] => parser.parseForESLint(text, { comment: true, range: true, loc: true }).ast.comments.map(({ value }) => value);

const apply = (text: string, { range, text: by }: { readonly range: readonly [number, number]; readonly text: string }): string => text.slice(0, range[0]) + by + text.slice(range[1]);

/** Names that nothing uses, of declarations within functions. */
const unusedIn = (text: string, messages: readonly Linter.LintMessage[]): readonly string[] => {
  const { body } = parser.parseForESLint(text, { range: true, loc: true }).ast;
  return messages.filter(({ ruleId, line }) => ruleId === unused && !body.some(({ loc }) => loc.start.line === line)).map(({ message }) => message);
};

const own = (messages: readonly Linter.LintMessage[]): readonly Linter.LintMessage[] => messages.filter(({ ruleId }) => ruleId?.startsWith('db-race/') === true);

/** What an output lacks. */
const faultsOf = (text: string, output: string, repaired: Linter.LintMessage, before: readonly Linter.LintMessage[], language: Language): readonly string[] => {
  const messages = lint(output, language);
  const fatal = messages.find((message) => message.fatal === true);
  if (fatal) return [`doesn't parse: ${fatal.message}`];
  const faults: string[] = [];
  const ofRule = (all: readonly Linter.LintMessage[]): number => all.filter(({ ruleId }) => ruleId === repaired.ruleId).length;
  // of several writes under one guard one is repaired, and the next is reported then
  if (ofRule(messages) >= ofRule(before) && !repaired.message.includes('The same guard decides')) faults.push('the rule still reports');
  if (own(messages).length > own(before).length) faults.push('there are more reports than before');
  const known = unusedIn(text, before);
  for (const message of unusedIn(output, messages)) if (!known.includes(message)) faults.push(message);
  const kept = commentsIn(output);
  for (const comment of commentsIn(text)) if (!kept.includes(comment)) faults.push(`loses the comment ${comment}`);
  return faults;
};

/** What is wrong with the fixes and suggestions that are offered for a text. */
export const repairFaults = (text: string, language: Language = 'ts'): readonly string[] => {
  const messages = lint(text, language);
  const offers = own(messages).flatMap((message) => [...(message.fix ? [{ message, says: 'fix', edit: message.fix }] : []), ...(message.suggestions ?? []).map(({ desc, fix }) => ({ message, says: desc, edit: fix }))]);
  const faults = offers.flatMap(({ message, says, edit }) => {
    const output = apply(text, edit);
    return faultsOf(text, output, message, messages, language).map((fault) => `${message.ruleId ?? ''} on line ${message.line}, ${says}: ${fault}\n${output}`);
  });
  const fixes = Object.fromEntries(Object.keys(plugin.configs.strict.rules).map((rule) => [rule, 'error'] as const));
  const config = configOf(language).map((one) => ({ ...one, rules: fixes }));
  const once = linter.verifyAndFix(text, config, { filename: fileOf(language) });
  const twice = linter.verifyAndFix(once.output, config, { filename: fileOf(language) });
  if (twice.output !== once.output) faults.push(`a second run changes the text again\n${twice.output}`);
  return faults;
};
