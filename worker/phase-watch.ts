// Follows what is shown of the workspace, and says when a reason to end is reached. The files are followed, because with a helper beside it
// another process may have written them.
import path from 'node:path';
import { followEvents } from '../disk/events/follow.js';
import type { LogEvent } from '../disk/events/lines.js';
import { logFile } from '../disk/events/log-files.js';
import { lastNumber } from '../disk/events/since.js';
import type { Sections } from '../disk/mirror/sections.js';
import { sectionsIn } from '../disk/mirror/sections.js';
import { watchFolder } from '../agents/host/watch.js';
import { readText } from '../disk/read.js';
import { stillness } from '../disk/stillness.js';
import type { Phase } from '../core/contracts/mirror.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import type { WorkspacePlace } from './place.js';
import { repeatedly } from './repeat.js';

/** `stopped`: until told to stop; `idle`: until nothing can be claimed; `quiet`: also when the budget is used up, paused, or a person is asked. */
export type Until = 'stopped' | 'idle' | 'quiet';

/** Phases at which to leave. */
const ENDS: Record<Until, readonly Phase[]> = {
  stopped: ['stopped'],
  idle: ['idle', 'stopped', 'paused'],
  quiet: ['idle', 'stopped', 'paused', 'spent', 'asking'],
};

/** A watch of a folder may miss things. */
const LOOK_MS = 2000;
/** A change seldom comes alone: who looks a little later reads all of it once. */
const REST_MS = 40;

export interface PhaseWatch {
  close(): void;
  /** Resolves when what is shown now was read. */
  look(): Promise<void>;
  /** The phase at which to leave, when what was read last is at `seq` or later and is one. */
  ended(seq: number): Phase | null;
  /** What was read last. */
  shown(): Sections;
  /** Lineage of the last activation that was seen. */
  root(): string | null;
  /** Resolves with the phase at which to leave. `lookAgain`: whether more work was found before an idle end. */
  until(seq: number, lookAgain: () => Promise<boolean>): Promise<Phase>;
}

interface Watched {
  until: Until;
  /** Events from now on, as they are logged. */
  onEvents(events: readonly LogEvent[]): void;
}

export function watchPhase(place: WorkspacePlace, { until, onEvents }: Watched): PhaseWatch {
  let latest = sectionsIn(null);
  let root: string | null = null;
  let wake = (): void => undefined;
  let closed = false;
  const { workspace } = place.dirs;
  const feed = followEvents(workspace, lastNumber(workspace));
  const ended = (seq: number): Phase | null => {
    const section = latest.workspace;
    return section !== null && section.seq >= seq && ENDS[until].includes(section.phase) ? section.phase : null;
  };
  const once = (): void => {
    // The snapshot is written last, so the events that belong to it are in the log by now.
    const sections = sectionsIn(readText(shown(place, runtimePaths.snapshot)));
    onEvents(feed.next()?.events ?? []);
    root = sections.workspace?.active?.root ?? root;
    latest = sections;
    wake();
  };
  // Who leaves when nothing is left to do asks at each look whether more was found.
  const followed = follow(place, once, until === 'stopped');
  return {
    look: followed.look,
    close() {
      closed = true;
      followed.close();
      wake();
    },
    ended,
    shown: () => latest,
    root: () => root,
    async until(seq, lookAgain) {
      for (;;) {
        // The session is over: nobody asks any more.
        if (closed) return 'stopped';
        const before = latest;
        const phase = ended(seq);
        if (phase !== null && phase !== 'idle') return phase;
        if (phase !== null && !(await lookAgain())) {
          // Another look may have found it meanwhile: that is shown by now, and read only a little later.
          await followed.look();
          if (ended(seq) === phase) return phase;
        }
        if (before === latest) await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

/**
 * Looks at once, soon after every change in the folder of the snapshot, and now and then; one look after the other. `rests`: what nothing happened to
 * is not read again.
 */
function follow(place: WorkspacePlace, once: () => void, rests: boolean): Pick<PhaseWatch, 'look' | 'close'> {
  let isRead = false;
  const still = stillness();
  const files = [shown(place, runtimePaths.snapshot), logFile(place.dirs.workspace)];
  let running: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;
  const look = (): Promise<void> => {
    waiting ??= running.then(() => {
      waiting = null;
      // What cannot be read now is read with the next change.
      return (running = Promise.resolve()
        .then(once)
        .then(
          () => void (isRead = true),
          () => void (isRead = false),
        ));
    });
    return waiting;
  };
  let due: NodeJS.Timeout | null = null;
  const soon = (): void => {
    due ??= setTimeout(() => {
      due = null;
      void look();
    }, REST_MS);
  };
  const unwatch = watchFolder(path.dirname(shown(place, runtimePaths.snapshot)), soon);
  const lookAgain = (): Promise<void> =>
    rests && still.holds() ? Promise.resolve() : still.look(files, look, () => isRead);
  const stopLooking = repeatedly(LOOK_MS, lookAgain, () => undefined);
  const close = (): void => {
    unwatch();
    stopLooking();
    clearTimeout(due ?? undefined);
  };
  void look();
  return { look, close };
}

const shown = (place: WorkspacePlace, relative: string): string =>
  path.join(place.dirs.workspace, RUNTIME_DIR, relative);
