// Writes the audit of a workspace as one file.
import { Readable } from 'node:stream';
import { type ExportFacts, exportParts } from '../../core/audit/export.js';
import type { Head } from '../../core/audit/line.js';
import { auditLines } from '../../disk/audit/segments.js';
import { PRIVATE_FILE } from '../../disk/folder.js';

/** `head`: where the audit stood when it was looked through: lines that came since are left out. `state`: our state folder. */
export async function writeExport(file: string, state: string, facts: ExportFacts, head: Head): Promise<void> {
  const { writeParts } = await import('../../disk/write.js');
  const parts = exportParts(facts, head, firstLines(state, head.seq));
  await writeParts(file, Readable.from(parts), PRIVATE_FILE);
}

function* firstLines(state: string, count: number): Generator<string> {
  let left = count;
  for (const { text } of auditLines(state)) {
    if (left === 0) return;
    left -= 1;
    yield text;
  }
}
