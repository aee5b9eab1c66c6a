// What checkpoints cost between two stages: the same tasks in the same run, with them and without. Without: a file lies where our repository
// would be made, so that nothing is recorded and no process started for it. The product has no setting for that.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { readWorkspaceId } from '../../read/identity.js';
import { SPREAD_HEADERS, type Table } from '../numbers.js';
import type { Room } from '../room.js';
import { ours } from '../side.js';
import { putFiles } from './files.js';
import { GAP_NOTE, type Gaps, gapsAfter, rowsOf } from './gap.js';

const FILES = 1000;
const ROUNDS = 3;

/** One after the other, so that both see the machine as it is. */
export async function checkpointGap(): Promise<Table> {
  const found: Record<'with' | 'without', Gaps> = {
    with: { inside: [], between: [] },
    without: { inside: [], between: [] },
  };
  for (let round = 0; round < ROUNDS; round += 1)
    for (const which of ['with', 'without'] as const) {
      const { inside, between } = await gapsAfter(ours, (room) => ready(room, which === 'without'));
      found[which].inside.push(...inside);
      found[which].between.push(...between);
    }
  const rows = [...rowsOf(['with'], found.with), ...rowsOf(['without'], found.without)];
  const note = `${GAP_NOTE}; ${FILES.toLocaleString('en-US')} files in the work tree, which the agents leave as they are.`;
  return { title: 'gap with checkpoints', note, headers: ['checkpoints', 'where', ...SPREAD_HEADERS], rows };
}

function ready({ workspace, stateHome }: Room, isWithout: boolean): void {
  putFiles(workspace, FILES);
  if (!isWithout) return;
  const state = path.join(stateHome, readWorkspaceId(workspace) ?? '');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(state, statePaths.checkpoints), '');
}
