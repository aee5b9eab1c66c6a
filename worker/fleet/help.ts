// A worker beside the holder of the lease: it serves the same queues and nothing else. It leaves by what the snapshot shows, and takes the
// lease when the holder dies, hangs or hands over.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Phase } from '../../core/contracts/mirror.js';
import { createEar, endSilent, LOOK_MS, WorkerConflict } from './answers.js';
import type { Lease } from './lease.js';
import { readLease, tryLease } from './lease.js';
import type { PhaseWatch } from '../phase-watch.js';
import type { WorkerRecord } from './roster.js';

/** What the holder found as it began is shown a moment later, and the workspace is idle until then. */
const LOOKS_AT_REST = 6;

export type HelpEnd = { kind: 'over'; phase: Phase | 'left' } | { kind: 'took'; lease: Lease };

export interface Helping {
  stateDir: string;
  self: WorkerRecord;
  watch: PhaseWatch;
  /** Aborted: leave. */
  leave: AbortSignal;
  /** True when as many stages ended as this worker was started for. */
  enough(): boolean;
  /** In ms: so long a document that lies in a queue may still rest before it is taken in; 0 where none lies there. */
  resting(): number;
  say(line: string): void;
}

/** What two workers of one workspace have in common. */
type Kind = Pick<WorkerRecord, 'build' | 'script'>;

/**
 * Throws `WorkerConflict`: two builds would decide the same workflow in two ways, and a rehearsal and real agents would
 * share the stages.
 */
export function assertSameKind(holder: WorkerRecord, self: Kind): void {
  const why = otherBuild(holder, self) ?? otherAgents(holder, self);
  if (why === null) return;
  throw new WorkerConflict(
    `Process ${holder.pid} serves this workspace ${why}, so this one cannot help it. ` +
      'End it with `millrace stop`, then run this command again.',
  );
}

const otherBuild = (holder: WorkerRecord, self: Kind): string | null =>
  holder.build === self.build ? null : `with another build of millrace (${holder.build}, this is ${self.build})`;

function otherAgents(holder: WorkerRecord, self: Kind): string | null {
  const [theirs, ours] = [holder.script ?? null, self.script ?? null];
  if (holder.role !== 'serve' || theirs === ours) return null;
  const wouldUse = ours === null ? 'would start the agents of the plan' : `would rehearse ${ours}`;
  return `${theirs === null ? 'with the agents of the plan' : `as a rehearsal of ${theirs}`}, and this one ${wouldUse}`;
}

export async function help(helping: Helping): Promise<HelpEnd> {
  const { stateDir, self, watch, leave, enough, resting, say } = helping;
  const ear = createEar(stateDir);
  let begunAt = Infinity;
  let rest = { seq: -1, looks: 0 };
  for (;;) {
    const holder = readLease(stateDir);
    if (holder?.role === 'serve') assertSameKind(holder, self);
    begunAt = holder?.begunAt ?? begunAt;
    await watch.look();
    const phase = watch.ended(begunAt);
    if (leave.aborted) return { kind: 'over', phase: 'left' };
    const seq = watch.shown().workspace?.seq ?? 0;
    rest = { seq, looks: phase === 'idle' && rest.seq === seq ? rest.looks + 1 : 0 };
    if (phase !== null && phase !== 'idle') return { kind: 'over', phase };
    const isLong = rest.looks >= LOOKS_AT_REST && (rest.looks - LOOKS_AT_REST) * LOOK_MS >= resting();
    if (phase === 'idle' && isLong) return { kind: 'over', phase };
    if (phase === 'idle') {
      await sleep(LOOK_MS);
      continue;
    }
    if (enough()) return { kind: 'over', phase: watch.shown().workspace?.phase ?? 'left' };
    if (holder === null) {
      const lease = takeOver(helping);
      if (lease !== null) return { kind: 'took', lease };
    } else if (ear(holder) === 'silent' && self.endures) await endSilent(holder, say);
    else await sleep(LOOK_MS);
  }
}

/** Null when another helper was faster, or a command is carried out. */
function takeOver({ stateDir, self, say }: Helping): Lease | null {
  const found = tryLease(stateDir, self);
  if (found.kind === 'taken') return null;
  say('The worker that served this workspace is gone: this one goes on in its place.');
  return found.lease;
}
