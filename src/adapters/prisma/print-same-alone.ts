/**
 * Does one `upsert` mean the same as find → update / create when nobody else writes, and is it one statement? Then it is a fix.
 *
 * Asked for: one delegate for all three calls; a full key of the schema; a database with a native upsert; an update that surely sets
 * something, in terms that don't use the row; nothing between the check and the branches; no client extension or middleware in the project's
 * sources, which could tell `upsert` from `create`. Source: Prisma's `can_use_connector_native_upsert`.
 */
import { resolve } from 'node:path';
import type { TSESTree } from '@typescript-eslint/utils';
import { createReader, filesUnder, slashed } from '../../project/disk.js';
import { packagesAround } from '../../project/workspaces.js';
import type { Resolver } from '../../resolve/resolver.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { isSameExpression } from '../../syntax/same-expression.js';
import { statementAround, statementList } from '../../syntax/statements.js';
import type { Junction, Ways } from './print-junction.js';
import type { Key } from './print-key.js';
import { isSameDelegate, mentions, valueOf, type ModelCall } from './print-parts.js';
import { prismaSchema } from './schema.js';
import { hasNativeUpsert } from './upserts.js';

interface Asked {
  readonly ways: Ways;
  readonly read: ModelCall;
  readonly key: Key;
  readonly junction: Junction;
}

export const isSameAlone = ({ ways, read, key, junction }: Asked): boolean => {
  const { plan, create, update, result } = ways;
  const change = update && valueOf(update, 'data');
  if (!update || !change || !key.declared || !hasNativeUpsert(plan.at)) return false;
  if (!isSameDelegate(read, create, plan) || !isSameDelegate(read, update, plan)) return false;
  if (mentions(change, result.mentions) || !surelySets(change, plan.at)) return false;
  // an update that moves the row to another key would collide with what `create` inserts
  if (key.columns.some(({ name, value }) => changes(change, name, value, plan.at))) return false;
  // what else the read does (`select`, `include`) goes with it
  if ([...read.entries.keys()].some((name) => name !== 'where' && name !== 'select')) return false;
  return isNext(read, junction) && hasPlainClient(plan.at);
};

const changes = (change: TSESTree.Node, name: string, value: TSESTree.Node, at: Resolver): boolean => {
  const written = plainEntries(change)?.get(name)?.value;
  return written !== undefined && !isSameExpression(written, value, at.variable);
};

/** `update` isn't empty, also when values are `undefined`, which Prisma leaves out. */
const surelySets = (change: TSESTree.Node, at: Resolver): boolean => [...(plainEntries(change)?.values() ?? [])].some(({ value }) => isDefined(value, at));

const defined: ReadonlySet<string> = new Set(['TemplateLiteral', 'NewExpression', 'ArrayExpression', 'BinaryExpression', 'UpdateExpression', 'ArrowFunctionExpression']);
const primitives: ReadonlySet<string> = new Set(['TSStringKeyword', 'TSNumberKeyword', 'TSBooleanKeyword', 'TSBigIntKeyword']);

const isDefined = (node: TSESTree.Node, at: Resolver): boolean => {
  const value = at.constant(node);
  if (value.type === 'Literal') return true;
  if (value.type === 'ObjectExpression') return [...(plainEntries(value)?.values() ?? [])].some((property) => isDefined(property.value, at));
  if (defined.has(value.type)) return true;
  if (value.type !== 'Identifier') return false;
  const origin = at.origin(value);
  const parameter = origin.kind === 'parameter' && origin.path.length === 0 && !origin.optional ? origin.node : undefined;
  const type = parameter?.type === 'Identifier' && !parameter.optional ? parameter.typeAnnotation?.typeAnnotation : undefined;
  return type !== undefined && primitives.has(type.type);
};

/** The branches follow the check at once: nothing is awaited, called or changed in between. */
const isNext = (read: ModelCall, { range }: Junction): boolean => {
  if (range[0] <= read.node.range[0] && read.node.range[1] <= range[1]) return true;
  const statement = statementAround(read.node);
  const list = statement && statementList(statement);
  const index = list?.indexOf(statement as TSESTree.Statement) ?? -1;
  return index >= 0 && list?.[index + 1]?.range[0] === range[0];
};

/** A call; the client that Prisma generates into the sources declares `$extends`, and calls neither. */
const extendsClient = (text: string): boolean => /\.\s*\$(?:extends|use)\b/.test(text);

const readSource = createReader(extendsClient);

const isSource = (name: string): boolean => /\.[cm]?[jt]sx?$/.test(name);

/** How many files are looked through; with more the answer is no. */
const limit = 4000;

const answers = new WeakMap<Resolver, boolean>();

/** No source of the file's package, nor of the schema's, extends a client. */
const hasPlainClient = (at: Resolver): boolean => {
  let answer = answers.get(at);
  if (answer === undefined) {
    const file = slashed(resolve(at.project.cwd, at.filename));
    const places = [file, ...(prismaSchema(at)?.files.slice(0, 1) ?? [])].flatMap((path) => packagesAround(path)[0]?.folder ?? []);
    const sources = [...new Set(places)].flatMap((folder) => filesUnder(folder, isSource, limit));
    answer = places.length > 0 && sources.length < limit && !sources.some((source) => readSource(source) === true) && !extendsClient(at.sourceCode.text);
    answers.set(at, answer);
  }
  return answer;
};
