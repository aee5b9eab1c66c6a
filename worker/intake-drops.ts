// What lies in the queue folders comes into the workspace: valid documents are admitted, the others go into quarantine, changed or
// removed ones are restored. Nothing is taken from a queue while an emitting stage works: then it is the stage's.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DocumentVerdict } from '../core/contracts/commands.js';
import type { Home } from '../core/contracts/families.js';
import { groupsOf, LIMITS } from '../core/contracts/limits.js';
import type { Config } from '../core/plan/sources/config.js';
import type { Dirs } from '../disk/dirs.js';
import { somebodyEmits } from '../disk/intake/emitting.js';
import type { Drop, Scan, Scope } from '../disk/intake/scan.js';
import { quarantineFile, restoring, scanDrops } from '../disk/intake/scan.js';
import { findStrays, removeStray } from '../disk/intake/strays.js';
import { applyBatch } from '../disk/mirror/apply.js';
import { putText } from '../disk/store/texts.js';
import type { TakenIdeas } from './intake-ideas.js';
import { batchOfNow, beforeNextBatch } from './intake-pace.js';
import { enqueueDropped } from './intake-unsigned.js';
import type { Send } from './workspace-client.js';

/** Texts that are stored beside each other. */
const BESIDE = 8;

export interface IntakeOptions {
  /** Families that the workspace added. */
  homes: Record<string, Home>;
  send: Send;
  watchers: Config['watchers'];
  /** Is told what could not be taken in; it is tried again with the next change or rescan. */
  onError: (error: unknown) => void;
}

interface Taking {
  dirs: Dirs;
  options: IntakeOptions;
  /** Folders that are left alone. */
  skipped: readonly string[];
  /** Paths that were named since it was asked: they need not wait for what is left of a flood. */
  young: () => readonly string[];
  isOver: () => boolean;
}

/** `rest`: what has to be looked at again, because a stage began whose documents lie in the same folders; `isPart`: it was not looked to the end. */
type TakenDrops = TakenIdeas & { rest: string[]; isPart?: true };

/** In batches, until nothing is left. */
export async function takeDrops({ dirs, options, skipped, young, isOver }: Taking, scope: Scope): Promise<TakenDrops> {
  // What was sent is shown as ours a moment later.
  const sent = new Set<string>();
  const skip = (file: string): boolean => sent.has(file) || skipped.includes(path.dirname(file));
  const unsettled = new Set<string>();
  let rest: string[] = [];
  let admitted = false;
  let again = false;
  const soFar = (): TakenDrops => ({ admitted, unsettled: [...unsettled], rest: [] });
  const next = (): Scope => (rest.length > 0 ? { paths: [...young(), ...rest.splice(0, LIMITS.batch)] } : 'names');
  for (let seen = scope; ; seen = next()) {
    if (isOver()) return { ...soFar(), isPart: true };
    if (await somebodyEmits(dirs)) return { ...soFar(), isPart: true, rest: [...pathsOf(seen), ...rest] };
    const scan = await scanDrops(dirs, seen, { skip, limit: batchOfNow(), restMs: options.watchers.rest_ms });
    rest = [...scan.rest, ...rest];
    // When all that was listed is taken in, a last look at the names finds what came meanwhile.
    again = scan.again || (again && seen !== 'names');
    for (const path of scan.unsettled) unsettled.add(path);
    for (const refused of scan.refused) await quarantineFile(dirs, refused);
    const revised = scan.changed.flatMap((one) => (one.state === 'queued' && one.drop !== null ? [one.drop] : []));
    await restore(dirs, scan);
    const taken = await admit(dirs, options, [...scan.found, ...revised]);
    admitted ||= taken.admitted;
    for (const drop of scan.found) sent.add(drop.path);
    // What there is no room for waits in its folder; the next look comes when there is some.
    if (taken.full) return { ...soFar(), full: true };
    if (rest.length === 0 && !again) return soFar();
    await beforeNextBatch();
  }
}

const pathsOf = (scope: Scope): readonly string[] => (typeof scope === 'string' ? [] : scope.paths);

/** What lies among active work and is not known there goes to the queue; what is known is the mirror's to put right. */
export async function takeStrays(dirs: Dirs, { homes, send }: IntakeOptions): Promise<boolean> {
  const [strays] = groupsOf(await findStrays(dirs), LIMITS.batch, LIMITS.batchBytes, ({ ref }) => ref);
  if (strays === undefined) return false;
  await storeAll(dirs, strays);
  const documents = strays.map(({ ref }) => ({ ...ref, source: 'command' as const }));
  const issued = { commandId: randomUUID(), issuer: 'file drop', reason: 'a file among active work' };
  const args = { ...issued, documents, homes };
  const verdicts = await enqueueDropped(dirs, send, args, strays.map(placed));
  const admitted = strays.filter((_, index) => verdicts[index]?.verdict === 'admitted');
  for (const stray of admitted) await removeStray(dirs, stray);
  return admitted.length > 0;
}

/** Some beside each other, because each waits for the disk; not all, because each has work for this thread before and after it. */
async function storeAll({ state }: Dirs, drops: readonly Drop[]): Promise<void> {
  for (let at = 0; at < drops.length; at += BESIDE)
    await Promise.all(drops.slice(at, at + BESIDE).map(({ text }) => putText(state, text)));
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
  await storeAll(dirs, found);
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
