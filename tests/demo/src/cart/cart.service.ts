import { Injectable } from '@nestjs/common';

interface Line {
  readonly productId: string;
  quantity: number;
}

/** Safe: this looks like a check and a write, but the rows live in memory. */
@Injectable()
export class CartService {
  private readonly carts = new Map<string, Line[]>();

  add(userId: string, productId: string, quantity: number): void {
    let lines = this.carts.get(userId);
    if (!lines) {
      lines = [];
      this.carts.set(userId, lines);
    }
    const line = lines.find((one) => one.productId === productId);
    if (line) line.quantity = line.quantity + quantity;
    else lines.push({ productId, quantity });
  }

  remove(userId: string): void {
    if (this.carts.has(userId)) this.carts.delete(userId);
  }
}
