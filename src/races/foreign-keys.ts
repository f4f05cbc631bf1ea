/**
 * Violations of foreign keys: what handles one, and how a message names it.
 *
 * Never assumed: that a handler out of sight doesn't look for the code; a file of the project without operations that names it may be the handler of all errors.
 */
import type { FileModel } from '../model/build-model.js';
import type { Instance } from '../model/instance.js';
import { isKnown } from '../operations/known.js';
import type { Dialect } from '../operations/dialect.js';
import { foreignKeyCode } from '../operations/violation.js';
import { sourcesAround } from '../project/source-files.js';
import { databaseOf } from '../resolve/schema-of.js';
import type { Candidate } from './candidate.js';
import { handlerVerdict } from './handlers.js';
import { answerVerdict, givesErrorBack, helperVerdict } from './returned-errors.js';

/** Whether somebody decides on the violation of an insert, or may do. */
export const handlesViolation = ({ model, write }: Candidate, file: FileModel): boolean => {
  if (givesErrorBack(write)) return answerVerdict(write, model, 'foreign-key') !== 'none';
  if (write.contexts.some((context) => context.kind === 'handler' && handlerVerdict(context, write, model, 'foreign-key') !== 'none')) return true;
  if (helperVerdict(write, model, 'foreign-key') !== 'none') return true;
  return isHandledForAll(file, write.operation.dialect);
};

/** Codes and classes that only such a violation has, as a text holds them. */
const wordsOf = ({ conflicts }: Dialect): readonly string[] =>
  [conflicts.codes, conflicts.classes].flatMap((table) => Object.entries(table).flatMap(([word, kind]) => (kind === 'foreign-key' && (/[a-z]/i.test(word) || word.length === 5) ? [word] : [])));

/** A file that speaks of the code and has no operation of its own: a filter, a middleware. */
const isHandledForAll = ({ facts: { resolver } }: FileModel, dialect: Dialect): boolean => {
  const words = wordsOf(dialect);
  const here = resolver.filename.replaceAll('\\', '/');
  return sourcesAround(here).some(({ path, text }) => path !== here && words.some((word) => text.includes(word)) && (resolver.modules?.operationsIn(path).length ?? 0) === 0);
};

/** `a foreign key violation (P2003)` */
export const mentionViolation = ({ operation }: Instance): string => {
  const database = databaseOf(operation);
  const code = operation.dialect.foreignKeyViolation ?? foreignKeyCode(isKnown(database) ? database : undefined);
  return `a foreign key violation${code === undefined ? '' : ` (${code})`}`;
};
