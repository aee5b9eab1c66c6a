// Some pieces of work at a time, the others in their order.

export interface Lanes {
  /** Null when too many wait. Rejects as the work does. */
  go<T>(work: () => Promise<T>): Promise<T | null>;
  /** Resolves when nothing is at work and nothing waits. */
  idle(): Promise<void>;
}

export function lanes(count: number, mostWaiting: number): Lanes {
  const waiting: (() => void)[] = [];
  const resting: (() => void)[] = [];
  let busy = 0;
  const leave = (): void => {
    const next = waiting.shift();
    if (next !== undefined) return next();
    busy -= 1;
    if (busy === 0) for (const tell of resting.splice(0)) tell();
  };
  const enter = (): Promise<void> => {
    if (busy >= count) return new Promise((resolve) => waiting.push(resolve));
    busy += 1;
    return Promise.resolve();
  };
  return {
    go: async (work) => {
      if (waiting.length >= mostWaiting) return null;
      await enter();
      return work().finally(leave);
    },
    idle: () => (busy === 0 ? Promise.resolve() : new Promise((resolve) => resting.push(resolve))),
  };
}
