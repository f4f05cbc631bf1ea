/** The names of the drivers' APIs, and of the functions that projects put around them. */

/** Methods that are given a statement as their first argument. */
export const sending: ReadonlySet<string> = new Set([
  'query', 'execute', 'exec', 'unsafe', 'raw', 'run', 'get', 'all', 'values',
  // slonik, pg-promise
  'one', 'oneFirst', 'oneOrNone', 'maybeOne', 'maybeOneFirst', 'many', 'manyFirst', 'manyOrNone', 'any', 'anyFirst', 'exists', 'none', 'result', 'multi', 'each', 'map',
]);

/** Methods of a prepared statement that run it. */
export const running: ReadonlySet<string> = new Set(['run', 'get', 'all', 'iterate', 'first', 'raw', 'values']);

/** Methods that run a callback in a transaction, and which of them open one on drivers that aren't known. */
export const transactional: ReadonlySet<string> = new Set(['begin', 'transaction', 'tx', 'txIf', 'savepoint']);

/** Methods that give a connection. */
export const acquiring: ReadonlySet<string> = new Set(['connect', 'getConnection', 'reserve', 'acquire', 'getClient']);

/** A function or method of a project that may send SQL, by its name; its text must be seen, too. */
export const wrapping = /(?:quer(?:y|ies)|sql|exec|select|insert|update|delete|fetch|find|run|one|none|any|many|rows?|result|all|get)/i;

export const verbs: readonly string[] = [...sending, ...running, ...transactional, 'query', 'sql', 'select', 'insert', 'update', 'delete', 'beginTransaction', 'commit', 'rollback', 'startTransaction'];

/** Where SQL begins in the text of a module: a statement in quotes, or a transaction that is begun by a method. */
export const statementText =
  /["'`]\s*(?:--[^\n]*\n\s*|\/\*[^*]*\*\/\s*)*\(?\s*(?:(?:SELECT|select)\b(?=[\s\S]{1,1500}?\b(?:FROM|from)\b|\s+(?:pg_|get_lock|GET_LOCK|EXISTS|exists|1\b))|(?:INSERT|insert|REPLACE|replace)\s+(?:\w+\s+){0,3}(?:INTO|into)\b|(?:INSERT|insert)\s+(?:IGNORE|ignore)\b|(?:UPDATE|update)\s+[^\s'`;]+(?:\s+(?:as\s+|AS\s+)?\w+)?\s+(?:SET|set)\b|(?:DELETE|delete)\s+(?:FROM|from)\b|(?:WITH|with)\s+[\w"]+\s*(?:\([^)]*\)\s*)?(?:AS|as)\b|(?:BEGIN|begin|START TRANSACTION|start transaction)\b)|\.\s*(?:begin|beginTransaction|tx)\s*\(/;

/** What a stretch of text holds that may send a statement that writes: a verb, a constant in a statement's place, or no statement at all. */
export const writingText =
  /\b(?:insert|update|delete|merge|replace|truncate|call|copy|upsert|with|INSERT|UPDATE|DELETE|MERGE|REPLACE|TRUNCATE|CALL|COPY|UPSERT|WITH)\b|\(\s*[A-Z][A-Z\d_]*\s*[,)]|^(?![\s\S]*\b(?:select|SELECT)\b)/;
