// The operator's ground as somebody accepted it: a copy of its files in our state folder, and who accepted them when. What is
// run is compiled from the copy, so that a file which changes meanwhile changes nothing. Reads only, and with little: `status` does.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Pins } from '../../agents/pins.js';
import { statePaths } from '../../core/contracts/paths.js';
import { type Ground, groundDigest } from '../../core/ground/ground.js';
import { jsonObject } from '../../core/json-lines.js';
import { digestOf } from '../../disk/plain.js';
import { readBytes, readText } from '../../disk/read.js';

/** Who accepted, by which command, and when (ISO 8601). */
export interface AcceptedSaid {
  issuer: string;
  command: string;
  at: string;
}

export interface Accepted extends AcceptedSaid {
  digest: string;
  files: Ground;
  /** Absolute path of the copy; laid out as `millrace-agents/`. */
  home: string;
  /** sha256 by absolute path: files of the workspace that were accepted to take the place of `millrace.toml`. */
  configs: Ground;
  /** Files of the workspace that settings name, of the runners or of `[[notify]]`; absent in the record of an older build. */
  programs: Pins;
}

/** What is accepted now. Null when nothing is, or when the copy is not what was accepted. `state`: our state folder. */
export function acceptedGround(state: string): Accepted | null {
  const record = jsonObject(readText(path.join(state, statePaths.ground)) ?? '');
  if (record === null) return null;
  const { digest, issuer, command, at } = record;
  const programs = { ...((record['programs'] ?? {}) as Pins), ...((record['senders'] ?? {}) as Pins) };
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest)) return null;
  const home = homeOf(state, digest);
  const files = groundIn(home);
  if (groundDigest(files) !== digest) return null;
  const configs = new Map(Object.entries((record['configs'] ?? {}) as Record<string, string>));
  return { digest, files, home, configs, programs, issuer: String(issuer), command: String(command), at: String(at) };
}

/** Bytes of an accepted file; null when there is none. */
export function acceptedFile({ home, files }: Accepted, name: string): Buffer | null {
  return files.has(name) ? readBytes(path.join(home, name)) : null;
}

export const homeOf = (state: string, digest: string): string => path.join(state, statePaths.grounds, digest);

function groundIn(home: string): Ground {
  if (!(statSync(home, { throwIfNoEntry: false })?.isDirectory() ?? false)) return new Map();
  const entries = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) => path.relative(home, path.join(entry.parentPath, entry.name))).sort();
  return new Map(names.map((name) => [name, digestOf(readBytes(path.join(home, name)) ?? new Uint8Array())]));
}
