/**
 * Rows that are there or not, told by something of them: their key, a relation, a mark that the first one gets. Each beside a near miss.
 */
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { lintIn, write } from '../project/project.js';
import { lint } from '../rules/tester.js';

const messages = (code: string): readonly { readonly rule: string | null; readonly line: number; readonly text: string }[] =>
  lint(code, 'ts', plugin.configs.recommended.rules).map(({ line, message, ruleId }) => ({ rule: ruleId, line, text: message }));

const saving = (tested: string): string => `import { prisma } from './prisma';
export async function save(address: string, label: string) {
  const existing = await prisma.host.findFirst({ where: { address } });
  let known = ${tested};
  if (known) {
    await prisma.host.update({ where: { id: existing.id }, data: { label } });
  } else {
    await prisma.host.create({ data: { address, label } });
  }
}`;

const inserting = (read: string, given: string): string => `import { prisma } from './prisma';
export async function add(teamId: string, name: string, wished: boolean) {
  const found = await prisma.${read};
  await prisma.template.create({ data: { teamId, name, ${given} } });
}`;

const importing = (given: string): string => `import { prisma } from './prisma';
export async function importAll(places: { code: string; url: string }[]) {
  const known = await prisma.place.findMany();
  for (const place of places) {
    if (known.some(({ code }) => code === place.code)) continue;
    await prisma.place.create({ data: ${given} });
  }
}`;

const ofTeam = 'template.findFirst({ where: { teamId } })';

const tagging = (link: string): string => `import { Model, DataTypes } from 'sequelize';
import { sequelize } from './db';
class Guest extends Model {}
class Tag extends Model {}
Tag.init({ score: DataTypes.INTEGER }, { sequelize });
Guest.init({ tagId: DataTypes.INTEGER }, { sequelize });
Guest.belongsTo(Tag, { as: 'tag', foreignKey: 'tagId' });
export async function tag(id: number, score: number) {
  const guest = await Guest.findOne({ where: { id }, include: [{ model: Tag, as: 'tag' }] });
  if (guest.tag) return guest.tag;
  const made = await Tag.create({ score });
  ${link}
  return made;
}`;

const pairs: readonly { readonly race: string; readonly code: string; readonly safe: string; readonly near: string }[] = [
  { race: 'a row without a key is none', code: saving('existing?.id'), safe: 'another column may be empty where there is a row', near: saving('existing?.checkedAt').replace('existing.id', 'existing?.id ?? 0').replace('create({ data: { address, label } })', 'create({ data: { label } })') },
  { race: 'a row has what it was looked for by', code: saving('existing?.address'), safe: 'what is inserted is another row', near: saving('existing?.address').replace('data: { address, label }', 'data: { label }') },
  { race: 'an element is inserted as it came in', code: importing('place'), safe: 'what was looked for is none of what is inserted', near: importing('{ url: place.url }') },
  { race: 'the first row is the default one', code: inserting(ofTeam, 'isDefault: !found'), safe: 'rows of another table were asked for', near: inserting('team.findFirst({ where: { id: teamId } })', 'isDefault: !found') },
  { race: 'it is the default one by wish, too', code: inserting(ofTeam, 'isDefault: !found || wished'), safe: 'by wish alone', near: inserting(ofTeam, 'isDefault: wished') },
  { race: 'the first one gets a role', code: inserting("template.findFirst({ where: { role: 'OWNER' } })", "role: found ? 'GUEST' : 'OWNER'"), safe: 'the first one gets no role that was looked for', near: inserting("template.findFirst({ where: { role: 'OWNER' } })", "role: found ? 'GUEST' : 'MEMBER'") },
  { race: 'the relation was empty, and the new row is linked to its owner', code: tagging('await Guest.update({ tagId: made.id }, { where: { id } });'), safe: 'the new row is nobody\'s', near: tagging('await Guest.update({ score }, { where: { id } });') },
];

describe('rows that are there or not', () => {
  it.each(pairs)('Race because $race', ({ code }) => {
    expect(messages(code).map(({ rule }) => rule)).toEqual(['db-race/no-check-then-create']);
  });

  it.each(pairs)('Safe because $safe', ({ near }) => {
    expect(messages(near).filter(({ rule }) => rule === 'db-race/no-check-then-create')).toEqual([]);
  });

  it('says of a mark that the row is inserted anyway, and offers no upsert', () => {
    const code = inserting(ofTeam, 'isDefault: !found');
    expect(messages(code)).toEqual([
      {
        rule: 'db-race/no-check-then-create',
        line: 4,
        text: 'Another request can insert into `template`, too, between this check (line 3) and this `create`: both rows get the `isDefault` of the first one. Lock the parent row before the check, in one transaction with the insert, or declare a unique key that covers only rows with this `isDefault` (a partial index, where the database has them) and handle P2002.',
      },
    ]);
    expect(lint(code, 'ts', plugin.configs.recommended.rules).flatMap(({ suggestions }) => suggestions ?? [])).toEqual([]);
  });

  it.each([
    ['postgresql', 'Lock the parent row before the check, in one transaction with the insert, or declare a unique key that covers only rows with this `isDefault` (a partial index)'],
    ['mysql', 'Lock the parent row before the check, in one transaction with the insert.'],
    ['mariadb', 'Lock the parent row before the check, in one transaction with the insert.'],
    ['sqlite', 'Run both in one transaction that writes the parent row first, or declare a unique key'],
  ])('advises what %s has', (database, advice) => {
    const text = inserting(ofTeam, 'isDefault: !found');
    const folder = write({ 'app.ts': text });
    expect(lintIn(folder, 'app.ts', text, { database }).map(({ message }) => message)).toEqual([expect.stringContaining(advice)]);
  });

  it('leaves a number that is counted on to its own rule', () => {
    expect(messages(inserting("template.findFirst({ where: { teamId }, orderBy: { place: 'desc' } })", 'place: found ? found.place + 1 : 0')).map(({ rule }) => rule)).toEqual(['db-race/no-max-plus-one']);
  });
});
