// Writes down what an operator accepts: the copy first, then the record that names it.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { appendLines, writeAtomic } from '../../disk/write.js';
import { unless } from '../../disk/errors.js';
import { moveFile } from '../../disk/files.js';
import { digestOf } from '../../disk/plain.js';
import type { Pins } from '../../agents/pins.js';
import { statePaths } from '../../core/contracts/paths.js';
import { type Ground, groundDigest } from '../../core/ground/ground.js';
import { recordLocally } from '../../disk/audit/local.js';
import { groundDecision } from './decision.js';
import { type Accepted, acceptedGround, homeOf, type AcceptedSaid } from './accepted.js';

export interface Programs {
  programs: Pins;
  senders: Pins;
}

/**
 * Accepts these files, by their paths relative to `millrace-agents/`, in place of what was accepted before. A kill leaves the one or the
 * other. `configs`: see `Accepted`; the configs of before stay. `programs`, `senders`: files of the workspace that the settings of the runners
 * name, and those that `[[notify]]` does: stages do not wait for what only the latter start.
 */
export async function acceptGround(
  state: string,
  files: ReadonlyMap<string, Uint8Array>,
  said: AcceptedSaid,
  { programs, senders, configs = new Map() }: Programs & { configs?: Ground | undefined },
): Promise<Accepted> {
  const digests = new Map([...files].map(([name, bytes]) => [name, digestOf(bytes)] as const));
  const digest = groundDigest(digests);
  const before = acceptedGround(state);
  if (before?.digest !== digest) await putCopy(homeOf(state, digest), files);
  const all = Object.fromEntries([...(before?.configs ?? []), ...configs]);
  await recordLocally(state, groundDecision(before, { digest, digests, files }, said));
  const record = { schema: 1, digest, ...said, configs: all, programs, senders };
  await writeAtomic(path.join(state, statePaths.ground), `${JSON.stringify(record, null, 2)}\n`, {
    fsync: true,
    mode: 0o600,
  });
  const line = JSON.stringify({ digest, ...said, programs, senders });
  await appendLines(path.join(state, statePaths.groundLog), [line], { mode: 0o600 });
  await forget(state, [digest, before?.digest ?? digest]);
  const accepted = acceptedGround(state);
  if (accepted === null) throw new Error(`${homeOf(state, digest)} cannot be read back. Is the disk full or damaged?`);
  return accepted;
}

/** A copy that a killed process began has another name, and one that was damaged is made anew. */
async function putCopy(home: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const draft = path.join(path.dirname(home), `.${randomUUID()}`);
  await mkdir(draft, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of files) await writeAtomic(path.join(draft, name), bytes, { fsync: true, mode: 0o600 });
  await rm(home, { recursive: true, force: true });
  moveFile(draft, home);
}

async function forget(state: string, kept: readonly string[]): Promise<void> {
  const folder = path.join(state, statePaths.grounds);
  const names = (await readdir(folder).catch(unless('ENOENT'))) ?? [];
  for (const name of names.filter((one) => !kept.includes(one)))
    await rm(path.join(folder, name), { recursive: true, force: true });
}
