/**
 * One plugin, three majors of ESLint in one process: it loads, reports and offers the same in each of them, by flat
 * config (spread and `extends`) and by ESLint 8's eslintrc. eslintrc `require`s the built plugin: `npm run build` first.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ESLint as ESLintClass, Linter as LinterClass } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';
import plugin from '../src/index.js';

interface EslintModule {
  readonly ESLint: typeof ESLintClass;
  readonly Linter: typeof LinterClass;
}
interface ConfigModule {
  readonly defineConfig: (...configs: unknown[]) => LinterClass.Config[];
}

const root = new URL('..', import.meta.url).pathname;
const load = createRequire(import.meta.url);
const parser = load('@typescript-eslint/parser') as LinterClass.Parser;
const rule = 'db-race/no-check-then-create';
const racy = `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function saveBio(userId: string, bio: string) {
  const found = await prisma.profile.findUnique({ where: { userId } });
  if (found) {
    await prisma.profile.update({ where: { userId }, data: { bio } });
  } else {
    await prisma.profile.create({ data: { userId, bio } });
  }
}
`;

describe.skipIf(!('no-check-then-create' in plugin.rules))('reports the same in each ESLint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'db-race-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['eslint8', 'eslint9', 'eslint'])('%s, flat config, preset spread into it', (name) => {
    const { Linter } = load(name) as EslintModule;
    const config = [{ files: ['**/*.ts'], languageOptions: { parser }, ...plugin.configs.recommended }];
    const messages = new Linter({ configType: 'flat' }).verify(racy, config, 'a.ts');
    expect(messages.map((message) => [message.ruleId, message.line])).toEqual([[rule, 9]]);
    // a repair is offered, and it is the same text in each ESLint
    expect(messages[0]?.fix ?? messages[0]?.suggestions?.[0]?.fix).toMatchObject({ text: expect.stringContaining('upsert') as string });
  });

  it.each(['eslint9', 'eslint'])('%s, defineConfig with extends', (name) => {
    const { Linter } = load(name) as EslintModule;
    const { defineConfig } = load(`${name}/config`) as ConfigModule;
    const config = defineConfig({
      files: ['**/*.ts'],
      languageOptions: { parser },
      plugins: { 'db-race': plugin },
      extends: ['db-race/recommended'],
    });
    const messages = new Linter({ configType: 'flat' }).verify(racy, config, 'a.ts');
    expect(messages.map((message) => message.ruleId)).toEqual([rule]);
  });

  it.each(['recommended', 'strict'])('eslint8, eslintrc, %s-legacy of the built package', async (preset) => {
    const { ESLint } = load('eslint8') as EslintModule;
    const cwd = join(folder, preset);
    mkdirSync(join(cwd, 'node_modules'), { recursive: true });
    symlinkSync(root, join(cwd, 'node_modules/eslint-plugin-db-race'), 'junction');
    const config = {
      root: true,
      parser: load.resolve('@typescript-eslint/parser'),
      parserOptions: { sourceType: 'module' },
      extends: [`plugin:db-race/${preset}-legacy`],
    };
    writeFileSync(join(cwd, '.eslintrc.json'), JSON.stringify(config));
    writeFileSync(join(cwd, 'a.ts'), racy);
    const [result] = await new ESLint({ cwd }).lintFiles(['a.ts']);
    expect(result?.messages.map((message) => message.ruleId)).toContain(rule);
  });
});

describe('the built package', () => {
  it('can be required', () => {
    const required = load('eslint-plugin-db-race') as typeof plugin;
    expect(required.meta).toEqual(plugin.meta);
    expect(Object.keys(required.rules)).toEqual(Object.keys(plugin.rules));
  });

  it('registers one object under one name, whether by hand or by a preset', () => {
    expect(plugin.configs.recommended.plugins['db-race']).toBe(plugin);
    expect(plugin.configs.strict.plugins['db-race']).toBe(plugin);
  });
});
