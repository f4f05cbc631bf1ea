import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

@Entity('notes')
export class Note {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column()
  title!: string;
}

@Entity('note_versions')
@Unique(['noteId', 'number'])
export class NoteVersion {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column()
  noteId!: string;

  @Column({ type: 'int' })
  number!: number;

  @Column()
  body!: string;
}
