/**
 * What validators make of a row: an object that keeps its names (zod and drizzle-zod: `parse`, `safeParse`; yup: `validate`, `cast`).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Interpreter } from './interpreter.js';
import { packageOf } from './package-of.js';
import { tellsOfRead } from './provenance.js';
import { derive, validated, validation, type Value } from './values.js';

const modules = /^(?:zod|drizzle-zod|yup)(?:\/|$)/;

/** by method: what it gives, the object or an answer that has it as its data */
const methods: Readonly<Record<string, string>> = { parse: validated, parseAsync: validated, safeParse: validation, safeParseAsync: validation, validate: validated, validateSync: validated, cast: validated };

/** `Team.parse(row)`; undefined: another call, or nothing that was read is validated. */
export const evaluateValidated = (at: Interpreter, node: TSESTree.CallExpression, name: string): Value | undefined => {
  const by = Object.hasOwn(methods, name) ? methods[name] : undefined;
  const [argument] = node.arguments;
  if (by === undefined || !argument || argument.type === 'SpreadElement') return undefined;
  const given = at.evaluate(argument);
  const from = tellsOfRead(given) ? packageOf(node.callee, at.facts.resolver) : undefined;
  return from && modules.test(from.module) ? derive([given], by) : undefined;
};
