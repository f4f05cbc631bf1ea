import { fn, lines } from '../text.mjs';

export default {
  group: 'Error handlers',
  title: 'A retry without bound',
  why: 'Every error is taken for a conflict, and tried again for ever: a bad value or a lost database becomes an endless loop.',
  instead: 'A number of tries, and only for the violation that a second try can cure.',
  unshown: 'endless',
  cell: (layer) => {
    const insert = layer.insert(layer.db, { table: 'orders', values: { id: 'newId()', status: "'open'" } });
    return {
      wrong: lines('declare const newId: () => string;', '', fn('openOrder', '', lines('for (;;) {', '  try {', `    await ${insert};`, '    return;', '  } catch (error) { // race: no-unsafe-constraint-catch', '    console.warn(error);', '  }', '}'))),
      right: lines('declare const newId: () => string;', '', fn('openOrder', '', lines('for (let tries = 0; tries < 3; tries++) {', '  try {', `    await ${insert};`, '    return;', '  } catch (error) {', `    if (!(${layer.isUnique('error')})) throw error;`, '  }', '}'))),
    };
  },
};
