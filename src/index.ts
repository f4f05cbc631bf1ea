/**
 * The plugin object and its presets; no logic. One ESM entry that can also be `require`d: ESLint 8's eslintrc does so.
 */
import type { Linter, Rule } from 'eslint';
import { presets, rules } from './rules.generated.js';

const name = 'eslint-plugin-db-race';
const namespace = 'db-race';

/** A preset of the flat config. */
export interface FlatPreset {
  readonly name: string;
  readonly plugins: Record<string, Plugin>;
  readonly rules: Linter.RulesRecord;
}

/** A preset of ESLint 8's eslintrc. */
export interface LegacyPreset {
  readonly plugins: string[];
  readonly rules: Linter.RulesRecord;
}

/** What this package exports. */
export interface Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Record<string, Rule.RuleModule>;
  readonly configs: {
    readonly recommended: FlatPreset;
    readonly strict: FlatPreset;
    readonly 'recommended-legacy': LegacyPreset;
    readonly 'strict-legacy': LegacyPreset;
  };
}

const plugins: Record<string, Plugin> = {};

const plugin: Plugin = {
  meta: { name, version: '0.1.0', namespace },
  // ESLint's types and those of typescript-eslint, in which the rules are written, describe the same objects
  rules: rules as unknown as Record<string, Rule.RuleModule>,
  configs: {
    recommended: { name: `${namespace}/recommended`, plugins, rules: presets.recommended },
    strict: { name: `${namespace}/strict`, plugins, rules: presets.strict },
    'recommended-legacy': { plugins: [namespace], rules: presets.recommended },
    'strict-legacy': { plugins: [namespace], rules: presets.strict },
  },
};

// the presets name the very object that users register: ESLint refuses two plugins under one name
plugins[namespace] = plugin;

export default plugin;
// the name under which `require()` of an ES module looks for what it returns
export { plugin as 'module.exports' };
