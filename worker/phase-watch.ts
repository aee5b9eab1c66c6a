// Follows what this process shows of the workspace, and says when a reason to end is reached.
import { onApplied } from '../activities/mirror/apply.js';
import type { MirrorEntry, Phase, WorkspaceSection } from '../core/contracts/mirror.js';
import type { Place } from './place.js';

/** `stopped`: until told to stop; `idle`: until nothing can be claimed; `quiet`: also when the budget is used up or paused. */
export type Until = 'stopped' | 'idle' | 'quiet';

const ENDS: Record<Until, readonly Phase[]> = {
  stopped: ['stopped'],
  idle: ['idle', 'stopped', 'paused'],
  quiet: ['idle', 'stopped', 'paused', 'spent'],
};

export interface PhaseWatch {
  close(): void;
  /** Lineage of the last activation that was seen. */
  root(): string | null;
  /** Resolves with the phase at which to leave. `lookAgain`: whether more work was found before an idle end. */
  until(seq: number, lookAgain: () => Promise<boolean>): Promise<Phase>;
}

interface Watched {
  until: Until;
  /** Changes that this process shows, as they are shown. */
  onEntries?: (entries: readonly MirrorEntry[]) => void;
}

/** Follows the workspace's part of the snapshot as this process writes it. */
export function watchPhase(place: Place, options: Watched): PhaseWatch {
  let latest: WorkspaceSection | null = null;
  let root: string | null = null;
  let wake = (): void => undefined;
  let closed = false;
  const ignore = onApplied(place.dirs, ({ workspace }, entries) => {
    options.onEntries?.(entries);
    latest = workspace ?? latest;
    root = latest?.active?.root ?? root;
    wake();
  });
  return {
    close() {
      closed = true;
      ignore();
      wake();
    },
    root: () => root,
    async until(seq: number, lookAgain: () => Promise<boolean>): Promise<Phase> {
      for (;;) {
        // The session is over: nobody asks any more.
        if (closed) return 'stopped';
        const section = latest;
        const over = section !== null && section.seq >= seq && ENDS[options.until].includes(section.phase);
        if (over && section.phase !== 'idle') return section.phase;
        if (over && !(await lookAgain()) && section === latest) return section.phase;
        if (section === latest) await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
