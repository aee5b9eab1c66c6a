// While a worker serves: looks now and then at what is shown, and tells how stages stand and why nothing runs. It reads files alone.
import type { RunSection } from '../../core/contracts/mirror.js';
import { readSnapshot, type SnapshotView } from '../../read/snapshot.js';
import { agentState } from '../agent-state.js';
import { lookAround } from '../around.js';
import type { Context } from '../context.js';
import type { Happening } from '../feed/happening.js';
import type { AtRest, AtWork, Pulse } from '../feed/pulse.js';
import { idleOf } from '../report/health.js';

const LOOK_MS = 2000;

interface Watched {
  dir: string;
  /** Of the workspace. */
  id: string;
  pulse: Pulse;
  tell(happening: Happening): void;
}

export interface PulseWatch {
  /** From here on it looks. A second call changes nothing. */
  begin(): void;
  end(): void;
}

/** `lookMs`: between two looks. */
export function pulseWatch({ env }: Pick<Context, 'env'>, watched: Watched, lookMs = LOOK_MS): PulseWatch {
  let timer: NodeJS.Timeout | null = null;
  let busy = false;
  const once = async (): Promise<void> => {
    const found = await look(env, watched);
    if (timer !== null) found.forEach(watched.tell);
  };
  const tick = (): void => {
    if (busy) return;
    busy = true;
    // A file that is just being written, or a workspace that is just going away: the next look tells.
    void once()
      .catch(() => undefined)
      .finally(() => (busy = false));
  };
  return {
    begin: () => void (timer ??= setInterval(tick, lookMs)),
    end() {
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
  };
}

async function look(env: NodeJS.ProcessEnv, { dir, id, pulse }: Watched): Promise<Happening[]> {
  const snapshot = readSnapshot(dir);
  const running = (snapshot?.runs ?? []).filter(({ state }) => state === 'running');
  if (running.length > 0) {
    const stages = await Promise.all(running.map((run) => atWork(env, id, run)));
    return pulse.atWork(Date.now(), stages);
  }
  if (!pulse.asksWhy(Date.now(), JSON.stringify([snapshot?.workspace, snapshot?.runs]))) return [];
  const around = await lookAround(dir, env);
  // Nothing waits for a worker: this run is one.
  const why = idleOf(around, 0);
  if (why === null) return [];
  return pulse.atRest(Date.now(), { ...why, until: untilOf(snapshot) } satisfies AtRest);
}

async function atWork(env: NodeJS.ProcessEnv, id: string, run: RunSection): Promise<AtWork> {
  const agent = await agentState(id, run, env);
  const { requestId, since } = run;
  return {
    ...{ requestId, since: Date.parse(since) },
    data: {
      ...{ request_id: requestId, run_id: run.runId, plane: run.plane, node_id: run.node },
      ...{ work_item: `${run.family}/${run.id}`, stage: run.stageNumber, attempt: run.attempt },
      ...{ tokens: agent?.tokens ?? null, last_output: agent?.line ?? null, quiet_s: agent?.quietSeconds ?? null },
    },
  };
}

/** The first moment at which something goes on by itself. */
function untilOf(snapshot: SnapshotView | null): string | null {
  const waits = (snapshot?.runs ?? []).map(({ waitsUntil }) => waitsUntil);
  const all = [snapshot?.workspace?.usage?.resumeAt ?? null, ...waits].flatMap((one) => one ?? []);
  return all.sort()[0] ?? null;
}
