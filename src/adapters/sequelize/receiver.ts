/** What a receiver is to Sequelize. */
import type { Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';

/**
 * - `bound`: class, definition, annotation, decorator: every method counts
 * - `form`: something that may be a model: a call counts when its form is Sequelize's, or another call on the same receiver or module proves it
 */
export type Evidence = 'bound' | 'form';

/** A model: the receiver of static calls. */
export interface Model {
  readonly table: Known<Table>;
  readonly evidence: Evidence;
  /** its rows are restricted by a scope (`User.scope('active')`) */
  readonly scoped: boolean;
}
