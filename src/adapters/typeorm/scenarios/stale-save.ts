import { Column, DataSource, Entity, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';

@Entity()
export class Profile {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column() name!: string;
  @Column() city!: string;
  @UpdateDateColumn() updatedAt!: Date;
}

declare const source: DataSource;

export async function moves(id: string, city: string) {
  const profile = await source.getRepository(Profile).findOneByOrFail({ id });
  profile.city = city;
  await source.getRepository(Profile).save(profile); // race: no-stale-entity-save
}

export async function movesByColumn(id: string, city: string) {
  await source.getRepository(Profile).update({ id }, { city });
}

export async function movesUnderLock(id: string, city: string) {
  await source.transaction(async (manager) => {
    const profile = await manager.findOneOrFail(Profile, { where: { id }, lock: { mode: 'pessimistic_write' } });
    profile.city = city;
    await manager.save(profile);
  });
}

export async function setsAll(id: string, name: string, city: string) {
  const profile = await source.getRepository(Profile).findOneByOrFail({ id });
  profile.name = name;
  profile.city = city;
  await source.getRepository(Profile).save(profile);
}
