// What accepted sources were compiled to, kept in the state folder of the workspace: to compile them takes longer than to connect to the server. It is
// used of the very same sources, build and Node, and whole, or not at all.
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Compiled, Sources } from '../../core/plan/compile.js';
import { readBytes, readText } from '../../disk/read.js';
import { writeAtomicSync } from '../../disk/write.js';
import { PRIVATE_FILE } from '../../disk/folder.js';

/** sha256 over the key and what follows. */
const SUM_BYTES = 32;

/** Of plans: some hundred kilobytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Which code compiles: the build writes it when it has ended; null = it runs from sources, which change. */
export const buildStamp = (): string | null => readText(fileURLToPath(new URL('../../.stamp', import.meta.url)), 1024);

/** Of all that a compilation is made of; null = of what it was made cannot be told. `stamp`: of the build. */
export function keyOf(sources: Sources, options: object, stamp: string | null): string | null {
  if (stamp === null) return null;
  const { skillSourceFault: _look, ...texts } = sources;
  const all = JSON.stringify([stamp, process.version, options, texts]);
  return createHash('sha256').update(all).digest('hex');
}

/** Null = there is none of this key, or it is damaged. */
export function keptPlan(file: string, key: string): Compiled | null {
  try {
    const bytes = readBytes(file, MOST_BYTES);
    if (bytes === null) return null;
    const plan = bytes.subarray(SUM_BYTES);
    return sumOf(key, plan).equals(bytes.subarray(0, SUM_BYTES)) ? (deserialize(plan) as Compiled) : null;
  } catch {
    return null;
  }
}

/** Only a plan without errors, that is the same when it is read again. Where it cannot be written, the next start compiles as this one. */
export function keepPlan(file: string, key: string, compiled: Compiled): void {
  if (compiled.named === null) return;
  try {
    const plan = serialize(compiled);
    if (!isDeepStrictEqual(deserialize(plan), compiled)) return;
    writeAtomicSync(file, Buffer.concat([sumOf(key, plan), plan]), { mode: PRIVATE_FILE });
  } catch {
    // What is not kept costs time alone.
  }
}

const sumOf = (key: string, plan: Uint8Array): Buffer => createHash('sha256').update(key).update(plan).digest();
