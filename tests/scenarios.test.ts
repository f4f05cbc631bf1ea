/**
 * The scenarios of every data layer: modules written in its own idioms, linted as a user's file is, with all rules on.
 *
 * Each is linted with TypeScript's type information, too: what it infers where syntax leaves nothing open changes no finding.
 *
 * A line that must be reported ends with `// race: rule-name` (several: separated by commas); every other line is silent.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Linter } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';
import { lintIn, withTypes } from './project/project.js';
import { repairFaults } from './repairs/properties.js';
import { lint } from './rules/tester.js';

const adapters = new URL('../src/adapters', import.meta.url).pathname;

const scenariosOf = (adapter: string): readonly string[] => {
  const folder = join(adapters, adapter, 'scenarios');
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.ts')) : [];
};

/** `line rule` of every mark of a text. */
const marksIn = (text: string): readonly string[] =>
  text.split('\n').flatMap((line, index) => {
    const [, rules] = /\/\/ race: ([a-z, -]+)$/.exec(line) ?? [];
    return rules === undefined ? [] : rules.split(',').map((rule) => `${index + 1} ${rule.trim()}`);
  });

const layers = readdirSync(adapters, { withFileTypes: true }).filter((entry) => entry.isDirectory() && scenariosOf(entry.name).length > 0);

/** all scenarios in one project, so that TypeScript reads the libraries once */
const typed = mkdtempSync(join(tmpdir(), 'db-race-'));
withTypes(typed);
const typedName = (adapter: string, file: string): string => `${adapter}-${file}`;
for (const { name } of layers) for (const file of scenariosOf(name)) writeFileSync(join(typed, typedName(name, file)), readFileSync(join(adapters, name, 'scenarios', file)));

afterAll(() => {
  rmSync(typed, { recursive: true, force: true });
});

const asMarks = (messages: readonly Linter.LintMessage[]): readonly string[] => messages.map(({ line, ruleId, message, fatal }) => (fatal ? message : `${line} ${ruleId?.replace('db-race/', '') ?? ''}`)).toSorted();

describe.skipIf(layers.length === 0)('scenarios', () => {
  for (const { name: adapter } of layers) {
    describe(adapter, () => {
      it.each(scenariosOf(adapter))('%s', (file) => {
        const text = readFileSync(join(adapters, adapter, 'scenarios', file), 'utf8');
        expect(asMarks(lint(text))).toEqual(marksIn(text).toSorted());
        expect(asMarks(lintIn(typed, typedName(adapter, file), text, {}, true))).toEqual(marksIn(text).toSorted());
        expect(repairFaults(text)).toEqual([]);
      });
    });
  }

  it('marks something in every data layer', () => {
    for (const { name } of layers) expect(scenariosOf(name).some((file) => marksIn(readFileSync(join(adapters, name, 'scenarios', file), 'utf8')).length > 0)).toBe(true);
  });
});
