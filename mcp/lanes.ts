// Some pieces of work at a time, the others in their order.

export interface Lanes {
  /** Null when too many wait. Rejects as the work does. */
  go<T>(work: () => Promise<T>): Promise<T | null>;
}

export function lanes(count: number, mostWaiting: number): Lanes {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const enter = (): Promise<void> => {
    if (busy >= count) return new Promise((resolve) => waiting.push(resolve));
    busy += 1;
    return Promise.resolve();
  };
  /** Its place goes to the next one. */
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  };
  return {
    go: async (work) => {
      if (busy >= count && waiting.length >= mostWaiting) return null;
      await enter();
      return work().finally(leave);
    },
  };
}
