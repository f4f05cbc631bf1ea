/**
 * Rows that objects of the domain carry: built by a constructor or a factory out of what came in, and turned into a row by a mapper.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const member = `export class Member {
  private constructor(readonly id: string, private readonly props: { email: string; name: string; inviting?: Member; joined: Date }) {}
  static join(id: string, props: { email: string; name: string; inviting?: Member }): Member {
    if (props.name.length < 2) throw new Error('name');
    return new Member(id, { ...props, joined: new Date() });
  }
  static restore(id: string, props: { email: string; name: string; joined: Date }): Member {
    return new Member(id, props);
  }
  get email(): string { return this.props.email; }
  get name(): string { return this.props.name; }
}
`;

const entity = `import { Column, Entity, PrimaryColumn } from 'typeorm';
@Entity('members')
export class MemberEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column({ unique: true }) email!: string;
  @Column() name!: string;
}
`;

const port = `import type { Member } from './member';
export const MEMBERS = Symbol('MEMBERS');
export interface Members {
  findByEmail(email: string): Promise<Member | null>;
  save(member: Member): Promise<void>;
}
`;

const adapter = `import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Member } from './member';
import { MemberEntity } from './member.entity';
import { MemberMapper } from './member.mapper';
import type { Members } from './members.port';
export class TypeormMembers implements Members {
  constructor(@InjectRepository(MemberEntity) private readonly rows: Repository<MemberEntity>) {}
  async findByEmail(email: string): Promise<Member | null> {
    const row = await this.rows.findOne({ where: { email: email.toLowerCase() } });
    return row ? MemberMapper.toDomain(row) : null;
  }
  async save(member: Member): Promise<void> {
    await this.rows.save(MemberMapper.toRow(member));
  }
}
`;

const mapper = `import { Member } from './member';
import type { MemberEntity } from './member.entity';
export class MemberMapper {
  static toDomain(row: MemberEntity): Member {
    return Member.restore(row.id, { email: row.email, name: row.name, joined: new Date(0) });
  }
  static toRow(member: Member): Partial<MemberEntity> {
    return { id: member.id, email: member.email, name: member.name };
  }
}
`;

const double = `import type { Member } from '../member';
import type { Members } from '../members.port';
export class MembersInMemory implements Members {
  private readonly all: Member[] = [];
  findByEmail(email: string): Promise<Member | null> { return Promise.resolve(this.all.find((one) => one.email === email) ?? null); }
  save(member: Member): Promise<void> { this.all.push(member); return Promise.resolve(); }
}
`;

const useCase = (lines: string): string => `import { randomUUID } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Member } from './member';
import { MEMBERS, type Members } from './members.port';
export class JoinUseCase {
  constructor(@Inject(MEMBERS) private readonly members: Members) {}
  async execute(input: { email: string; name: string; invitedBy: string }) {
${lines}  }
}
`;

const layers = { 'member.ts': member, 'member.entity.ts': entity, 'member.mapper.ts': mapper, 'members.port.ts': port, 'typeorm.members.ts': adapter };

const prisma = { 'schema.prisma': `datasource db {
  provider = "postgresql"
}
model Hire {
  id     Int    @id @default(autoincrement())
  boatId String
  days   Int
}
`, 'hire.ts': `export class Hire {
  private readonly boatId: string;
  private readonly days: number;
  constructor({ boatId, days }: { boatId: string; days: number }) {
    this.boatId = boatId;
    this.days = days;
  }
  toRow() {
    const { boatId, days } = this;
    return { boatId, days };
  }
}
` };

const account = `import { PrismaClient } from '@prisma/client';
import { Account } from './account';
const db = new PrismaClient();
const load = async (id: string) => {
  const row = await db.account.findUnique({ where: { id } });
  return row ? Account.restore({ id: row.id, label: row.label, total: row.total }) : null;
};
export async function change(id: string, input: { label: string; amount: number }) {
  const account = await load(id);
  if (account === null || !account) throw new Error('no such account');
  await db.account.update({ where: { id }, data: { CHANGE } });MARK
}
`;

const accounts = (text: string, mark = ''): Files => ({
  'schema.prisma': `datasource db {
  provider = "postgresql"
}
model Account {
  id    String @id
  label String
  total Int
}
`,
  'account.ts': `export class Account {
  private constructor(private readonly row: { id: string; label: string; total: number }) {}
  static restore(row: { id: string; label: string; total: number }): Account { return new Account(row); }
  rename(input: { label: string }): { label: string } {
    if (input.label.length > 40) throw new Error('too long');
    return { label: input.label.trim() };
  }
  halved(): { total: number } { return { total: this.row.total / 2 }; }
}
`,
  'change.ts': account.replace('CHANGE', text).replace('MARK', mark),
});

const cases: Readonly<Record<string, Files>> = {
  'Race because a factory, a repository behind an interface and a mapper pass the key on': {
    ...layers,
    'doubles/members.ts': double,
    'join.ts': useCase(`    const known = await this.members.findByEmail(input.email);
    if (known) throw new Error('a member already');
    const joining = Member.join(randomUUID(), { email: input.email, name: input.name });
    await this.members.save(joining); // race: no-check-then-create
`),
  },
  'Safe because what is written may come from what came in, though the row is there, too, where it is made': accounts('label: account.rename(input).label'),
  'Race because it comes from the row alone': accounts('total: account.halved().total', ' // race: no-read-modify-write'),
  'Race because of two classes that implement the interface one asks the database': {
    ...layers,
    'cached.members.ts': double.replaceAll('../', './').replace('MembersInMemory', 'MembersOfTest'),
    'join.ts': useCase(`    if (await this.members.findByEmail(input.email)) throw new Error('a member already');
    await this.members.save(Member.join(randomUUID(), { email: input.email, name: input.name })); // race: no-check-then-create
`),
  },
  'Safe because the row gets another key than the one that was looked for': {
    ...layers,
    'join.ts': useCase(`    const inviting = await this.members.findByEmail(input.invitedBy);
    if (inviting) throw new Error('members invite nobody');
    const joining = Member.join(randomUUID(), { email: input.email, name: input.name });
    await this.members.save(joining);
`),
  },
  'Race because the member who invites, a row of the same table, is only referred to': {
    ...layers,
    'join.ts': useCase(`    const inviting = await this.members.findByEmail(input.invitedBy);
    if (!inviting) throw new Error('nobody invites');
    const known = await this.members.findByEmail(input.email);
    if (known) throw new Error('a member already');
    const joining = Member.join(randomUUID(), { email: input.email, name: input.name, inviting });
    await this.members.save(joining); // race: no-check-then-create
`),
  },
  'Safe because the object is the one that was found, which is written back': {
    ...layers,
    'join.ts': useCase(`    const known = await this.members.findByEmail(input.email);
    const inviting = await this.members.findByEmail(input.invitedBy);
    if (known || !inviting) throw new Error('a member already');
    await this.members.save(inviting);
`),
  },
  'Race because the columns are assigned from the object one by one': {
    ...layers,
    'typeorm.members.ts': adapter.replace(
      'await this.rows.save(MemberMapper.toRow(member));',
      'const row = new MemberEntity(); row.id = member.id; row.email = member.email; row.name = member.name; await this.rows.save(row);',
    ),
    'join.ts': useCase(`    if (await this.members.findByEmail(input.email)) throw new Error('a member already');
    const joining = Member.join(randomUUID(), { email: input.email, name: input.name });
    await this.members.save(joining); // race: no-check-then-create
`),
  },
  'Race because an object that was made out of what came in is turned into the row': {
    ...prisma,
    'hires.ts': `import { PrismaClient } from '@prisma/client';
import { Hire } from './hire';
const db = new PrismaClient();
export async function hire(input: { boatId: string; days: number }) {
  if (await db.hire.findFirst({ where: { boatId: input.boatId } })) throw new Error('on the water');
  const made = new Hire(input);
  return db.hire.create({ data: made.toRow() }); // race: no-check-then-create
}
`,
  },
  'Safe because it is made out of something else': {
    ...prisma,
    'hires.ts': `import { PrismaClient } from '@prisma/client';
import { Hire } from './hire';
const db = new PrismaClient();
export async function hire(input: { boatId: string; days: number }, other: { boatId: string; days: number }) {
  if (await db.hire.findFirst({ where: { boatId: input.boatId } })) throw new Error('on the water');
  const made = new Hire(other);
  return db.hire.create({ data: made.toRow() });
}
`,
  },
};

describe('objects of the domain', () => {
  for (const [name, files] of Object.entries(cases)) {
    it(name, () => {
      expect(reportsOf(files)).toEqual(marksOf(files));
    });
  }
});
