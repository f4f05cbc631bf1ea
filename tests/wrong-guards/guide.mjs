/** The suite as text: the table of kinds and layers, and the sections of the guide. */
import { layerIds } from './read.mjs';

const letter = { postgresql: 'P', mysql: 'M', sqlite: 'S', mongodb: 'D' };

/** Groups in the order of the guide. */
const groups = ['Transactions and isolation', 'Locks', 'Conditional writes', 'Upserts', 'Error handlers', 'Locks in the process'];

const grouped = (kinds) => groups.map((name) => ({ name, kinds: kinds.filter(({ group }) => group === name) })).filter(({ kinds: own }) => own.length > 0);

/** Where tests/proof shows a kind, or why it can't. */
const shownOn = ({ reason, cases }) => reason ?? cases.map(({ database }) => letter[database]).join(' ');

/** Kinds by layers: the databases on which the cases of a cell are linted; and those that show it. */
export const parityTable = (kinds) => {
  const row = ({ name, title, cells, shown }) => `| [${title}](#${name}) | ${shownOn(shown)} | ${cells.map(({ cases }) => cases.map(({ database }) => letter[database]).join(' ') || '–').join(' | ')} |`;
  return [`| | shown on | ${layerIds.join(' | ')} |`, `| --- | :---: |${layerIds.map(() => ' :---: |').join('')}`, ...grouped(kinds).flatMap(({ kinds: own }) => own.map(row))].join('\n');
};

/** A section for each kind: why it is no protection, what is, and both as code. */
export const guideSections = (kinds) => grouped(kinds).flatMap(({ name, kinds: own }) => [`## ${name}`, ...own.map(section)]).join('\n\n');

const section = ({ name, title, why, instead, cells }) => {
  const [example] = cells.flatMap(({ layer, cases }) => cases.map((one) => ({ layer, ...one })));
  const code = (label, text) => `${label}\n\n\`\`\`ts\n${text}\n\`\`\``;
  return [`<a id="${name}"></a>\n\n### ${title}`, why, `**Instead:** ${instead}`, code(`Wrong (${example.layer}):`, example.shown.wrong), code('Right:', example.shown.right), ...absences(cells)].join('\n\n');
};

/** `No case for sqlite (SQLite has no row locks).` */
const absences = (cells) => {
  const byReason = new Map();
  for (const { layer, reason } of cells) if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), layer]);
  const parts = [...byReason].map(([reason, list]) => `${list.join(', ')} (${reason})`);
  return parts.length > 0 ? [`No case for ${parts.join('; ')}.`] : [];
};
