import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { Note, NoteVersion } from './note.entities';

@Injectable()
export class NotesService {
  constructor(
    @InjectRepository(NoteVersion) private readonly versions: Repository<NoteVersion>,
    private readonly dataSource: DataSource,
  ) {}

  /** Race: fast typing sends two requests; both write the same version number. */
  async addVersion(noteId: string, body: string) {
    const latest = await this.versions.findOne({ where: { noteId }, order: { number: 'DESC' } });
    const version = this.versions.create({ noteId, number: (latest?.number ?? 0) + 1, body });
    return this.versions.save(version);
  }

  /** Safe: the note is locked while its next version is drawn. */
  async addVersionSafely(noteId: string, body: string) {
    return this.dataSource.transaction(async (manager) => {
      await manager.findOneOrFail(Note, { where: { id: noteId }, lock: { mode: 'pessimistic_write' } });
      const latest = await manager.findOne(NoteVersion, { where: { noteId }, order: { number: 'DESC' } });
      const version = manager.create(NoteVersion, { noteId, number: (latest?.number ?? 0) + 1, body });
      return manager.save(version);
    });
  }

  /** Wrong: the entity is saved twice; nothing changed in between. */
  async importVersion(noteId: string, number: number, body: string) {
    const version = this.versions.create({ noteId, number, body });
    await this.versions.save(version);
    await this.versions.save(version);
    return version;
  }

  /** Safe: the second save writes what changed after the first. */
  async importVersionSafely(noteId: string, number: number, body: string) {
    const version = this.versions.create({ noteId, number, body });
    await this.versions.save(version);
    version.body = `${body} (imported as ${version.id})`;
    await this.versions.save(version);
    return version;
  }
}
