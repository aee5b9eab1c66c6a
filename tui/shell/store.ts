// Holds the state of the screen, and lets it be drawn at most ten times a second, however much news comes.
import { type Effect, type News, step } from '../model/update.js';
import type { State } from '../model/state.js';

const DRAW_MS = 100;

export interface Store {
  /** The newest, drawn or not. */
  state(): State;
  /** What is to be seen. */
  shown(): State;
  subscribe(listener: () => void): () => void;
  tell(news: News): void;
  end(): void;
}

/** `act`: does in the world what a step asks for. */
export function createStore(first: State, act: (effect: Effect) => void): Store {
  let [state, seen] = [first, first];
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let last = -Infinity;
  const draw = (): void => {
    timer = null;
    last = performance.now();
    seen = state;
    for (const listener of listeners) listener();
  };
  return {
    state: () => state,
    shown: () => seen,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell: (news) => {
      const { state: next, effects } = step(state, news);
      state = next;
      if (timer === null && next !== seen) timer = setTimeout(draw, Math.max(0, last + DRAW_MS - performance.now()));
      effects.forEach(act);
    },
    end: () => void (timer !== null && clearTimeout(timer)),
  };
}
