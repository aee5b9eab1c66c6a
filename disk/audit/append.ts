// The one writer of the audit. A decision is in it once, whoever tries again after a crash; half a line that a crash left is put aside,
// since nobody was told of what it says.
import path from 'node:path';
import type { Decision } from '../../core/contracts/audit.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { statePaths } from '../../core/contracts/paths.js';
import { type Head, lineAfter } from '../../core/audit/line.js';
import { PRIVATE_FILE } from '../folder.js';
import { readBytes } from '../read.js';
import { holding } from '../store/lock.js';
import { appendLines, writeAtomic } from '../write.js';
import { isIn, type Known, lookAgain } from './known.js';

/** From so many bytes on the next line begins a new file. */
const SEGMENT_BYTES = 8 * 1024 * 1024;

const KEPT = { fsync: true, mode: PRIVATE_FILE };

/**
 * Appends those that are not in the audit yet; when this resolves, they are on the disk. `state`: our state folder, named by the id of the
 * workspace. Throws when another process writes it for 20 s, and what the disk says.
 */
export async function appendDecisions(
  state: string,
  decisions: readonly Decision[],
  segmentBytes = SEGMENT_BYTES,
): Promise<void> {
  if (decisions.length === 0) return;
  const lock = path.join(state, statePaths.auditLock);
  await holding(lock, 'The audit', async () => {
    const known = await mended(state);
    await append(state, known, onceEach(known, decisions), segmentBytes);
  });
}

function onceEach(known: Known, decisions: readonly Decision[]): Decision[] {
  const byKey = new Map(decisions.map((one) => [`${one.what.id} ${one.at}`, one]));
  return [...byKey.values()].filter((one) => !isIn(known, one));
}

/** Without half a line at the end. */
async function mended(state: string): Promise<Known> {
  const known = lookAgain(state);
  const { file, whole, size } = known;
  if (file === null || size === whole) return known;
  const bytes = readBytes(file) ?? Buffer.alloc(0);
  const half = bytes.subarray(whole).toString('utf8');
  await writeAtomic(path.join(state, statePaths.auditTorn(sha256Hex(half).slice(0, 12))), half, KEPT);
  await writeAtomic(file, bytes.subarray(0, whole), KEPT);
  return lookAgain(state);
}

async function append(state: string, known: Known, fresh: readonly Decision[], segmentBytes: number): Promise<void> {
  let { head, file, whole: size } = known;
  let lines: string[] = [];
  for (const decision of fresh) {
    const next: { text: string; head: Head } = lineAfter(head, decision);
    if (file === null || size >= segmentBytes) {
      if (file !== null) await appendLines(file, lines, KEPT);
      [file, lines, size] = [path.join(state, statePaths.auditSegment(next.head.seq)), [], 0];
    }
    lines.push(next.text);
    size += Buffer.byteLength(next.text) + 1;
    head = next.head;
  }
  if (file !== null) await appendLines(file, lines, KEPT);
}
