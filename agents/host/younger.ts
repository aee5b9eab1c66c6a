// Which processes can belong to a request at all: those made since its host was about to be started. To look into all of a machine's
// costs more the more others work on it.
import { readProc } from '../../disk/proc.js';

interface Moment {
  /** Processes and threads that this machine had made since its boot. */
  made: number;
  /** Number of the newest. */
  newest: number;
}

/** Of the requests whose host this process started, by id, the oldest first. */
const moments = new Map<string, Moment>();
/** Older ones are forgotten: for them everybody is looked into. */
const MOST = 1000;

/** To be called before the first host of a request is started. A repeat changes nothing: what one before left may still be there. */
export function noteLaunch(requestId: string): void {
  const moment = now();
  if (moment === null || moments.has(requestId)) return;
  moments.set(requestId, moment);
  const [oldest] = moments.keys();
  if (moments.size > MOST && oldest !== undefined) moments.delete(oldest);
}

/**
 * Those of `all` whose number was given out since then; all of them where this process did not start the host, or where so many were made
 * that the numbers may have come round. Numbers are given out in order, and begin anew at the end.
 */
export function madeSince(requestId: string, all: readonly number[]): readonly number[] {
  const [then, current] = [moments.get(requestId), now()];
  const most = Number(readProc('sys/kernel/pid_max') ?? 0);
  // Numbers in use are passed over, so that the newest may be further on than the count says: half leaves room for them.
  if (then === undefined || current === null || current.made - then.made >= most / 2) return all;
  const [from, to] = [then.newest, current.newest];
  return to >= from ? all.filter((pid) => pid > from && pid <= to) : all.filter((pid) => pid > from || pid <= to);
}

/** Null where the kernel does not say. */
function now(): Moment | null {
  const made = Number(/^processes (\d+)$/m.exec(readProc('stat') ?? '')?.[1] ?? NaN);
  const newest = Number((readProc('loadavg') ?? '').trim().split(' ').at(-1));
  return made > 0 && newest > 0 ? { made, newest } : null;
}
