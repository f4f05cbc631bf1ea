import { createTag, ensureTag, findTag, tag } from '../domain.mjs';
import { fn, indent, lines, race } from '../text.mjs';

export default {
  group: 'Locks in the process',
  title: 'A Map of promises that the next request waits for',
  why: 'Requests of one process wait for the one that is at work. Another process has a map of its own, and works at the same time.',
  instead: 'Let the database decide: a unique key and the violation caught.',
  cell: (layer) => ({
    wrong: lines(
      'const creating = new Map<string, Promise<void>>();', '',
      fn('ensure', tag, lines('const known = creating.get(slug);', 'if (known) return known;', 'const creation = (async () => {', indent(lines(findTag(layer, layer.db), race(createTag(layer, layer.db), 'no-process-local-lock'))), '})();', 'creating.set(slug, creation);', 'try {', '  await creation;', '} finally {', '  creating.delete(slug);', '}')),
    ),
    right: fn('ensure', tag, ensureTag(layer)),
  }),
};
