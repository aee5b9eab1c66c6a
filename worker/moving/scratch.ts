// A repository for one export or import, in a folder of its own in the state home; what a process left that was killed goes with the next one.
import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { openRepository } from '../../checkpoints/repository.js';
import { homePaths } from '../../core/contracts/paths.js';
import { identityOf, isAlive, type ProcessIdentity } from '../../disk/identity.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../disk/folder.js';
import { namesIn, readText } from '../../disk/read.js';
import { sweepOldDrafts } from '../../disk/store/drafts.js';
import { writeAtomicSync } from '../../disk/write.js';

export interface Scratch {
  /** Absolute. */
  folder: string;
  place: CheckpointPlace;
  /** A draft elsewhere, by its name of `draftBeside`, that goes with this one, should it be left. */
  with(draft: string): void;
}

type Format = 'sha1' | 'sha256';

/** `env`: its PATH counts. What `work` made in it is gone afterwards. */
export async function withScratch<T>(
  { home, format, env }: { home: string; format: Format; env: NodeJS.ProcessEnv },
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const all = path.join(home, homePaths.moving);
  mkdirSync(all, { recursive: true, mode: PRIVATE_FOLDER });
  sweep(all);
  await sweepOldDrafts(all);
  const folder = path.join(all, randomUUID());
  mkdirSync(folder, { mode: PRIVATE_FOLDER });
  const others: string[] = [];
  const note = (): void =>
    writeAtomicSync(ownerFile(folder), JSON.stringify({ ...identityOf(), others }), {
      mode: PRIVATE_FILE,
      fsync: true,
    });
  const place = { repository: path.join(folder, 'repository'), tree: folder, leaveOut: [], env };
  try {
    note();
    openRepository(place, { top: folder, repository: { ...NONE, objectFormat: format } });
    return await work({ folder, place, with: (other) => (others.push(other), note()) });
  } finally {
    for (const one of [...others, folder]) removeAll(one);
  }
}

const NONE = { own: '', common: '', exclude: '', index: '' };

const ownerFile = (folder: string): string => path.join(folder, 'owner.json');

/** A draft beside a folder or file of a user is known by its name alone. */
export const draftBeside = (place: string): string =>
  path.join(path.dirname(place), `.${path.basename(place)}.millrace-${randomUUID()}`);

const isDraft = (place: unknown): place is string =>
  typeof place === 'string' && /^\..*\.millrace-[0-9a-f-]{36}$/s.test(path.basename(place));

/** A git that outlived the one who started it may write there still: with its folder it loses its place, and ends. */
const removeAll = (place: string): void => rmSync(place, { recursive: true, force: true, maxRetries: 5 });

/** One that was made just now does not say whose it is yet. What is no folder is a lock, which has a way of its own. */
function isOld(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return false;
  return readText(ownerFile(folder)) !== null || Date.now() - found.mtimeMs > YOUNG_MS;
}

const YOUNG_MS = 60_000;

function sweep(all: string): void {
  for (const name of namesIn(all)) {
    const folder = path.join(all, name);
    if (!isOld(folder)) continue;
    const owner = jsonObject(readText(ownerFile(folder)) ?? undefined);
    if (owner !== null && isAlive(owner as unknown as ProcessIdentity)) continue;
    const others: unknown = owner?.['others'];
    const left = [...(Array.isArray(others) ? others.filter(isDraft) : []), folder];
    try {
      for (const one of left) removeAll(one);
    } catch {
      // On a disk that is not there, perhaps: the next one tries again, and this one has a folder of its own.
    }
  }
}
