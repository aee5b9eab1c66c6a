// Whether this process is a background job of its terminal, which stops it (SIGTTOU, SIGTTIN) for writing there under `stty tostop` and for
// reading. Node cannot ignore these signals, so that nothing is written or asked then.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Channel, isTerminal } from '../output.js';

/** For so long an answer of `stty` holds: it costs a process. */
const HOLDS_MS = 1000;

/** Linux only: elsewhere no worker runs. */
export const isBackground = (): boolean => isBackgroundIn(statOf());

/** `stat`: `/proc/<pid>/stat`; null where it cannot be read. */
export function isBackgroundIn(stat: string | null): boolean {
  // The name of the program may have spaces and brackets in it.
  const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
  const [group, terminal, foreground] = [fields[2], fields[4], fields[5]].map(Number);
  return terminal !== 0 && Number(foreground) > 0 && group !== foreground;
}

/** Whether a line that is written there stops this process. */
export const stopsWriter = (channel: Channel): boolean => isTerminal(channel) && isBackground() && isStopping();

let asked = { at: -Infinity, stops: false };

function isStopping(): boolean {
  const now = performance.now();
  if (now - asked.at > HOLDS_MS) asked = { at: now, stops: tostop() };
  return asked.stops;
}

function tostop(): boolean {
  try {
    const options = { encoding: 'utf8', stdio: 'pipe', timeout: HOLDS_MS } as const;
    return /(?:^|\s)tostop\b/m.test(execFileSync('stty', ['-F', '/dev/tty', '-a'], options));
  } catch {
    return false;
  }
}

function statOf(): string | null {
  try {
    return readFileSync('/proc/self/stat', 'utf8');
  } catch {
    return null;
  }
}
