// Whoever wants to be told of something, and what has to run only while somebody does.

export interface Listeners<T> {
  /** Gives the function that takes it away again. */
  add(listener: (news: T) => void): () => void;
  tell(news: T): void;
  /** All of them leave, at once. */
  end(): void;
}

/** `begin`: is called when the first one comes, and gives what is called when the last one has left for `lingerMs`. */
export function listeners<T>(begin: () => () => void, lingerMs: number): Listeners<T> {
  const all = new Set<(news: T) => void>();
  let end: (() => void) | null = null;
  let leaving: NodeJS.Timeout | null = null;
  const leave = (): void => {
    if (leaving !== null) clearTimeout(leaving);
    leaving = null;
    all.clear();
    end?.();
    end = null;
  };
  return {
    add: (listener) => {
      if (leaving !== null) clearTimeout(leaving);
      leaving = null;
      all.add(listener);
      end ??= begin();
      return () => {
        if (!all.delete(listener) || all.size > 0) return;
        leaving = setTimeout(leave, lingerMs);
        leaving.unref();
      };
    },
    tell: (news) => [...all].forEach((listener) => listener(news)),
    end: leave,
  };
}
