// The operator's ground as somebody accepted it: a copy of its files in our state folder, and who accepted them when. What is
// run is compiled from the copy, so that a file which changes meanwhile changes nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { statePaths } from '../../core/contracts/paths.js';
import { type Ground, groundDigest } from '../../core/ground/ground.js';
import { jsonObject } from '../../core/json-lines.js';
import { appendLine, writeAtomic } from '../files/atomic.js';
import { codeOf, unless } from '../files/errors.js';
import { digestOf } from '../files/plain.js';

/** Who accepted, by which command, and when (ISO 8601). */
export interface Said {
  issuer: string;
  command: string;
  at: string;
}

export interface Accepted extends Said {
  digest: string;
  files: Ground;
  /** Absolute path of the copy; laid out as `millrace-agents/`. */
  home: string;
  /** sha256 by absolute path: files of the workspace that were accepted to take the place of `millrace.toml`. */
  configs: Ground;
}

/** What is accepted now. Null when nothing is, or when the copy is not what was accepted. `state`: our state folder. */
export function acceptedGround(state: string): Accepted | null {
  const record = jsonObject(textAt(path.join(state, statePaths.ground)));
  if (record === null) return null;
  const { digest, issuer, command, at } = record;
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest)) return null;
  const home = homeOf(state, digest);
  const files = groundIn(home);
  if (groundDigest(files) !== digest) return null;
  const configs = new Map(Object.entries((record['configs'] ?? {}) as Record<string, string>));
  return { digest, files, home, configs, issuer: String(issuer), command: String(command), at: String(at) };
}

/**
 * Accepts these files, by their paths relative to `millrace-agents/`, in place of what was accepted before. A kill leaves the one or the
 * other. `configs`: see `Accepted`; what was there before stays.
 */
export async function acceptGround(
  state: string,
  files: ReadonlyMap<string, Uint8Array>,
  said: Said,
  configs: Ground = new Map(),
): Promise<Accepted> {
  const digest = groundDigest(new Map([...files].map(([name, bytes]) => [name, digestOf(bytes)])));
  const before = acceptedGround(state);
  if (before?.digest !== digest) await putCopy(homeOf(state, digest), files);
  const all = Object.fromEntries([...(before?.configs ?? []), ...configs]);
  const record = { schema: 1, digest, ...said, configs: all };
  await writeAtomic(path.join(state, statePaths.ground), `${JSON.stringify(record, null, 2)}\n`, {
    fsync: true,
    mode: 0o600,
  });
  await appendLine(path.join(state, statePaths.groundLog), JSON.stringify({ digest, ...said }));
  await forget(state, [digest, before?.digest ?? digest]);
  const accepted = acceptedGround(state);
  if (accepted === null) throw new Error(`${homeOf(state, digest)} cannot be read back. Is the disk full or damaged?`);
  return accepted;
}

/** Bytes of an accepted file; null when there is none. */
export function acceptedFile({ home, files }: Accepted, name: string): Buffer | null {
  return files.has(name) ? readFileSync(path.join(home, name)) : null;
}

const homeOf = (state: string, digest: string): string => path.join(state, statePaths.grounds, digest);

/** A copy that a killed process began has another name, and one that was damaged is made anew. */
async function putCopy(home: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const draft = path.join(path.dirname(home), `.${randomUUID()}`);
  await mkdir(draft, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of files) await writeAtomic(path.join(draft, name), bytes, { fsync: true, mode: 0o600 });
  await rm(home, { recursive: true, force: true });
  await rename(draft, home);
}

async function forget(state: string, kept: readonly string[]): Promise<void> {
  const folder = path.join(state, statePaths.grounds);
  const names = (await readdir(folder).catch(unless('ENOENT'))) ?? [];
  for (const name of names.filter((one) => !kept.includes(one)))
    await rm(path.join(folder, name), { recursive: true, force: true });
}

function groundIn(home: string): Ground {
  if (!existsSync(home)) return new Map();
  const entries = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) => path.relative(home, path.join(entry.parentPath, entry.name))).sort();
  return new Map(names.map((name) => [name, digestOf(readFileSync(path.join(home, name)))]));
}

function textAt(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}
