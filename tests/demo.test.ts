/**
 * The example app of `npm run demo`: every race is found, its correct twin is not, and every message is a sentence.
 * Its config imports the package, so the built plugin is what runs: `npm run build` first.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

const cwd = new URL('demo', import.meta.url).pathname;
const results = await new ESLint({ cwd }).lintFiles(['src']);

it('reports what expected.json says', () => {
  const expected: unknown = JSON.parse(readFileSync(join(cwd, 'expected.json'), 'utf8'));
  const found: Record<string, Record<string, number>> = {};
  for (const { filePath, messages } of results) {
    for (const { ruleId } of messages) {
      const counts = (found[relative(cwd, filePath).replaceAll('\\', '/')] ??= {});
      const rule = ruleId?.replace('db-race/', '') ?? 'error';
      counts[rule] = (counts[rule] ?? 0) + 1;
    }
  }
  expect(found).toEqual(expected);
});

it('reports nothing in the methods marked safe', () => {
  const wrong = results.flatMap(({ filePath, source, messages }) => {
    const lines = (source ?? '').split('\n');
    const verdictBefore = (line: number): string => lines.slice(0, line).findLast((text) => /^\s*\/\*\* (Race|Wrong|Safe):/.test(text)) ?? '';
    return messages.filter(({ line }) => /Safe:/.test(verdictBefore(line))).map(({ line, ruleId }) => `${filePath}:${line} ${String(ruleId)}`);
  });
  expect(wrong).toEqual([]);
});

it('speaks in sentences', () => {
  const texts = results.flatMap(({ messages }) => messages.map(({ message }) => message));
  expect(texts.filter((text) => !/\.$/.test(text) || /\{\{|undefined|\s{2}/.test(text))).toEqual([]);
});
