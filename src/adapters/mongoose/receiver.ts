/** What a receiver is to MongoDB. */
import type { Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';

/**
 * - `model`: a Mongoose model; `collection`: a collection of the driver
 * - `connection`: `mongoose`, a Connection; `database`: the driver's Db; `client`: MongoClient
 * - `session`: ClientSession
 */
export type ReceiverKind = 'model' | 'collection' | 'connection' | 'database' | 'client' | 'session';

/**
 * - `bound`: imports, annotations, decorators, construction
 * - `form`: nothing but how it is used: a call counts when its form exists nowhere else, or when another call on the same receiver did
 */
export interface Receiver {
  readonly kind: ReceiverKind;
  readonly table: Known<Table>;
  readonly evidence: 'bound' | 'form';
}
