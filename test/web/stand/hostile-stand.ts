// A shop in which every text is hostile: documents, names, what agents said, wrote and changed.
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requestOf, runOf } from '../../../bench/web/played.js';
import { RUNTIME_DIR, runArtifacts, runtimePaths } from '../../../core/contracts/paths.js';
import { hostileWords, longLine } from './hostile.js';
import { openStand, type Stand, type Told } from './stand.js';

const MB = 1024 * 1024;
/** The run whose outputs are long. */
export const LONG_RUN = runOf('T-205');
export const LONG_REQUEST = requestOf(LONG_RUN, 1);

export async function hostileStand(told: Omit<Told, 'words'>): Promise<Stand> {
  const words = hostileWords();
  const stand = await openStand({ ...told, words });
  const run = path.join(stand.workspace, RUNTIME_DIR, runtimePaths.runs, LONG_RUN);
  writeFileSync(path.join(run, runArtifacts.stdout(LONG_REQUEST)), `${longLine(10 * MB)}\n${words('after it')}\n`);
  const events = Array.from({ length: 40 }, () => JSON.stringify({ type: words('item'), text: words('\u0000') }));
  writeFileSync(path.join(run, runArtifacts.events(LONG_REQUEST)), `${events.join('\n')}\nno JSON ${words('')}\n`);
  for (const name of readdirSync(run).filter((one) => one.endsWith('_report.md')))
    appendFileSync(path.join(run, name), Array.from({ length: 40 }, () => words('More.')).join('\n\n'));
  return stand;
}
