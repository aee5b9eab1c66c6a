// Brings what appears in the queue folders into the workspace: valid documents are admitted, the others go into quarantine,
// changed or removed ones are restored. Nothing is taken while an emitting stage works: then it is the stage's.
import { randomUUID } from 'node:crypto';
import type { Home } from '../core/contracts/families.js';
import type { Dirs } from '../activities/dirs.js';
import type { Drop, Scan, Scope } from '../activities/intake/scan.js';
import { quarantineFile, restoring, scanDrops } from '../activities/intake/scan.js';
import { watchQueues } from '../activities/intake/watch.js';
import { applyBatch } from '../activities/mirror/apply.js';
import { somebodyEmits } from '../activities/stage/emitting.js';
import { putText } from '../activities/store/texts.js';
import { enqueueUpdate } from '../workflows/messages.js';
import type { Send } from './workspace-client.js';

const AGAIN_MS = 300;

export interface IntakeLoop {
  /** Takes in whatever is there now. True when something was admitted. */
  takeIn(scope?: Scope): Promise<boolean>;
  close(): void;
}

/** `homes`: families that the workspace added. `onError` is told what could not be taken in; it is tried again with the next change or rescan. */
export function startIntake(
  dirs: Dirs,
  homes: Record<string, Home>,
  send: Send,
  debounceMs: number,
  onError: (error: unknown) => void,
): IntakeLoop {
  let tail: Promise<boolean> = Promise.resolve(false);
  let closed = false;
  const takeIn = (scope: Scope = 'names'): Promise<boolean> => {
    tail = tail.catch(() => false).then(() => (closed ? false : scanOnce(dirs, homes, send, scope)));
    return tail;
  };
  const watch = watchQueues({ dirs, debounceMs, onChange: (scope) => void takeIn(scope).catch(onError) });
  return {
    takeIn,
    close() {
      closed = true;
      watch.close();
    },
  };
}

async function scanOnce(dirs: Dirs, homes: Record<string, Home>, send: Send, scope: Scope): Promise<boolean> {
  for (let admitted = false, seen = scope; ; seen = 'names') {
    if (await somebodyEmits(dirs)) return admitted;
    const scan = await scanDrops(dirs, seen);
    for (const refused of scan.refused) await quarantineFile(dirs, refused);
    const revised = scan.changed.flatMap((one) => (one.state === 'queued' && one.drop !== null ? [one.drop] : []));
    await restore(dirs, scan);
    admitted = (await admit(dirs, homes, send, [...scan.found, ...revised])) || admitted;
    if (!scan.again) return admitted;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Our documents show what the workspace decided. What a person wrote over one is kept beside it when it is no revision. */
async function restore(dirs: Dirs, scan: Scan): Promise<void> {
  const invalid = scan.changed.filter((one) => one.state === 'queued' && one.drop === null);
  for (const { family, path, reason } of invalid)
    await quarantineFile(dirs, { family, path, reason: reason ?? 'invalid' });
  const entries = [...scan.missing, ...invalid, ...scan.changed.filter((one) => one.state !== 'queued')].map(restoring);
  if (entries.length > 0) await applyBatch(dirs, { writer: 'intake', entries });
}

async function admit(dirs: Dirs, homes: Record<string, Home>, send: Send, found: Drop[]): Promise<boolean> {
  if (found.length === 0) return false;
  for (const drop of found) await putText(dirs.state, drop.text);
  const documents = found.map((drop) => drop.ref);
  const args = { commandId: randomUUID(), issuer: 'file drop', reason: 'a file in a queue folder', documents, homes };
  const answer = await send(enqueueUpdate, args);
  for (const [index, verdict] of (answer.documents ?? []).entries()) {
    const path = found[index]?.path;
    if (verdict.verdict !== 'refused' || path === undefined) continue;
    await quarantineFile(dirs, { family: verdict.family, path, reason: verdict.reason ?? 'refused' });
  }
  return (answer.documents ?? []).some((one) => one.verdict === 'admitted');
}
