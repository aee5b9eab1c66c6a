// What a stage asks for before it begins, and who gives it.
import type { Held } from './tickets.js';

export interface Asking {
  request: Pick<Held, 'workspace' | 'request' | 'runner'>;
  /** Aborted: it waits no longer. */
  signal: AbortSignal;
  say(line: string): void;
}

export interface Gate {
  /** Resolves when the stage may begin, or its signal is aborted. Gives what takes the place back. */
  enter(asking: Asking): Promise<() => void>;
}
