// Why the process that serves all listed workspaces does not serve one of them: a file that it keeps beside the list, and that counts while it lives.
import path from 'node:path';
import { homePaths } from '../../core/contracts/paths.js';
import { own } from '../../core/own.js';
import { jsonObject } from '../../core/json-lines.js';
import { clipped } from '../../core/contracts/limits.js';
import { identityOf, isAlive, type ProcessIdentity } from '../../disk/identity.js';
import { readText } from '../../disk/read.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { writeAtomicSync } from '../../disk/write.js';
import { unlessDiskRefuses } from '../../disk/trouble.js';
import { allFolder } from './place.js';

export interface Unserved {
  /** ISO 8601: since when. */
  since: string;
  /** What is wrong and what to do. */
  text: string;
}

const MOST = 2000;

const fileIn = (home: string): string => path.join(allFolder(home), homePaths.allTroubles);

/** By the id of the workspace; null where all is well, or where the process that said so is gone. */
export function troubleOf(home: string, id: string): Unserved | null {
  const record = jsonObject(readText(fileIn(home)) ?? undefined);
  const by = record?.['process'] as ProcessIdentity | null | undefined;
  if (record === null || !by || !isAlive(by)) return null;
  const found = own((record['troubles'] ?? {}) as Record<string, unknown>, id) as Partial<Unserved> | undefined;
  return typeof found?.text === 'string' && typeof found.since === 'string' ? (found as Unserved) : null;
}

/** Of this process, in place of what it said before. On a full disk it stays as it was. */
export function keepTroubles(home: string, troubles: ReadonlyMap<string, Unserved>): void {
  const said = [...troubles].map(([id, { since, text }]) => [id, { since, text: clipped(text, MOST) }] as const);
  const record = { process: identityOf(), troubles: Object.fromEntries(said) };
  unlessDiskRefuses(() => writeAtomicSync(fileIn(home), `${JSON.stringify(record)}\n`, { mode: PRIVATE_FILE }));
}
