import { Column, DataSource, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
class Post {
  @PrimaryGeneratedColumn() id!: number;
}

@Entity()
class Comment {
  @PrimaryGeneratedColumn() id!: number;
  @Column() postId!: number;
  @ManyToOne(() => Post) post!: Post;
}

export class Comments {
  constructor(private readonly source: DataSource) {}

  async remove(id: number): Promise<void> {
    await this.source.getRepository(Post).delete({ id });
  }

  async add(postId: number): Promise<void> {
    const post = await this.source.getRepository(Post).findOneBy({ id: postId });
    if (!post) throw new Error('no such post');
    await this.source.getRepository(Comment).insert({ postId }); // race: no-check-then-reference
  }

  async addCaught(postId: number): Promise<void> {
    const post = await this.source.getRepository(Post).findOneBy({ id: postId });
    if (!post) throw new Error('no such post');
    try {
      await this.source.getRepository(Comment).insert({ postId });
    } catch (error) {
      if ((error as { driverError?: { code?: string } }).driverError?.code === '23503') throw new Error('no such post');
      throw error;
    }
  }

  async addLocked(id: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const post = await manager.findOneOrFail(Post, { where: { id }, lock: { mode: 'pessimistic_read' } });
      await manager.insert(Comment, { postId: post.id });
    });
  }
}
