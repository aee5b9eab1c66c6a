// Brings the ideas of the inboxes into the workspace, each as a spec. Other than documents they are nobody's emission: they are
// taken in whatever stage runs.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dirs } from '../disk/dirs.js';
import { dropCopy } from '../disk/intake/ideas.js';
import { type NewIdea, scanIdeas, type SeenIdeas } from '../disk/intake/inbox.js';
import { quarantineFile } from '../disk/intake/scan.js';
import type { DocumentVerdict } from '../core/contracts/commands.js';
import { groupsOf, LIMITS } from '../core/contracts/limits.js';
import { IDEA } from '../core/contracts/families.js';
import { batchOfNow, beforeNextBatch } from './intake-pace.js';
import { enqueueDropped } from './intake-unsigned.js';
import type { Send } from './workspace-client.js';

const AGAIN_MS = 300;

/** What a look at the folders came to. */
export interface TakenIdeas {
  admitted: boolean;
  /** Files that are being written, perhaps, relative to `millrace-agents/`. */
  unsettled: string[];
  /** The workspace had no room for something; it waits where it is. */
  full?: true;
}

/** Takes in whatever is there now and has rested for `restMs`. */
export async function takeIdeas(dirs: Dirs, seen: SeenIdeas, send: Send, restMs: number): Promise<TakenIdeas> {
  for (let admitted = false; ;) {
    const { found, refused, again, unsettled } = await scanIdeas(dirs, seen, { restMs, limit: batchOfNow() });
    for (const one of refused) await quarantineFile(dirs, one);
    const verdicts = await admitAll(dirs, found, { seen, send });
    admitted ||= verdicts.some(({ verdict }) => verdict === 'admitted');
    if (verdicts.some(({ verdict }) => verdict === 'later')) return { admitted, unsettled, full: true };
    const retry = found.some(({ ref }) => seen.taken.has(ref.id));
    if (!again && !retry) return { admitted, unsettled };
    if (found.length + refused.length === 0) await sleep(AGAIN_MS);
    await beforeNextBatch();
  }
}

async function admitAll(
  dirs: Dirs,
  found: readonly NewIdea[],
  { seen, send }: { seen: SeenIdeas; send: Send },
): Promise<DocumentVerdict[]> {
  const verdicts: DocumentVerdict[] = [];
  for (const group of groupsOf(found, LIMITS.batch, LIMITS.batchBytes, ({ ref }) => ref)) {
    const said = await admit(dirs, group, send);
    for (const [index, idea] of group.entries()) await remember(dirs, seen, idea, said[index]?.verdict);
    verdicts.push(...said);
  }
  return verdicts;
}

async function admit(dirs: Dirs, found: readonly NewIdea[], send: Send): Promise<DocumentVerdict[]> {
  const issued = { commandId: randomUUID(), issuer: 'file drop', reason: 'an idea in an inbox' };
  const args = { ...issued, documents: found.map(({ ref }) => ref) };
  const placed = found.map(({ path }) => ({ family: IDEA, path }));
  return enqueueDropped(dirs, send, args, placed);
}

async function remember(
  dirs: Dirs,
  seen: SeenIdeas,
  { path, mark, fresh, ref }: NewIdea,
  verdict: DocumentVerdict['verdict'] | undefined,
): Promise<void> {
  if (verdict === undefined || verdict === 'later') return;
  if (verdict !== 'refused' || !fresh) return void seen.files.set(path, mark);
  // Another spec has the id and is not shown yet: the idea gets its other id.
  seen.taken.add(ref.id);
  seen.pending.push(path);
  await dropCopy(dirs, ref.id);
}
