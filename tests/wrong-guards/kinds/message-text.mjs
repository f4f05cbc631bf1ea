import { insertTag, tag } from '../domain.mjs';
import { fn, lines, race } from '../text.mjs';

export default {
  group: 'Error handlers',
  title: 'A violation recognised by the text of its message',
  why: 'The text is made for people: it changes with the version of the driver and the language of the server, and then the handler is silently gone.',
  instead: 'The code, or the class of the error.',
  // in German
  shownOn: ['mysql'],
  cell: (layer) => ({
    wrong: fn('create', tag, lines('try {', `  await ${insertTag(layer, layer.db)};`, '} catch (error) {', race(`  if (!${layer.message('error')}) throw error;`, 'no-unsafe-constraint-catch'), '}')),
    right: fn('create', tag, lines('try {', `  await ${insertTag(layer, layer.db)};`, '} catch (error) {', `  if (!(${layer.isUnique('error')})) throw error;`, '}')),
  }),
};
