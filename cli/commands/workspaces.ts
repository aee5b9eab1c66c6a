// `workspaces ls`: those of this machine, as the state home knows them; with `--server` also those that the Temporal server knows.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { KnownWorkspace } from '../../worker/machine.js';
import { listFolders } from '../../read/folders.js';
import { readWorkspaceId } from '../../read/identity.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { table } from '../render/table.js';

interface WorkspaceRow {
  id: string;
  /** Absolute; null where only the server knows it, or an older build did not say. */
  folder: string | null;
  /** `elsewhere`: this machine does not know it. */
  state: 'served' | 'at rest' | 'gone' | 'elsewhere';
  /** Processes that serve it. */
  pids: number[];
  queued: number | null;
  blocked: number | null;
  /** Status of its workflow on the server; absent without `--server`. */
  onServer?: string | null;
}

export async function list(context: Context, { server }: { server?: boolean }): Promise<Result> {
  const [{ stateHome }, { knownWorkspaces }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/machine.js'),
  ]);
  const here = knownWorkspaces(stateHome(context.env)).map(rowOf);
  const rows = server === true ? merged(here, await onServer(context)) : here;
  if (rows.length === 0) return { data: { workspaces: [] }, lines: ['There are none. `millrace init` makes one.'] };
  const heads = ['ID', 'STATE', 'PROCESS', 'TO DO', 'BLOCKED', ...(server === true ? ['ON SERVER'] : []), 'FOLDER'];
  return { data: { workspaces: rows }, lines: table(rows.map(cellsOf), heads) };
}

function rowOf({ id, folder, workers }: KnownWorkspace): WorkspaceRow {
  const pids = workers.filter(({ role }) => role === 'serve').map(({ pid }) => pid);
  const isHere =
    folder !== null && existsSync(join(folder, RUNTIME_DIR)) && [id, null].includes(readWorkspaceId(folder));
  const state = pids.length > 0 ? 'served' : isHere || folder === null ? 'at rest' : 'gone';
  const folders = isHere ? listFolders(folder) : null;
  const count = (...wanted: string[]): number | null =>
    folders?.reduce((sum, one) => sum + (wanted.includes(one.state) ? one.ids.length : 0), 0) ?? null;
  return { id, folder, state, pids, queued: count('queued', 'active'), blocked: count('blocked') };
}

function cellsOf({ id, folder, state, pids, queued, blocked, onServer: there }: WorkspaceRow): string[] {
  const cell = (value: number | null): string => (value === null ? '' : String(value));
  const status = there === undefined ? [] : [there ?? 'unknown there'];
  return [id, state, pids.join(', '), cell(queued), cell(blocked), ...status, folder ?? ''];
}

function merged(here: readonly WorkspaceRow[], there: ReadonlyMap<string, string>): WorkspaceRow[] {
  const known = new Set(here.map(({ id }) => id));
  const others = [...there.keys()]
    .filter((id) => !known.has(id))
    .map((id): WorkspaceRow => {
      return { id, folder: null, state: 'elsewhere', pids: [], queued: null, blocked: null };
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
