/**
 * Wrong guards: what looks like protection and isn't, in every data layer that can write it, each beside the right guard.
 *
 * A wrong guard is reported on the lines that end with `// race: rule-name`, and on no other; the right one is silent. The table of kinds and layers is
 * printed at the end; `npm run generate` writes it into docs/guides/wrong-remedies.md.
 */
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';
import plugin from '../src/index.js';

/** SERIALIZABLE protects; whether its failures are tried again is another rule's business. */
const rules = { ...plugin.configs.strict.rules, 'db-race/require-transaction-retry': 'off' } as const;

interface Cell {
  readonly layer: string;
  /** why there is no case */
  readonly reason: string | undefined;
  readonly cases: readonly { readonly database: string; readonly wrong: string; readonly right: string }[];
}

interface Kind {
  readonly name: string;
  readonly cells: readonly Cell[];
}

// plain JavaScript, so that `npm run generate` needs no build
const module = async <T>(name: string): Promise<T> => (await import(new URL(`./wrong-guards/${name}.mjs`, import.meta.url).href)) as T;
const { readKinds } = await module<{ readonly readKinds: () => Promise<readonly Kind[]> }>('read');
const { parityTable } = await module<{ readonly parityTable: (kinds: readonly Kind[]) => string }>('guide');

const linter = new Linter({ cwd: '/app' });
const kinds = await readKinds();

/** `line rule` of all reports of a text. */
const reportsOf = (code: string, database: string): readonly string[] => {
  const messages = linter.verify(code, [{ files: ['**'], languageOptions: { parser }, plugins: { 'db-race': plugin }, rules, settings: { 'db-race': { database } } }], { filename: '/app/src/app.ts' });
  return messages.map(({ line, ruleId, message, fatal }) => (fatal ? message : `${line} ${ruleId?.replace('db-race/', '') ?? message}`)).toSorted();
};

const marksIn = (code: string): readonly string[] => code.split('\n').flatMap((line, index) => (/\/\/ race: ([a-z, -]+)$/.exec(line)?.[1]?.split(', ') ?? []).map((rule) => `${index + 1} ${rule}`)).toSorted();

describe.each(kinds)('$name', ({ cells }) => {
  for (const { layer, cases } of cells) {
    it.each(cases)(`${layer} on $database: the wrong guard is reported`, ({ database, wrong }) => {
      expect(marksIn(wrong), wrong).not.toEqual([]);
      expect(reportsOf(wrong, database), wrong).toEqual(marksIn(wrong));
    });

    it.each(cases)(`${layer} on $database: the right guard is silent`, ({ database, right }) => {
      expect(reportsOf(right, database), right).toEqual([]);
    });
  }
});

describe('the suite', () => {
  it('gives a case or a reason for every layer', () => {
    const empty = kinds.flatMap(({ name, cells }) => cells.filter(({ cases, reason }) => (cases.length > 0) === (reason !== undefined)).map(({ layer }) => `${name} ${layer}`));
    expect(empty).toEqual([]);
  });

  it('has at least 25 kinds, each in a layer at least', () => {
    expect(kinds.filter(({ cells }) => cells.some(({ cases }) => cases.length > 0)).length).toBeGreaterThanOrEqual(25);
  });
});

afterAll(() => {
  console.log(parityTable(kinds));
});
