/** Source files of a folder, for the tools that lint whole repositories. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['node_modules', '.git']);
const extensions = /\.[cm]?[jt]sx?$/;

/** All TypeScript and JavaScript files under `folder`, sorted; no dependencies, no declarations, no symbolic links. */
export function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sourceFiles(path);
      return entry.isFile() && extensions.test(entry.name) && !/\.d\.[cm]?ts$/.test(entry.name) ? [path] : [];
    })
    .sort();
}

/** The config with which the tools lint: our strict preset, any file, the TypeScript parser without type information. */
export function toolConfig(plugin, parser, more = {}) {
  return {
    ...plugin.configs.strict,
    files: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'],
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    ...more,
  };
}
