/**
 * What is being modelled at the moment, over all files: closes recursion, and knows which models are whole.
 *
 * A model that a recursion, or a file that had to stay closed, has cut something off from holds for the linted file only: another one may
 * ask in another order. It is forgotten when the next file is linted, so that what is found doesn't depend on what was linted before.
 */
export class Progress {
  private readonly running = new Map<object, number>();
  /** the lowest level that something in the making was cut off at */
  private lowest = Infinity;
  private misses = 0;
  private provisional: (() => void)[] = [];

  /** Another file is linted. */
  begin(): void {
    for (const forget of this.provisional) forget();
    this.provisional = [];
  }

  /** Whether this is in the making; who asks goes on without it. */
  isRunning(key: object): boolean {
    const level = this.running.get(key);
    if (level !== undefined) this.lowest = Math.min(this.lowest, level);
    return level !== undefined;
  }

  /** Makes something. @param forget undoes that it is kept */
  during<T>(key: object, make: () => T, forget: () => void): T {
    const level = this.running.size;
    const before = this.lowest;
    this.lowest = Infinity;
    this.running.set(key, level);
    try {
      return make();
    } finally {
      this.running.delete(key);
      const isWhole = this.lowest >= level;
      if (!isWhole) this.provisional.push(forget);
      this.lowest = isWhole ? before : Math.min(before, this.lowest);
    }
  }

  /** A file had to stay closed: the budget is used up. */
  miss(): void {
    this.misses++;
    this.lowest = -1;
  }

  /** Whether all files that were asked for meanwhile could be opened. */
  isWhole<T>(ask: () => T): { readonly found: T; readonly whole: boolean } {
    const before = this.misses;
    const found = ask();
    return { found, whole: this.misses === before };
  }
}
