// Keeps a worker alive as an init system would: `millrace run daemon`, again whenever it ended. Knows nothing of why.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import type { Bench } from '../../support/bench.js';

/** Between the end of a worker and the start of the next one. */
const RESTART_MS = 50;
/** A worker that lives shorter has a reason to end that the next one has too. */
const SHORT_MS = 1000;
/** A worker that has not left by then is told to leave at once. */
const LEAVE_MS = 30_000;

export interface Supervisor {
  /** Pids of the workers that live, oldest first. */
  workers(): number[];
  /** Starts one more beside those that live; resolves when it ended. */
  another(): Promise<void>;
  /** How many workers were started in all. */
  started(): number;
  /** Lets the workers leave as Ctrl-C does, so that the mirror shows it, and starts no more. */
  stop(): Promise<void>;
}

/** `log`: file that gets what every worker printed. */
export function supervise(bench: Bench, log: string): Supervisor {
  const living = new Map<ChildProcess, Promise<void>>();
  let started = 0;
  let stopping = false;

  const serve = (): Promise<void> => {
    const { child, ended } = bench.start('run', 'daemon', '--monitor', 'basic');
    started += 1;
    const over = ended.then(({ code, signal, output }) => {
      living.delete(child);
      const line = { at: Date.now(), pid: child.pid, code, signal, output };
      appendFileSync(log, `${JSON.stringify(line)}\n`);
    });
    living.set(child, over);
    return over;
  };
  const keep = async (): Promise<void> => {
    while (!stopping) {
      const began = Date.now();
      // One that was started beside it goes on in its place.
      await (living.size === 0 ? serve() : Promise.race(living.values()));
      await sleep(Date.now() - began < SHORT_MS ? 4 * RESTART_MS : RESTART_MS);
    }
  };
  const kept = keep();
  return {
    workers: () => [...living.keys()].flatMap((child) => child.pid ?? []),
    another: serve,
    started: () => started,
    async stop() {
      stopping = true;
      for (const child of living.keys()) child.kill('SIGINT');
      const patience = setTimeout(() => living.forEach((_, child) => child.kill('SIGTERM')), LEAVE_MS);
      await Promise.all(living.values());
      clearTimeout(patience);
      await kept;
    },
  };
}
