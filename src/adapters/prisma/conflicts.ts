/** Error codes and classes that a `catch` around a write decides on. */
import type { AbsentPath, ConflictKind, Dialect } from '../../operations/dialect.js';
import type { Operation } from '../../operations/operation.js';
import { hasDependency, isAtLeast, lowestVersion } from '../../project/versions.js';
import type { Resolver } from '../../resolve/resolver.js';
import { constructionOf } from './constructions.js';
import { prismaSchema } from './schema.js';

const codes: Readonly<Record<string, ConflictKind>> = {
  P2002: 'unique', P2003: 'foreign-key', P2025: 'absent', P2034: 'serialization', P2014: 'foreign-key', P2015: 'absent', P2018: 'absent',
  // raw queries: the driver's own codes, inside P2010
  23505: 'unique', 1062: 'unique', 1586: 'unique', ER_DUP_ENTRY: 'unique', 2067: 'unique', 1555: 'unique', SQLITE_CONSTRAINT_UNIQUE: 'unique', SQLITE_CONSTRAINT_PRIMARYKEY: 'unique',
  23503: 'foreign-key', 1451: 'foreign-key', 1452: 'foreign-key', 40001: 'serialization', '40P01': 'serialization', 1213: 'serialization', ER_LOCK_DEADLOCK: 'serialization',
  // driver adapters: meta.driverAdapterError.cause.kind
  UniqueConstraintViolation: 'unique', ForeignKeyConstraintViolation: 'foreign-key', TransactionWriteConflict: 'serialization',
};

const classes: Readonly<Record<string, ConflictKind>> = {
  PrismaClientKnownRequestError: 'any-database-error', PrismaClientUnknownRequestError: 'any-database-error', DriverAdapterError: 'any-database-error', NotFoundError: 'absent',
};

/**
 * Whether the engine in JavaScript runs the queries, behind a driver adapter: in all of Prisma 7, in 6 where the generator says so. Its errors have no
 * `meta.target`; an adapter alone changes nothing, the engine in Rust fills it (observed 6.19 both ways, 7.10).
 */
const isWithoutTarget = (at: Resolver, write: Operation | undefined): boolean => {
  const isJavaScript = isAtLeast(lowestVersion(at.filename, '@prisma/client'), 7) || isAtLeast(lowestVersion(at.filename, 'prisma'), 7) || prismaSchema(at)?.runsWithoutRust === true;
  if (!isJavaScript) return false;
  const construction = write && constructionOf(write.handle.node);
  return construction === undefined ? !isOfAccelerate(at) : construction === 'adapter';
};

/** A client without an adapter asks Accelerate's server, whose engine is another one. */
const isOfAccelerate = ({ filename }: Resolver): boolean => hasDependency(filename, (name) => name === '@prisma/extension-accelerate') && !hasDependency(filename, (name) => name.startsWith('@prisma/adapter-'));

const absent = (at: Resolver, write: Operation | undefined): readonly AbsentPath[] => [
  write?.verb.type !== 'Identifier' || !write.verb.name.startsWith('$')
    ? { path: ['code'], when: (value) => value !== undefined && !String(value).startsWith('P'), instead: '`code` P2002: the client\'s own calls don\'t give the driver\'s codes', knownBy: [] }
    : { path: ['code'], when: (value) => value === 'P2002' || value === 'P2003', instead: '`code` P2010 and the driver\'s code in `meta`: raw statements give no other', knownBy: [] },
  ...(isWithoutTarget(at, write) ? [{ path: ['meta', 'target'], instead: '`meta.driverAdapterError.cause.constraint`: with driver adapters there is no `target`', knownBy: ['driverAdapterError'], beside: 'P2002' }] : []),
];

export const conflicts: Dialect['conflicts'] = { codes, classes, hint: '.target', absent };
export const foreignKeyViolation = 'P2003';
export const uniqueViolation = 'P2002';
