// When whoever follows a log has seen enough: Ctrl-C, an ordinary kill, or a reader that has gone.
import { whenUnread } from '../output.js';

export function leaving(): AbortSignal {
  const interrupted = new AbortController();
  const leave = (): void => interrupted.abort();
  process.once('SIGINT', leave).once('SIGTERM', leave);
  whenUnread('stdout', leave);
  return interrupted.signal;
}
