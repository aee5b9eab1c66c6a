// Brings what appears in the queue folders and the inboxes into the workspace: valid documents are admitted, the others go into
// quarantine, changed or removed ones are restored. Nothing is taken from a queue while an emitting stage works: then it is the stage's.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DocumentVerdict } from '../core/contracts/commands.js';
import type { Home } from '../core/contracts/families.js';
import { groupsOf, LIMITS } from '../core/contracts/limits.js';
import { runtimePaths } from '../core/contracts/paths.js';
import type { Config } from '../core/plan/sources/config.js';
import type { Dirs } from '../disk/dirs.js';
import type { Drop, Scan, Scope } from '../disk/intake/scan.js';
import { quarantineFile, restoring, scanDrops } from '../disk/intake/scan.js';
import { giveBackCompleted } from '../disk/intake/completed.js';
import { queueFolders } from '../disk/intake/folders.js';
import type { SeenIdeas } from '../disk/intake/inbox.js';
import { findStrays, removeStray } from '../disk/intake/strays.js';
import { watchFolders } from '../disk/intake/watch.js';
import { applyBatch } from '../disk/mirror/apply.js';
import { somebodyEmits } from '../disk/intake/emitting.js';
import { putText } from '../disk/store/texts.js';
import { type TakenIdeas, takeIdeas } from './intake-ideas.js';
import { enqueueDropped } from './intake-unsigned.js';
import { paced } from './repeat.js';
import { roomWatch } from './room-watch.js';
import type { Send } from './workspace-client.js';

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

export interface IntakeOptions {
  /** Families that the workspace added. */
  homes: Record<string, Home>;
  send: Send;
  watchers: Config['watchers'];
  /** Is told what could not be taken in; it is tried again with the next change or rescan. */
  onError: (error: unknown) => void;
}

/** What is not watched is taken in when somebody asks: as a worker starts, and before it falls idle. */
export function startIntake(dirs: Dirs, options: IntakeOptions): IntakeLoop {
  const { watchers, onError } = options;
  const seen: SeenIdeas = { files: new Map(), taken: new Set(), pending: [] };
  const ideas = watchers.enabled && watchers.watch_ideas_inbox ? runtimePaths.ideaInboxes : [];
  const unwatched = watchers.watch_specs_queue ? [] : [runtimePaths.dropFolder('spec')];
  let tail: Promise<boolean> = Promise.resolve(false);
  let closed = false;
  const restMs = watchers.rest_ms;
  const look = async (scope: Scope, skipped: readonly string[]): Promise<TakenIdeas> => {
    if (closed || room.isLacking()) return NOTHING;
    // The inboxes are looked at whatever the queue folders are like, and the other way round.
    const fromIdeas =
      ideas.length > 0 ? await takeIdeas(dirs, seen, options.send, restMs).catch(failing(onError)) : NOTHING;
    await giveBackCompleted(dirs, restMs).catch(onError);
    const dropped = await takeDrops(dirs, options, scope, skipped);
    const strayed = scope === 'contents' && (await takeStrays(dirs, options));
    if (dropped.full === true || fromIdeas.full === true) room.waitFor();
    return {
      admitted: dropped.admitted || strayed || fromIdeas.admitted,
      unsettled: [...dropped.unsettled, ...fromIdeas.unsettled],
    };
  };
  const room = roomWatch(dirs, () => onChange('names'));
  const later = laterLook(restMs, (paths) => onChange({ paths }));
  const lookOn = async (scope: Scope, skipped: readonly string[], wait: boolean): Promise<boolean> => {
    const patience = performance.now() + PATIENCE * restMs;
    let { admitted, unsettled } = await look(scope, skipped);
    while (wait && unsettled.length > 0 && !closed && performance.now() < patience) {
      await sleep(Math.min(AGAIN_MS, restMs));
      const more = await look({ paths: unsettled }, skipped);
      admitted ||= more.admitted;
      unsettled = more.unsettled;
    }
    if (!closed) later.add(unsettled);
    return admitted;
  };
  const takeIn = (scope: Scope, skipped: readonly string[], wait: boolean): Promise<boolean> => {
    tail = tail.catch(() => false).then(() => lookOn(scope, skipped, wait));
    return tail;
  };
  const folders = (): string[] => [...queueFolders(dirs).filter((one) => !unwatched.includes(one)), ...ideas];
  const onChange = (scope: Scope): void => void takeIn(scope, unwatched, false).catch(onError);
  const watch = watchers.enabled
    ? watchFolders({ dirs, folders, onChange, debounceMs: watchers.debounce_ms, rescanMs: rescanMs() })
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

const NOTHING: TakenIdeas = { admitted: false, unsettled: [] };

const failing = (onError: (error: unknown) => void) => (error: unknown) => {
  onError(error);
  return NOTHING;
};

/** Looks again, once for all that was added, when it may have rested. */
function laterLook(
  restMs: number,
  look: (paths: string[]) => void,
): { add: (paths: string[]) => void; close: () => void } {
  const paths = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  const ring = (): void => {
    timer = null;
    const all = [...paths].sort();
    paths.clear();
    look(all);
  };
  const add = (more: string[]): void => {
    for (const one of more) paths.add(one);
    if (paths.size > 0) timer ??= setTimeout(ring, restMs);
  };
  return { add, close: () => timer !== null && clearTimeout(timer) };
}

/** In batches, until nothing is left. `skipped`: folders that are left alone. */
async function takeDrops(
  dirs: Dirs,
  options: IntakeOptions,
  scope: Scope,
  skipped: readonly string[],
): Promise<TakenIdeas> {
  // What was sent is shown as ours a moment later.
  const sent = new Set<string>();
  const skip = (file: string): boolean => sent.has(file) || skipped.includes(path.dirname(file));
  const unsettled = new Set<string>();
  for (let admitted = false, seen = scope; ; seen = 'names') {
    if (await somebodyEmits(dirs)) return { admitted, unsettled: [...unsettled] };
    const scan = await scanDrops(dirs, seen, { skip, restMs: options.watchers.rest_ms });
    for (const path of scan.unsettled) unsettled.add(path);
    for (const refused of scan.refused) await quarantineFile(dirs, refused);
    const revised = scan.changed.flatMap((one) => (one.state === 'queued' && one.drop !== null ? [one.drop] : []));
    await restore(dirs, scan);
    const taken = await admit(dirs, options, [...scan.found, ...revised]);
    admitted ||= taken.admitted;
    for (const drop of scan.found) sent.add(drop.path);
    // What there is no room for waits in its folder; the next look comes when there is some.
    if (taken.full) return { admitted, unsettled: [...unsettled], full: true };
    if (!scan.again) return { admitted, unsettled: [...unsettled] };
  }
}

/** What lies among active work and is not known there goes to the queue; what is known is the mirror's to put right. */
async function takeStrays(dirs: Dirs, { homes, send }: IntakeOptions): Promise<boolean> {
  const [strays] = groupsOf(await findStrays(dirs), LIMITS.batch, LIMITS.batchBytes, ({ ref }) => ref);
  if (strays === undefined) return false;
  await Promise.all(strays.map((stray) => putText(dirs.state, stray.text)));
  const documents = strays.map(({ ref }) => ({ ...ref, source: 'command' as const }));
  const issued = { commandId: randomUUID(), issuer: 'file drop', reason: 'a file among active work' };
  const args = { ...issued, documents, homes };
  const verdicts = await enqueueDropped(dirs, send, args, strays.map(placed));
  const admitted = strays.filter((_, index) => verdicts[index]?.verdict === 'admitted');
  for (const stray of admitted) await removeStray(dirs, stray);
  return admitted.length > 0;
}

const placed = ({ ref, path }: Drop): { family: string; path: string } => ({ family: ref.family, path });

/** Our documents show what the workspace decided. What a person wrote over one is kept beside it when it is no revision. */
async function restore(dirs: Dirs, scan: Scan): Promise<void> {
  const invalid = scan.changed.filter((one) => one.state === 'queued' && one.drop === null);
  for (const { family, path, reason } of invalid)
    await quarantineFile(dirs, { family, path, reason: reason ?? 'invalid' });
  const entries = [...scan.missing, ...invalid, ...scan.changed.filter((one) => one.state !== 'queued')].map(restoring);
  if (entries.length > 0) await applyBatch(dirs, { writer: 'intake', entries });
}

/** In messages of bearable size, until there is no room any more. */
async function admit(dirs: Dirs, options: IntakeOptions, found: Drop[]): Promise<{ admitted: boolean; full: boolean }> {
  const verdicts: DocumentVerdict[] = [];
  for (const group of groupsOf(found, LIMITS.batch, LIMITS.batchBytes, ({ ref }) => ref)) {
    verdicts.push(...(await admitGroup(dirs, options, group)));
    if (hasVerdict(verdicts, 'later')) break;
  }
  return { admitted: hasVerdict(verdicts, 'admitted'), full: hasVerdict(verdicts, 'later') };
}

const hasVerdict = (verdicts: readonly DocumentVerdict[], which: DocumentVerdict['verdict']): boolean =>
  verdicts.some(({ verdict }) => verdict === which);

async function admitGroup(dirs: Dirs, { homes, send }: IntakeOptions, found: Drop[]): Promise<DocumentVerdict[]> {
  await Promise.all(found.map((drop) => putText(dirs.state, drop.text)));
  const documents = found.map((drop) => drop.ref);
  const args = { commandId: randomUUID(), issuer: 'file drop', reason: 'a file in a queue folder', documents, homes };
  const verdicts = await enqueueDropped(dirs, send, args, found.map(placed));
  for (const [index, verdict] of verdicts.entries()) {
    const file = found[index]?.path;
    if (verdict.verdict !== 'refused' || file === undefined) continue;
    await quarantineFile(dirs, { family: verdict.family, path: file, reason: verdict.reason ?? 'refused' });
  }
  return verdicts;
}
