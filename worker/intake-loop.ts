// Brings what appears in the queue folders and the inboxes into the workspace: looks when something happens there, when somebody asks, and
// again later at what may still be written.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import type { Dirs } from '../disk/dirs.js';
import type { Scope } from '../disk/intake/scan.js';
import { giveBackCompleted } from '../disk/intake/completed.js';
import { foldersOfDocuments, queueFolders } from '../disk/intake/folders.js';
import type { SeenIdeas } from '../disk/intake/inbox.js';
import { watchFolders } from '../disk/intake/watch.js';
import { stillness } from '../disk/stillness.js';
import { type IntakeOptions, takeDrops, takeStrays } from './intake-drops.js';
import { type TakenIdeas, takeIdeas } from './intake-ideas.js';
import { paced } from './repeat.js';
import { roomWatch } from './room-watch.js';

const AGAIN_MS = 300;
/** A watch may miss things, and some file systems give none. Also beside many other workspaces not much later. */
const [RESCAN_MS, RESCAN_MOST_MS] = [30_000, 120_000];
const rescanMs = (): number => Math.min(paced(RESCAN_MS), RESCAN_MOST_MS);
/** So many times as long as a file has to rest one that goes on being written is waited for. */
const PATIENCE = 3;
export interface IntakeLoop {
  /**
   * Takes in whatever is there now. True when something was admitted. What is being written is waited for, though not for
   * ever: it is looked at again later. `wait` false: later at once.
   */
  takeIn(scope?: Scope, wait?: boolean): Promise<boolean>;
  close(): void;
}

/** What is not watched is taken in when somebody asks: as a worker starts, and before it falls idle. */
export function startIntake(dirs: Dirs, options: IntakeOptions): IntakeLoop {
  const { watchers, onError } = options;
  const seen: SeenIdeas = { files: new Map(), taken: new Set(), pending: [] };
  const ideas = watchers.enabled && watchers.watch_ideas_inbox ? runtimePaths.ideaInboxes : [];
  const unwatched = watchers.watch_specs_queue ? [] : [runtimePaths.dropFolder('spec')];
  let tail: Promise<boolean> = Promise.resolve(false);
  let closed = false;
  // A look at them is asked for as well, so that they are not forgotten where no flood is.
  const young = new Set<string>();
  const takeYoung = (): string[] => {
    const all = [...young];
    young.clear();
    return all;
  };
  const restMs = watchers.rest_ms;
  const look = async (scope: Scope, skipped: readonly string[]): Promise<Looked> => {
    if (closed || room.isLacking()) return NOTHING;
    const failed = failing(onError);
    // The inboxes are looked at whatever the queue folders are like, and the other way round.
    const tried = ideas.length === 0 ? NOTHING : await takeIdeas(dirs, seen, options.send, restMs).catch(failed);
    const fromIdeas = tried ?? NOTHING;
    const isAnyAside = await giveBackCompleted(dirs, restMs).catch(failed);
    const dropped = await takeDrops({ dirs, options, skipped, young: takeYoung, isOver: () => closed }, scope);
    later.add(dropped.rest);
    const strayed = scope === 'contents' && (await takeStrays(dirs, options));
    const isFull = dropped.full === true || fromIdeas.full === true;
    if (isFull) room.waitFor();
    const unsettled = [...dropped.unsettled, ...fromIdeas.unsettled];
    const isWhole = tried !== null && isAnyAside !== null && dropped.isPart !== true && !isFull;
    // Of a file that stays where it is looked at, its folder does not tell that it changed.
    const isAnyThere = seen.files.size + seen.pending.length + unsettled.length > 0 || isAnyAside === true;
    const admitted = dropped.admitted || strayed || fromIdeas.admitted;
    return { admitted, unsettled, isNothing: isWhole && !isAnyThere };
  };
  const still = stillness();
  const lookAt = (scope: Scope, skipped: readonly string[]): Promise<Looked> => {
    if (typeof scope !== 'string') return look(scope, skipped);
    const inboxes = ideas.map((folder) => path.join(dirs.workspace, RUNTIME_DIR, folder));
    const names = [...foldersOfDocuments(dirs), ...inboxes];
    return still.look(
      names,
      () => look(scope, skipped),
      ({ isNothing }) => isNothing === true,
    );
  };
  const room = roomWatch(dirs, () => onChange('names'));
  const later = laterLook(restMs, (paths) => onChange({ paths }));
  const lookOn = async (scope: Scope, skipped: readonly string[], wait: boolean): Promise<boolean> => {
    const patience = performance.now() + PATIENCE * restMs;
    let { admitted, unsettled } = await lookAt(scope, skipped);
    while (wait && unsettled.length > 0 && !closed && performance.now() < patience) {
      await sleep(Math.min(AGAIN_MS, restMs));
      const more = await look({ paths: unsettled }, skipped);
      admitted ||= more.admitted;
      unsettled = more.unsettled;
    }
    later.add(unsettled);
    return admitted;
  };
  const takeIn = (scope: Scope, skipped: readonly string[], wait: boolean): Promise<boolean> => {
    tail = tail
      .catch(() => false)
      .then(() => {
        if (typeof scope !== 'string') for (const one of scope.paths) young.delete(one);
        return lookOn(scope, skipped, wait);
      });
    return tail;
  };
  const folders = (): string[] => [...queueFolders(dirs).filter((one) => !unwatched.includes(one)), ...ideas];
  const onChange = (scope: Scope): void => {
    if (typeof scope !== 'string') for (const one of scope.paths) young.add(one);
    void takeIn(scope, unwatched, false).catch(onError);
  };
  const watch = watchers.enabled
    ? watchFolders({
        ...{ dirs, folders, onChange, isStill: still.holds },
        ...{ debounceMs: watchers.debounce_ms, rescanMs: rescanMs() },
      })
    : { close: () => undefined };
  return {
    takeIn(scope = 'names', wait = true) {
      room.forget();
      return takeIn(scope, [], wait);
    },
    close() {
      closed = true;
      room.forget();
      later.close();
      watch.close();
    },
  };
}

/** `isNothing`: all was looked at, and there was nothing. */
type Looked = TakenIdeas & { isNothing?: boolean };

const NOTHING: Looked = { admitted: false, unsettled: [] };

const failing = (onError: (error: unknown) => void) => (error: unknown) => {
  onError(error);
  return null;
};

/** Looks again, once for all that was added, when it may have rested. */
function laterLook(
  restMs: number,
  look: (paths: string[]) => void,
): { add: (paths: string[]) => void; close: () => void } {
  const paths = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;
  const ring = (): void => {
    timer = null;
    const all = [...paths].sort();
    paths.clear();
    look(all);
  };
  const add = (more: string[]): void => {
    for (const one of more) paths.add(one);
    if (paths.size > 0 && !isOver) timer ??= setTimeout(ring, restMs);
  };
  const close = (): void => {
    isOver = true;
    if (timer !== null) clearTimeout(timer);
  };
  return { add, close };
}
