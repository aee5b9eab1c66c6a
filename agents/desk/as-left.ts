// The desk of a second chance begins as the attempt left it that is asked about, so that only its form has to be mended.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { unlessInTheWay } from '../../disk/leavings.js';
import { createOnlySync } from '../../disk/write.js';
import { keptBytes, readKept } from './kept.js';

/** Fills the new desk from what we kept. Of any other attempt it begins empty; what is damaged in our state folder is left out. */
export function fillAsLeft(desk: string, stateDir: string, { runId, form }: StageRunRequest): void {
  const kept = form?.chance === 'taken' ? readKept(stateDir, { runId, requestId: form.of }) : null;
  for (const file of kept?.files ?? []) {
    const bytes = kept && keptBytes(stateDir, kept, file);
    if (!bytes) continue;
    unlessInTheWay(
      () => {
        mkdirSync(dirname(join(desk, file.path)), { recursive: true });
        createOnlySync(join(desk, file.path), bytes);
      },
      () => undefined,
    );
  }
}
