/**
 * The project's own lint rules, used by eslint.config.js.
 *
 * `layers`: imports point one way. Each layer imports those before it in `layers` below; a type may also come from above
 * (an operation carries its dialect). An adapter sees nothing but the vocabulary, the project and the resolver, and no
 * other adapter; only `src/analysis.ts` imports the registry.
 */
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const layers = ['syntax', 'operations', 'project', 'resolve', 'flow', 'model', 'races', 'repairs', 'analysis', 'report', 'rules'];
const adapterSees = ['syntax', 'operations', 'project', 'resolve'];

/** Where a file belongs: a layer, an adapter (`adapters/prisma`), `registry`, or undefined for entry points. */
function homeOf(file) {
  const [top, folder, id, ...rest] = relative(root, file).split(sep);
  if (top === 'rules') return 'rules';
  if (top !== 'src') return undefined;
  if (folder === 'analysis.ts') return 'analysis';
  if (folder === 'adapters') return rest.length > 0 ? `adapters/${id}` : 'registry';
  return layers.includes(folder) ? folder : undefined;
}

/** Why a file of `from` must not import one of `to`; undefined when it may. */
function objection(from, to, isTypeOnly) {
  if (from === undefined || to === undefined || from === to) return undefined;
  if (to === 'registry') return from === 'analysis' ? undefined : 'only src/analysis.ts imports the adapter registry';
  if (from === 'registry') return undefined;
  if (to.startsWith('adapters/')) return 'only the registry names an adapter';
  if (from.startsWith('adapters/')) return adapterSees.includes(to) ? undefined : `an adapter imports only ${adapterSees.join(', ')}`;
  if (isTypeOnly || layers.indexOf(to) < layers.indexOf(from)) return undefined;
  return `imports point one way: ${layers.join(' < ')}`;
}

function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type' || one.exportKind === 'type');
}

/** @type {import('eslint').Rule.RuleModule} */
const layersRule = {
  meta: {
    type: 'problem',
    docs: { description: 'keep imports pointing one way through the layers' },
    schema: [],
    messages: { direction: '`{{from}}` must not import `{{to}}`: {{reason}}.' },
  },
  create(context) {
    const from = homeOf(context.filename);
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
      const to = homeOf(join(dirname(context.filename), specifier.replace(/\.js$/, '.ts')));
      const reason = objection(from, to, isTypeOnly(node));
      if (reason !== undefined) context.report({ node, messageId: 'direction', data: { from, to, reason } });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};

export default { meta: { name: 'internal' }, rules: { layers: layersRule } };
