// How a person leaves: Ctrl-C once lets the stage in flight finish, twice leaves now; SIGTERM leaves now, and so does SIGHUP unless this was
// started to outlive its terminal.
import { EXIT } from '../exit.js';
import { outlivesTerminal } from './hangup.js';

export interface LeaveSignals {
  leave: AbortSignal;
  leaveNow: AbortSignal;
  /** Gives the signals back to the process. */
  end(): void;
}

const KEPT = 'Leaving now. An agent that is at work keeps running, and the next `millrace run` picks up its result.';
const LEAVING = 'Leaving after the stage in flight. Press Ctrl-C again to leave now; an agent that is at work then keeps running.';

/** How long what is under way may take to end when there is no time, in ms. Whatever a kill does not harm may be cut off. */
const PATIENCE_MS = 8000;

const CUT = `What this worker is at did not end within ${PATIENCE_MS / 1000} s: it is cut off. The next \`millrace run\` goes on with it.`;

export function listenForSignals(say: (line: string) => void): LeaveSignals {
  const soft = new AbortController();
  const hard = new AbortController();
  let last: NodeJS.Timeout | null = null;
  const giveUp = (): void => {
    say(CUT);
    process.exit(EXIT.done);
  };
  const now = (): void => {
    if (!hard.signal.aborted) say(KEPT);
    // First, so that whoever hears the softer one knows that there is no time for it.
    hard.abort();
    soft.abort();
    last ??= setTimeout(giveUp, PATIENCE_MS);
  };
  const interrupt = (): void => {
    if (soft.signal.aborted) return now();
    say(LEAVING);
    soft.abort();
  };
  const hangUp = outlivesTerminal() ? (): void => undefined : now;
  process.on('SIGINT', interrupt).on('SIGTERM', now).on('SIGHUP', hangUp);
  const end = (): void => {
    process.off('SIGINT', interrupt).off('SIGTERM', now).off('SIGHUP', hangUp);
    // It has ended; what keeps the process now keeps it no longer than that either.
    last?.unref();
  };
  return { leave: soft.signal, leaveNow: hard.signal, end };
}
