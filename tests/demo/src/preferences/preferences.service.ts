import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Preference } from './preference.entity';

@Injectable()
export class PreferencesService {
  constructor(@InjectRepository(Preference) private readonly preferences: Repository<Preference>) {}

  /** Race: two requests update no row; both insert one. */
  async set(userId: string, key: string, value: string) {
    const { affected } = await this.preferences.update({ userId, key }, { value });
    if (affected === 0) {
      await this.preferences.insert({ userId, key, value });
    }
  }

  /** Race: the same, asked the other way round. */
  async setDefault(userId: string, key: string, value: string) {
    const known = await this.preferences.existsBy({ userId, key });
    if (known) return;
    await this.preferences.save(this.preferences.create({ userId, key, value }));
  }

  /** Safe: one statement. */
  async setSafely(userId: string, key: string, value: string) {
    await this.preferences.upsert({ userId, key, value }, ['userId', 'key']);
  }

  /** Safe: the database ignores the second row. */
  async setDefaultSafely(userId: string, key: string, value: string) {
    await this.preferences.createQueryBuilder().insert().values({ userId, key, value }).orIgnore().execute();
  }
}
