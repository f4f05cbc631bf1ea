/** Error codes and classes that a `catch` around a write decides on. */
import type { ConflictKind, Dialect } from '../../operations/dialect.js';

/** The server's codes (MongoDB manual, "Error Codes"); 11001 is what old servers gave an update. */
const codes: Readonly<Record<string, ConflictKind>> = {
  11000: 'unique', 11001: 'unique', E11000: 'unique', DuplicateKey: 'unique', 'duplicate key': 'unique', 'E11000 duplicate key': 'unique', 'E11000 duplicate key error': 'unique',
  112: 'serialization', WriteConflict: 'serialization', TransientTransactionError: 'serialization',
};

const classes: Readonly<Record<string, ConflictKind>> = { MongoServerError: 'any-database-error', MongoError: 'any-database-error', MongoBulkWriteError: 'any-database-error', VersionError: 'serialization', DocumentNotFoundError: 'absent' };

const absent: Dialect['conflicts']['absent'] = () => [{ path: ['code'], when: (value) => typeof value === 'string' && /^\d+$/.test(value), instead: 'a number: the server\'s codes are no text', knownBy: [] }];

export const conflicts: Dialect['conflicts'] = { codes, classes, absent };

export const uniqueViolation = 'a duplicate key (code 11000)';
