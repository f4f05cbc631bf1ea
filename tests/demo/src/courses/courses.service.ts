import { ConflictException, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CourseAccess, StudentCredit } from './course.entities';

@Injectable()
export class CoursesService {
  constructor(private readonly dataSource: DataSource) {}

  /** Race: a row is locked, but not the one that the decision reads; one access is granted twice, from two credits. */
  async grant(creditId: string, accessId: string) {
    await this.dataSource.transaction(async (manager) => {
      const credit = await manager.findOneOrFail(StudentCredit, { where: { id: creditId }, lock: { mode: 'pessimistic_write' } });
      const access = await manager.findOneByOrFail(CourseAccess, { id: accessId });
      if (access.status === 'granted') throw new ConflictException('Granted already');
      await manager.update(CourseAccess, { id: accessId }, { status: 'granted' });
      await manager.decrement(StudentCredit, { id: credit.id }, 'lessons', 1);
    });
  }

  /** Safe: the row that the decision reads is locked. */
  async grantSafely(creditId: string, accessId: string) {
    await this.dataSource.transaction(async (manager) => {
      const access = await manager.findOneOrFail(CourseAccess, { where: { id: accessId }, lock: { mode: 'pessimistic_write' } });
      if (access.status === 'granted') throw new ConflictException('Granted already');
      await manager.update(CourseAccess, { id: accessId }, { status: 'granted' });
      await manager.decrement(StudentCredit, { id: creditId }, 'lessons', 1);
    });
  }
}
