/**
 * The example app of `npm run demo`: every race is found, its correct twin is not, and every message is a sentence.
 * Its config imports the package, so the built plugin is what runs: `npm run build` first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { expect, it } from 'vitest';
import { countFindings, formatFindings, shownInReadme } from './tools/format-findings.mjs';

const cwd = new URL('demo', import.meta.url).pathname;
const results = await new ESLint({ cwd }).lintFiles(['src']);

it('reports what expected.json says', () => {
  const expected: unknown = JSON.parse(readFileSync(join(cwd, 'expected.json'), 'utf8'));
  expect(countFindings(results, cwd)).toEqual(expected);
});

it('reports nothing in the methods marked safe', () => {
  const wrong = results.flatMap(({ filePath, messages }) => {
    const lines = readFileSync(filePath, 'utf8').split('\n');
    const verdictOf = (line: number): string | undefined => lines.slice(0, line).findLast((text) => /^\s*\/\*\* (Race|Wrong|Safe):/.test(text));
    return messages.filter(({ line }) => verdictOf(line)?.includes('Safe:') !== false).map(({ line, ruleId }) => `${filePath}:${line} ${String(ruleId)}`);
  });
  expect(wrong).toEqual([]);
});

it('speaks in sentences', () => {
  const texts = results.flatMap(({ messages }) => messages.map(({ message }) => message));
  expect(texts.filter((text) => !text.endsWith('.') || /\{\{|undefined| {2}|\. [a-z]/.test(text))).toEqual([]);
});

it('is what the README shows (`npm run demo -- --readme` renews it)', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const texts = formatFindings(results, cwd);
  for (const file of shownInReadme) expect(readme).toContain(texts.get(file));
});
