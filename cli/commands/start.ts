// `start`: what older instructions call `run once` and `run daemon`.
import type { Context, Result } from '../context.js';
import { misused } from '../errors.js';

interface StartOptions {
  once?: boolean;
  daemon?: boolean;
  maxTicks?: number;
}

/** Exit 2 where it does not say which of the two is meant. */
export async function start(context: Context, { once, daemon, ...options }: StartOptions): Promise<Result> {
  if (once === true && daemon === true)
    throw misused('--once and --daemon exclude each other.', 'Leave one of them out.');
  if (once !== true && daemon !== true)
    throw misused(
      '`start` needs to know how: with --once or --daemon.',
      '`millrace run` works on the queue here until Ctrl-C; `millrace run --until idle` until nothing is left to do.',
    );
  const { runDaemon, runOnce } = await import('./run.js');
  return once === true ? runOnce(context, {}) : runDaemon(context, options);
}
