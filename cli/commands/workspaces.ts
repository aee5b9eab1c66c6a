// `workspaces ls`: those of this machine, as the state home knows them; with `--server` also those that the Temporal server knows.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { KnownWorkspace } from '../../worker/machine.js';
import type { ItemState } from '../../core/contracts/families.js';
import { countIn, listFolders } from '../../read/folders.js';
import { lookAround } from '../around.js';
import { readWorkspaceId } from '../../read/identity.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { table } from '../render/table.js';

interface WorkspaceRow {
  id: string;
  /** Absolute; null where only the server knows it, or an older build did not say. */
  folder: string | null;
  /** `died`: its worker, with work under way; `agents`: they work on without a worker; `elsewhere`: this machine does not know it. */
  state: 'served' | 'died' | 'agents' | 'at rest' | 'gone' | 'elsewhere';
  /** Processes that serve it. */
  pids: number[];
  queued: number | null;
  blocked: number | null;
  /** How much waits for a person; null where its files are not here. */
  needsYou: number | null;
  /** Status of its workflow on the server; absent without `--server`. */
  onServer?: string | null;
}

export async function list(context: Context, { server }: { server?: boolean }): Promise<Result> {
  const [{ stateHome }, { knownWorkspaces }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/machine.js'),
  ]);
  const here = await Promise.all(knownWorkspaces(stateHome(context.env)).map((one) => rowOf(context, one)));
  const rows = server === true ? merged(here, await onServer(context)) : here;
  if (rows.length === 0) return { data: { workspaces: [] }, lines: ['There are none. `millrace init` makes one.'] };
  const heads = [
    'ID',
    'STATE',
    'PROCESS',
    'TO DO',
    'BLOCKED',
    'NEEDS YOU',
    ...(server === true ? ['ON SERVER'] : []),
    'FOLDER',
  ];
  return { data: { workspaces: rows }, lines: table(rows.map(cellsOf), heads) };
}

async function rowOf({ env }: Context, { id, folder, state: own, workers }: KnownWorkspace): Promise<WorkspaceRow> {
  const pids = workers.filter(({ role }) => role === 'serve').map(({ pid }) => pid);
  const isHere =
    folder !== null && existsSync(join(folder, RUNTIME_DIR)) && [id, null].includes(readWorkspaceId(folder));
  // A workspace that cannot be read keeps the others from nobody.
  const around = isHere ? await lookAround(folder, env).catch(() => null) : null;
  const state = pids.length > 0 ? 'served' : isHere || folder === null ? await unserved(own) : 'gone';
  const folders = isHere ? (around?.folders ?? listFolders(folder)) : null;
  const count = (...wanted: ItemState[]): number | null => folders && countIn(folders, ...wanted);
  const counts = { queued: count('queued', 'active'), blocked: count('blocked') };
  return { id, folder, state, pids, ...counts, needsYou: around?.needsYou.length ?? null };
}

/** What a workspace is whom nobody serves. `state`: our folder of it. */
async function unserved(state: string): Promise<WorkspaceRow['state']> {
  const [{ runningRequests }, { readRoster }, { isAlive }] = await Promise.all([
    import('../../agents/running.js'),
    import('../../worker/fleet/roster.js'),
    import('../../disk/identity.js'),
  ]);
  // Whoever leaves takes its record away.
  if (readRoster(state).some((one) => one.role === 'serve' && !isAlive(one))) return 'died';
  return runningRequests(state).length > 0 ? 'agents' : 'at rest';
}

const WORDS: Partial<Record<WorkspaceRow['state'], string>> = { died: 'its worker died', agents: 'agents at work' };

function cellsOf({ id, folder, state, pids, queued, blocked, needsYou, onServer: there }: WorkspaceRow): string[] {
  const cell = (value: number | null): string => (value === null ? '' : String(value));
  const status = there === undefined ? [] : [there ?? 'unknown there'];
  const counts = [queued, blocked, needsYou].map(cell);
  return [id, WORDS[state] ?? state, pids.join(', '), ...counts, ...status, folder ?? ''];
}

function merged(here: readonly WorkspaceRow[], there: ReadonlyMap<string, string>): WorkspaceRow[] {
  const known = new Set(here.map(({ id }) => id));
  const others = [...there.keys()]
    .filter((id) => !known.has(id))
    .map((id): WorkspaceRow => {
      return { id, folder: null, state: 'elsewhere', pids: [], queued: null, blocked: null, needsYou: null };
    });
  return [...here, ...others].map((row) => ({ ...row, onServer: there.get(row.id) ?? null }));
}

/** Of the server of this workspace; outside of one, of that which the environment names, else the embedded one. Exit 6 where none runs. */
async function onServer(context: Context): Promise<ReadonlyMap<string, string>> {
  const { workspacesOnServer } = await import('../../worker/server/workspaces.js');
  return workspacesOnServer(placeOr(context), context.env, context.note);
}

function placeOr(context: Context): string | null {
  try {
    return findWorkspace(context);
  } catch {
    return null;
  }
}
