/**
 * Scaffolds the adapter of a data layer: a folder that compiles, recognises one call, and refuses every repair with a reason.
 *
 *     npm run new:adapter -- NAME
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The files of a new adapter, by their paths below its folder.
 * @param {string} id folder name, in lower case with dashes
 * @returns {Record<string, string>}
 */
export function scaffold(id) {
  const verb = 'insertRow';
  return {
    'index.ts': `/** ${id} as a dialect. Each answer is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { noSchema } from '../../operations/schema.js';
import { replaceClient } from '../../resolve/replace-client.js';
import { conflicts, uniqueViolation } from './conflicts.js';
import { modules, verbs } from './names.js';
import { recogniseFacts } from './operations.js';
import { print } from './printers.js';

export const dialect: Dialect = {
  id: '${id}',
  name: '${id}',
  signals: { modules, verbs, hints: [] },
  standIns: {},
  recognise: (call, at) => recogniseFacts(call, at).map((facts) => ({ ...facts, dialect })),
  extent: () => undefined,
  propagatedBy: [],
  throughHandle: replaceClient,
  functionExtent: () => undefined,
  effect: () => undefined,
  conflicts,
  schema: noSchema,
  uniqueViolation,
  print,
};
`,
    'names.ts': `/** The names of ${id}'s API. */

/** Modules whose import says that ${id} is at work. */
export const modules: readonly string[] = ['${id}'];

/** Methods that make a call worth a look. */
export const verbs: readonly string[] = ['findRow', '${verb}'];
`,
    'operations.ts': `/**
 * Calls → operations: \`db.findRow('users', { email })\`, \`db.${verb}('users', { email })\`.
 *
 * Facts only. What can't be read is open or unknown, and a receiver that isn't known to be ${id}'s gives no operation.
 */
import type { OperationNode, Operation, Table } from '../../operations/operation.js';
import { unknown } from '../../operations/known.js';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { modules } from './names.js';

type Facts = Omit<Operation, 'dialect'>;

/** The operations that a call is, without their dialect. */
export const recogniseFacts = (call: OperationNode, at: Resolver): readonly Facts[] => {
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return [];
  const { object, property } = call.callee;
  const origin = at.origin(object);
  if (origin.kind !== 'import' || !modules.includes(origin.module)) return [];
  const [name, row] = call.arguments;
  const text = at.text(name);
  const table: Table | undefined = text === undefined ? undefined : { id: \`${id}:\${text}\`, name: text };
  const entries = row === undefined ? [] : [...at.object(row).entries];
  const common = { node: call, verb: property, handle: { kind: 'client', id: '${id}', node: object }, table: table ?? unknown, joins: [], lock: undefined, rows: 'many', oneStatement: true } as const;
  switch (memberName(call.callee)) {
    case 'findRow':
      return [{ ...common, kind: 'read', where: { terms: entries.map(([column, { value }]) => ({ column, op: 'eq' as const, value })), open: false, spreads: [] }, sets: { entries: [], spreads: [], open: false }, result: { kind: 'row', absent: 'null' } }];
    case '${verb}':
      return [{ ...common, kind: 'insert', where: { terms: [], open: false, spreads: [] }, sets: { entries: entries.map(([column, { value }]) => ({ column, written: { kind: 'value' as const, node: value }, property: undefined })), spreads: [], open: false }, result: { kind: 'nothing' } }];
    default:
      return [];
  }
};
`,
    'conflicts.ts': `/** Error codes that a \`catch\` around a write decides on. */
import type { Dialect } from '../../operations/dialect.js';
import { driverCodes } from '../../operations/driver-codes.js';

export const conflicts: Dialect['conflicts'] = { codes: driverCodes, classes: {}, absent: () => [] };
export const uniqueViolation = 'the unique violation';
`,
    'printers.ts': `/** Repairs: one printer for each cure; a refusal says what to do by hand. */
import type { Dialect } from '../../operations/dialect.js';
import type { Refusal } from '../../operations/repair.js';

const refuse = (reason: string) => (): Refusal => ({ kind: 'refusal', reason });

export const print: Dialect['print'] = {
  upsert: refuse('Use one statement that inserts or updates.'),
  'insert-ignore': refuse('Let the database ignore the conflict.'),
  'catch-violation': refuse('Insert, and handle the unique violation.'),
  'atomic-increment': refuse('Let the database compute the new value.'),
  'conditional-write': refuse('Repeat the condition in the write, and look at the number of affected rows.'),
  'lock-read': refuse('Lock the row when it is read.'),
  'compare-and-set': refuse('Put the old value into the predicate of the write, and look at the number of affected rows.'),
  'drop-save': refuse('Save it once.'),
  'write-changed': refuse('Write only the columns that change.'),
};
`,
    'README.md': `# ${id}

| file | answers |
| --- | --- |
| \`index.ts\` | the dialect |
| \`operations.ts\` | a call → operations |
| \`conflicts.ts\` | error codes |
| \`printers.ts\` | repairs |
`,
    'scenarios/create-if-absent.ts': `import { db } from '${id}';

export async function race(email: string) {
  const known = await db.findRow('users', { email });
  if (!known) await db.${verb}('users', { email }); // race: no-check-then-create
}

export async function otherColumn(email: string, phone: string) {
  const known = await db.findRow('users', { phone });
  if (!known) await db.${verb}('users', { email });
}
`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [id] = process.argv.slice(2);
  const folder = join(dirname(fileURLToPath(import.meta.url)), '../../src/adapters', id ?? '');
  if (id === undefined || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
    console.error('usage: npm run new:adapter -- NAME (lower case, words joined by dashes)');
    process.exit(2);
  }
  if (existsSync(folder)) {
    console.error(`src/adapters/${id} is there already`);
    process.exit(1);
  }
  for (const [path, text] of Object.entries(scaffold(id))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  console.log(`written: src/adapters/${id}. Next: npm run generate, npm run build, npx vitest run tests/scenarios.test.ts`);
}
