// Removes the trees that nobody needs any more: their root is over, its branch is taken or has nothing on it, and `[trees] keep_days` have gone by.
// Nothing is lost by it: what is in no commit and no checkpoint keeps its tree, and that is told once.
import { existsSync } from 'node:fs';
import { checkpointSettings } from '../activities/checkpoint-settings.js';
import { treeSettings } from '../activities/tree-settings.js';
import { workTreeIsHeld } from '../agents/host/lease.js';
import type { LoggedEvent } from '../disk/mirror/events.js';
import { appendEvents } from '../disk/mirror/events.js';
import { withMirror } from '../disk/mirror/lock.js';
import { readTreeRuns } from '../disk/store/tree-runs.js';
import { keepTreesRoom } from '../disk/store/trees-room.js';
import { openAmong, readBranches } from '../read/branches.js';
import { workFolder } from '../trees/desk.js';
import { treeFolder, type TreesPlace } from '../trees/place.js';
import { keepRecord, readRecord, recordsOf, type TreeRecord } from '../trees/record.js';
import { removeTree } from '../trees/remove.js';
import { roomOf } from '../trees/show.js';
import type { WorkspacePlace } from './place.js';

const DAY_MS = 24 * 60 * 60_000;

interface Around {
  env: NodeJS.ProcessEnv;
  /** Ms since 1970. */
  now: number;
  say: (line: string) => void;
  signal?: AbortSignal;
}

/** May be killed, and called again, at any time. Measures the room of those that stay. */
export async function removeOldTrees(
  { dirs, id }: Pick<WorkspacePlace, 'dirs' | 'id'>,
  { env, now, say, signal }: Around,
): Promise<void> {
  const settings = await treeSettings(dirs.state);
  const checkpoints = await checkpointSettings(dirs.state);
  const { prefix } = settings;
  const place: TreesPlace = { dirs, workspace: id, prefix, checkpoints, env, ...(signal && { signal }) };
  if (recordsOf(place).length === 0) return;
  for (const record of oldAmong(place, now - settings.keep_days * DAY_MS)) {
    if (signal?.aborted === true) return;
    await removeOne(place, record, { now, say });
  }
  for (const record of recordsOf(place).filter(({ untold }) => untold === true)) await tell(place, record, say);
  await measure(place);
}

/** `before`: ms since 1970. Those of which nothing happened since. */
function oldAmong(place: TreesPlace, before: number): TreeRecord[] {
  const { workspace, state } = place.dirs;
  const records = recordsOf(place).filter(({ removed }) => removed === undefined);
  const last = new Map<string, string>();
  for (const { root, begun, settledAt } of readTreeRuns(state)) last.set(root, settledAt ?? begun);
  const quiet = records.filter(({ root, made }) => Date.parse(last.get(root) ?? made) <= before);
  if (quiet.length === 0) return [];
  const open = openAmong(workspace, new Set(quiet.map(({ root }) => root)));
  const waits = new Set(
    readBranches(workspace, state).flatMap(({ root, state: stands }) => (stands === 'taken' ? [] : [root])),
  );
  return quiet.filter(({ root }) => !open.has(root) && !waits.has(root));
}

async function removeOne(
  place: TreesPlace,
  record: TreeRecord,
  { now, say }: Pick<Around, 'now' | 'say'>,
): Promise<void> {
  const { root } = record;
  const cwd = workFolder(place, record);
  if (existsSync(cwd) && (await workTreeIsHeld(cwd))) return;
  const removed = await removeTree(place, { root, byItself: true, at: new Date(now).toISOString() }).catch(
    (error: unknown) => ({
      kind: 'refused' as const,
      why: `The tree of ${root} cannot be removed: ${String(error)}.`,
      todo: '',
    }),
  );
  const known = readRecord(place, root);
  if (removed.kind !== 'refused' || known === null || known.stays === removed.why) return;
  await log(place, {
    key: `tree:${root}:${record.made}:stays:${now}`,
    type: 'tree_stays',
    at: new Date(now).toISOString(),
    data: { root, why: removed.why },
  });
  keepRecord(place, { ...known, stays: removed.why });
  say(`The tree of ${root} is old and stays: ${removed.why} \`millrace trees remove ${root}\``);
}

/** It is told before that is noted: one who is killed tells it under the same key. */
async function tell(place: TreesPlace, record: TreeRecord, say: Around['say']): Promise<void> {
  const { root, branch, made, removed = made } = record;
  await log(place, { key: `tree:${root}:${made}:removed`, type: 'tree_removed', at: removed, data: { root, branch } });
  say(`The tree of ${root} was old, and is removed; its branch ${branch} stays.`);
  const { untold: _told, ...rest } = record;
  keepRecord(place, rest);
}

const log = ({ dirs }: TreesPlace, event: LoggedEvent): Promise<void> =>
  withMirror(dirs, () => appendEvents(dirs, [event]));

async function measure(place: TreesPlace): Promise<void> {
  const room = { trees: 0, bytes: 0, whole: true };
  for (const { root, removed } of recordsOf(place)) {
    if (removed !== undefined) continue;
    const { bytes, whole } = await roomOf(treeFolder(place, root));
    room.trees += 1;
    room.bytes += bytes;
    room.whole &&= whole;
  }
  keepTreesRoom(place.dirs.state, room);
}
