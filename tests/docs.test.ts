/**
 * The rules' pages are executed: what stands under *Incorrect* is reported by that rule and no other, what stands under *Correct*
 * by none; a repair that is offered makes the first silent. Title, description, notices and sections are what the rule says of
 * itself. Links lead somewhere.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { dialects } from '../src/adapters/registry.js';
import plugin from '../src/index.js';
import { defaultIgnore } from '../src/project/settings.js';
import { repairFaults } from './repairs/properties.js';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const sections = ['What it finds', 'Why it matters', 'Incorrect', 'Correct', 'Repairs', 'Known limits', 'When not to use it'];
const fixNotice = '🔧 `--fix` repairs some of the reports.';
const suggestionNotice = '💡 An editor offers repairs.';

interface Block {
  readonly language: string;
  readonly code: string;
  /** line of the page on which the code begins */
  readonly line: number;
  /** the section, by its heading */
  readonly section: string;
  /** nearest line of prose above */
  readonly lead: string;
}

/** The fenced code of a page, with the section that it stands in. */
const collectBlocks = (page: string): readonly Block[] => {
  const blocks: Block[] = [];
  const lines = page.split('\n');
  let section = '';
  let lead = '';
  let open: { readonly language: string; readonly start: number } | undefined;
  for (const [index, line] of lines.entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (open && fence) {
      blocks.push({ language: open.language, code: lines.slice(open.start, index).join('\n'), line: open.start + 1, section, lead });
      open = undefined;
      lead = '';
    } else if (fence) open = { language: fence[1] ?? '', start: index + 1 };
    else if (!open && line.startsWith('## ')) {
      section = line.slice(3);
      lead = '';
    } else if (!open && line !== '') lead = line;
  }
  return blocks;
};

const linter = new Linter({ configType: 'flat' });
const config: Linter.Config[] = [{ files: ['**/*.ts'], languageOptions: { parser }, ...plugin.configs.strict }];

const verify = (code: string): readonly Linter.LintMessage[] => linter.verify(code, config, 'src/example.ts');

/** What is reported in a block: `line of the page: rule, message`. */
const lint = ({ code, line }: Block): readonly { readonly rule: string | null; readonly text: string }[] =>
  verify(code).map((message) => ({ rule: message.ruleId, text: `line ${line + message.line - 1}: ${String(message.ruleId)}: ${message.message}` }));

describe.each(Object.entries(plugin.rules))('the page of %s', (name, rule) => {
  const page = read(`docs/rules/${name}.md`);
  const blocks = collectBlocks(page);
  const executed = blocks.filter(({ language }) => language === 'ts');

  it('has the title, description and preset of the rule', () => {
    expect(page).toContain(`\n# db-race/${name}\n`);
    expect(page).toContain(`\n> ${rule.meta?.docs?.description ?? 'no description'}\n`);
    const { recommended } = rule.meta?.docs as { readonly recommended?: unknown };
    expect(page).toContain(recommended === 'recommended' ? '\nIn the presets `recommended` and `strict`.\n' : '\nIn the preset `strict`.\n');
  });

  it('announces the repairs that the rule may make, and no others', () => {
    expect(page.includes(fixNotice)).toBe(rule.meta?.fixable !== undefined);
    expect(page.includes(suggestionNotice)).toBe(rule.meta?.hasSuggestions === true);
  });

  it('has every section, in order, and nothing else at that level', () => {
    expect([...page.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(sections);
  });

  it('shows incorrect and correct code, each piece introduced by a sentence', () => {
    expect(executed.filter(({ section }) => section === 'Incorrect').length).toBeGreaterThan(1);
    expect(executed.filter(({ section }) => section === 'Correct').length).toBeGreaterThan(2);
    // code elsewhere would be shown without having been run
    expect(executed.filter(({ section }) => section !== 'Incorrect' && section !== 'Correct')).toEqual([]);
    expect(executed.filter(({ lead }) => !/[.:]$/.test(lead)).map(({ line }) => line)).toEqual([]);
  });

  it('shows two requests, one step a line', () => {
    const why = page.slice(page.indexOf('## Why it matters'), page.indexOf('## Incorrect'));
    expect(why).toMatch(/request A.*request B|worker A.*worker B/);
  });

  it.each(executed.filter(({ section }) => section === 'Incorrect').map((block) => [block.line, block] as const))('line %i is reported by this rule alone', (_line, block) => {
    const messages = lint(block);
    expect(messages.map(({ text }) => text)).not.toEqual([]);
    expect(messages.filter((message) => message.rule !== `db-race/${name}`).map(({ text }) => text)).toEqual([]);
  });

  it.each(executed.filter(({ section }) => section === 'Incorrect').map((block) => [block.line, block] as const))('line %i is silent after any repair that is offered', (_line, block) => {
    for (const { fix, suggestions = [] } of verify(block.code)) {
      for (const repair of [...(fix ? [fix] : []), ...suggestions.map((suggestion) => suggestion.fix)]) {
        const code = block.code.slice(0, repair.range[0]) + repair.text + block.code.slice(repair.range[1]);
        expect(lint({ ...block, code }).map(({ text }) => text), code).toEqual([]);
      }
    }
    expect(repairFaults(block.code)).toEqual([]);
  });

  it.each(executed.filter(({ section }) => section === 'Correct').map((block) => [block.line, block] as const))('line %i is reported by no rule', (_line, block) => {
    expect(lint(block).map(({ text }) => text)).toEqual([]);
  });
});

describe('docs', () => {
  const files = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((path) => join('docs', path).replaceAll('\\', '/'));
  const pages = files.filter((path) => path.endsWith('.md')).map((path) => [path, read(path)] as const);

  it('has a page for each rule, and no page without a rule', () => {
    expect(files.filter((path) => path.startsWith('docs/rules/')).sort()).toEqual(Object.keys(plugin.rules).map((name) => `docs/rules/${name}.md`).sort());
  });

  it.each(pages)('%s: its links lead somewhere', (path, text) => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(#[^)\s]*)?\)/g)].map((match) => match[1] ?? '').filter((target) => !/^https?:/.test(target));
    expect(targets.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
  });

  it('settings.md lists the default of `ignore`', () => {
    const [, listed = ''] = /### Default\n[^]*?```text\n([^]*?)```/.exec(read('docs/settings.md')) ?? [];
    expect(listed.trimEnd().split('\n')).toEqual(defaultIgnore);
  });

  it('settings.md lists the data layers of `clients` and `repositories`', () => {
    const [, clients = '', repositories = ''] = /## `clients`\n([^]*?)\n## `repositories`\n([^]*?)\n## /.exec(read('docs/settings.md')) ?? [];
    const unlisted = (setting: 'clients' | 'repositories', text: string): readonly string[] => dialects.flatMap(({ standIns }) => Object.keys(standIns[setting] ?? {})).filter((name) => !text.includes(`\`'${name}'\``));
    expect(unlisted('clients', clients)).toEqual([]);
    expect(unlisted('repositories', repositories)).toEqual([]);
  });

  it('architecture.md names every folder of src, and none that isn\'t there', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => `src/${entry.name}`);
    const named = new Set([...read('docs/architecture.md').matchAll(/`(src\/[\w-]+)(?:\/[^`]*)?`/g)].map((match) => match[1] ?? '').filter((path) => !path.endsWith('.ts')));
    expect([...named].filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, `${path}.ts`)))).toEqual([]);
    expect(folders.filter((folder) => !named.has(folder))).toEqual([]);
  });
});
