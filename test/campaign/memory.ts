// The most that processes hold while a campaign goes on, looked at every second.
import { memory } from '../../bench/process.js';

const EVERY_MS = 1000;

/** `processes`: pids by name, asked each time, since they are killed and started anew. Ends when `end` is called; gives kB of PSS by name. */
export function watchMemory(processes: () => Readonly<Record<string, readonly number[]>>): {
  end(): Record<string, number>;
} {
  const most: Record<string, number> = {};
  const look = (): void => {
    for (const [name, pids] of Object.entries(processes()))
      for (const pid of pids) most[name] = Math.max(most[name] ?? 0, heldBy(pid));
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      return most;
    },
  };
}

function heldBy(pid: number): number {
  try {
    return memory(pid).pss;
  } catch {
    // It is gone.
    return 0;
  }
}
