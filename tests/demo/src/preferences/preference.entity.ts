import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

@Entity('preferences')
@Unique(['userId', 'key'])
export class Preference {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column()
  userId!: string;

  @Column()
  key!: string;

  @Column()
  value!: string;
}
