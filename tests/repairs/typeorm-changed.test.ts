/** TypeORM's repairs: of a row that is saved as a whole the changed columns are written. */
import { testOffered, testRefused } from './typeorm-repairs.js';

const member = (more = ''): string => `import { BeforeUpdate, Column, DataSource, Entity, ManyToOne, PrimaryGeneratedColumn, Repository } from 'typeorm';
import { Team } from './team';
@Entity()
export class Member {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() name: string;
  @Column() city: string;
  @Column() verified: boolean;
  @Column({ type: 'jsonb' }) tags: object;
  @ManyToOne(() => Team) team: Team;
${more}}
`;

const rule = 'no-stale-entity-save';

testOffered([
  {
    name: 'Race because the other columns are saved, too',
    rule,
    code: `${member()}export async function move(members: Repository<Member>, id: string, name: string, city: string) {
  const member = await members.findOneByOrFail({ id });
  member.name = name.trim(); // the new name
  member.city = city;
  await members.save(member);
  return member;
}
`,
    suggested: [
      `${member()}export async function move(members: Repository<Member>, id: string, name: string, city: string) {
  const member = await members.findOneByOrFail({ id });
  member.name = name.trim(); // the new name
  member.city = city;
  await members.update({ id: member.id }, { name: member.name, city: member.city });
  return member;
}
`,
    ],
  },
  {
    name: 'Race because a transaction keeps nobody out: its manager is told the entity',
    rule,
    code: `${member()}export const rename = (db: DataSource, id: string, name: string) =>
  db.transaction(async (manager) => {
    const member = await manager.findOneByOrFail(Member, { id });
    member.name = name;
    await manager.save(member);
  });
`,
    suggested: [
      `${member()}export const rename = (db: DataSource, id: string, name: string) =>
  db.transaction(async (manager) => {
    const member = await manager.findOneByOrFail(Member, { id });
    member.name = name;
    await manager.update(Member, { id: member.id }, { name: member.name });
  });
`,
    ],
  },
]);

const renaming = (assignment: string, save = 'await members.save(member);', read = 'findOneByOrFail({ id })', more = ''): string => `${member(more)}export async function rename(members: Repository<Member>, id: string, name: string, change: (member: Member) => void) {
  const member = await members.${read};
  ${assignment}
  ${save}
}
`;

testRefused([
  { name: 'Race whose result is used', rule, code: renaming('member.name = name;', 'return members.save(member);'), because: 'The result of `save` is used' },
  { name: 'Race whose save has options', rule, code: renaming('member.name = name;', 'await members.save(member, { reload: false });'), because: 'The options of `save`' },
  { name: 'Race with a column that is assigned on one path', rule, code: renaming('if (name) member.name = name;'), because: 'on some paths only' },
  { name: 'Race after other code was given the entity', rule, code: renaming('member.name = name; change(member);'), because: 'handed to other code' },
  { name: 'Race with a relation that is assigned', rule, code: renaming('member.team = new Team();'), because: 'columns of the entity' },
  { name: 'Race with a column of JSON, whose type update narrows', rule, code: renaming('member.tags = {};'), because: 'columns of the entity' },
  { name: 'Race with a listener that update passes over', rule, code: renaming('member.name = name;', 'await members.save(member);', 'findOneByOrFail({ id })', '  @BeforeUpdate() check() {}\n'), because: 'listeners' },
  { name: 'Race with a relation that was loaded', rule, code: renaming('member.name = name;', 'await members.save(member);', "findOneOrFail({ where: { id }, relations: ['team'] })"), because: 'Relations were loaded' },
  { name: 'Race of an entity out of view', rule, code: `export async function rename(id: string, name?: string) {
  const user = await users.findOneByOrFail({ id });
  user.email = 'x';
  await users.save(user);
}
export const verify = (id: string) => users.update({ id }, { verified: true });
`, because: 'columns of the entity' },
]);
