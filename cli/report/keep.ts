// Reports as files in `millrace-agents/reports/`: the newest stay. Only what we wrote goes: the folder is the agents' ground too.
import { runtimePaths } from '../../core/contracts/paths.js';
import { inert } from '../../core/inert.js';
import { localStamp } from '../../core/report/clock.js';
import { ensureFolder, shownFile } from '../../disk/folder.js';
import { removeFile } from '../../disk/files.js';
import { createOnly } from '../../disk/write.js';
import type { Seen } from './seen.js';

/** Several of one second. */
const MOST_TRIES = 100;

/** `kind`: what it was written for; `seen`: is told its name; `keep`: how many stay. Gives its path, relative to the workspace's folder of ours. */
export async function keepReport(
  workspace: string,
  lines: readonly string[],
  { kind, now, keep, seen }: { kind: 'run' | 'morning'; now: number; keep: number; seen: Seen },
): Promise<string> {
  ensureFolder({ workspace }, runtimePaths.reports);
  const text = lines.map((line) => `${inert(line)}\n`).join('');
  for (let at = 1; at <= MOST_TRIES; at += 1) {
    const name = `${localStamp(now)}-${kind}${at === 1 ? '' : `-${at}`}.md`;
    if (!(await createOnly(fileOf(workspace, name), text))) continue;
    seen.files.push(name);
    for (const old of seen.files.splice(0, Math.max(0, seen.files.length - keep))) removeOwn(workspace, old);
    return `${runtimePaths.reports}/${name}`;
  }
  throw new Error(`${runtimePaths.reports}/ holds ${MOST_TRIES} reports of this second`);
}

const fileOf = (workspace: string, name: string): string => shownFile({ workspace }, `${runtimePaths.reports}/${name}`);

/** A name from our state, and no path. */
function removeOwn(workspace: string, name: string): void {
  if (/^[\w-]+\.md$/.test(name)) removeFile(fileOf(workspace, name));
}
