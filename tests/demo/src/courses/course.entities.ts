import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('student_credits')
export class StudentCredit {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'int' })
  lessons!: number;
}

@Entity('course_accesses')
export class CourseAccess {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column()
  status!: string;
}
