/**
 * What every rule and every file of the project owes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import plugin from '../src/index.js';
import { ruleUrl } from '../src/report/create-rule.js';
import { rules } from '../src/rules.generated.js';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const sections = ['What it finds', 'Why it matters', 'Incorrect', 'Correct', 'Repairs', 'Known limits', 'When not to use it'];

/** Lines that a rule and any other file may have. */
const limits = { rule: 150, engine: 300 };

/**
 * Files that are longer than their limit, with the number of lines that they may have. The numbers only go down: a new
 * entry needs a reason in the file's first comment, and a file that has become shorter gets its number lowered here.
 */
const longFiles: Readonly<Record<string, number>> = {
  'src/flow/build-graph.ts': 559,
  'src/model/build-model.ts': 404,
  'src/model/interpreter.ts': 449,
};

describe.each(Object.entries(rules))('%s', (name, rule) => {
  const docs = rule.meta.docs as { readonly description?: string; readonly url?: string; readonly recommended?: string } | undefined;

  it('says what it is for, and where its page is', () => {
    expect(rule.meta.type).toBe('problem');
    expect(docs?.description).toMatch(/^Disallow .*[^.]$/);
    expect(docs?.url).toBe(ruleUrl(name));
    expect(docs?.recommended).toMatch(/^(recommended|strict)$/);
  });

  it('has a schema for its options, closed and described', () => {
    const options: readonly unknown[] = Array.isArray(rule.meta.schema) ? rule.meta.schema : [rule.meta.schema];
    for (const option of options) expect(option).toMatchObject({ type: 'object', additionalProperties: false });
    expect(rule.meta.defaultOptions ?? []).toHaveLength(options.length);
  });

  it('has messages that end with a full stop', () => {
    const messages = Object.values(rule.meta.messages);
    expect(messages.length).toBeGreaterThan(0);
    // the text behind a placeholder at the end is the repairs'; the tests of the rules and of the demo see it
    for (const message of messages) expect(message).toMatch(/(\.|\}\})$/);
  });

  it('has a test file', () => {
    expect(existsSync(join(root, `tests/rules/${name}.test.ts`))).toBe(true);
  });

  it('has a page with every section', () => {
    const page = read(`docs/rules/${name}.md`);
    const headings = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(expect.arrayContaining(sections));
    expect(page).not.toContain('TODO');
  });
});

describe('presets', () => {
  it('`strict` holds all rules, `recommended` those that say so', () => {
    const recommended = Object.entries(rules).filter(([, rule]) => (rule.meta.docs as { recommended?: string } | undefined)?.recommended === 'recommended');
    expect(Object.keys(plugin.configs.strict.rules)).toEqual(Object.keys(rules).map((name) => `db-race/${name}`));
    expect(Object.keys(plugin.configs.recommended.rules)).toEqual(recommended.map(([name]) => `db-race/${name}`));
  });

  it('are the same for flat config and eslintrc', () => {
    expect(plugin.configs['recommended-legacy'].rules).toEqual(plugin.configs.recommended.rules);
    expect(plugin.configs['strict-legacy'].rules).toEqual(plugin.configs.strict.rules);
  });
});

describe('the package', () => {
  it('has one version', () => {
    const manifest = JSON.parse(read('package.json')) as { version: string };
    expect(plugin.meta.version).toBe(manifest.version);
    expect(read('CHANGELOG.md')).toContain(`## ${manifest.version}`);
  });

  it('has a lockfile that names no registry', () => {
    expect(read('package-lock.json')).not.toContain('"resolved": "http');
  });
});

describe('file sizes', () => {
  const files = ['src', 'rules']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.generated.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.includes('/scenarios/'));
  const lengths = new Map(files.map((path) => [path, read(path).trimEnd().split('\n').length]));

  it('are within their limits, or listed', () => {
    const tooLong = [...lengths].filter(([path, lines]) => lines > (longFiles[path] ?? (path.startsWith('rules/') ? limits.rule : limits.engine)));
    expect(tooLong).toEqual([]);
  });

  it('only go down', () => {
    const slack = Object.entries(longFiles).filter(([path, allowed]) => (lengths.get(path) ?? 0) < allowed - 10);
    expect(slack).toEqual([]);
  });
});
