// `workspaces ls`: those of this machine, as the state home knows them; with `--server` also those that the Temporal server knows.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { KnownWorkspace } from '../../worker/machine.js';
import type { ItemState } from '../../core/contracts/families.js';
import type { AttentionKind } from '../../core/attention/attention.js';
import { countIn, listFolders } from '../../read/folders.js';
import { lookAround } from '../around.js';
import { readWorkspaceId } from '../../read/identity.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import type { Paused } from '../../worker/all/list.js';
import { inert } from '../render/inert.js';
import { section, table } from '../render/table.js';

interface WorkspaceRow {
  id: string;
  /** Absolute; null where only the server knows it, or an older build did not say. */
  folder: string | null;
  /** `died`: its worker, with work under way; `agents`: they work on without a worker; `elsewhere`: this machine does not know it; `exported`: it left for another host. */
  state: 'served' | 'died' | 'agents' | 'at rest' | 'gone' | 'elsewhere' | 'exported';
  /** Processes that serve it. */
  pids: number[];
  queued: number | null;
  blocked: number | null;
  /** How much waits for a person; null where its files are not here. */
  needsYou: number | null;
  /** Whether it is in the list of those that are served together: its host and who paused it; null = it is not. */
  listed: { host: string; paused: Paused | null } | null;
  /** Why the process that serves the list does not serve it, or why its work cannot go on there; null = nothing is known of that. */
  trouble: string | null;
  /** Status of its workflow on the server; absent without `--server`. */
  onServer?: string | null;
}

export async function list(context: Context, options: { server?: boolean; allHosts?: boolean }): Promise<Result> {
  if (options.allHosts === true) return (await import('./workspaces-hosts.js')).listHosts(context);
  const { server } = options;
  const [{ stateHome }, { knownWorkspaces }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/machine.js'),
  ]);
  const here = await withListed(context, knownWorkspaces(stateHome(context.env)));
  const rows = server === true ? merged(here, await onServer(context)) : here;
  if (rows.length === 0) return { data: { workspaces: [] }, lines: ['There are none. `millrace init` makes one.'] };
  const heads = [
    'ID',
    'STATE',
    'PROCESS',
    'TO DO',
    'BLOCKED',
    'NEEDS YOU',
    ...(rows.some(({ listed }) => listed !== null) ? ['LIST'] : []),
    ...(server === true ? ['ON SERVER'] : []),
    'FOLDER',
  ];
  const isAnyListed = rows.some(({ listed }) => listed !== null);
  const troubles = (isServed: boolean): string[] =>
    rows.flatMap(({ id, state, trouble }) =>
      trouble === null || (state === 'served') !== isServed ? [] : [inert(`${id}: ${trouble}`)],
    );
  const lines = [
    ...table(
      rows.map((row) => cellsOf(row, isAnyListed)),
      heads,
    ),
    ...section('Not served', troubles(false)),
    ...section('Cannot go on', troubles(true)),
  ];
  return { data: { workspaces: rows }, lines };
}

/** Also those of the list that this state home knows nothing of any more. */
async function withListed(context: Context, known: readonly KnownWorkspace[]): Promise<WorkspaceRow[]> {
  const [{ stateHome }, { readList }, { troubleOf }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/all/list.js'),
    import('../../worker/all/trouble.js'),
  ]);
  const home = stateHome(context.env);
  const list = new Map(readList(home).map((one) => [one.id, one]));
  const ids = new Set(known.map(({ id }) => id));
  const others = [...list.values()].filter(({ id }) => !ids.has(id));
  const all = [...known, ...others.map(({ id, folder }) => ({ id, folder, state: join(home, id), workers: [] }))];
  return Promise.all(
    all.map(async (one) => {
      const { host, paused } = list.get(one.id) ?? {};
      const listed = host === undefined ? null : { host, paused: paused ?? null };
      const { hurt, ...row } = await rowOf(context, one);
      const isWanted = listed !== null && listed.paused === null;
      return { ...row, listed, trouble: isWanted ? (troubleOf(home, one.id)?.text ?? hurt) : null };
    }),
  );
}

async function rowOf(
  { env }: Context,
  { id, folder, state: own, workers }: KnownWorkspace,
): Promise<Omit<WorkspaceRow, 'listed' | 'trouble'> & { hurt: string | null }> {
  const pids = workers.filter(({ role }) => role === 'serve').map(({ pid }) => pid);
  const isHere =
    folder !== null && existsSync(join(folder, RUNTIME_DIR)) && [id, null].includes(readWorkspaceId(folder));
  // A workspace that cannot be read keeps the others from nobody.
  const around = isHere ? await lookAround(folder, env).catch(() => null) : null;
  const state = pids.length > 0 ? 'served' : isHere || folder === null ? await unserved(own) : 'gone';
  const folders = isHere ? (around?.folders ?? listFolders(folder)) : null;
  const count = (...wanted: ItemState[]): number | null => folders && countIn(folders, ...wanted);
  const counts = { queued: count('queued', 'active'), blocked: count('blocked') };
  const needs = around?.needsYou ?? [];
  const hurts = needs.flatMap(({ kind, name, reason }) => (HURTS.has(kind) ? [`${name}: ${reason}`] : []));
  return { id, folder, state, pids, ...counts, needsYou: around?.needsYou.length ?? null, hurt: hurts[0] ?? null };
}

/** What keeps all work of a workspace waiting while somebody serves it. */
const HURTS: ReadonlySet<AttentionKind> = new Set(['disk_low', 'server_down']);

/** What a workspace is whom nobody serves. `state`: our folder of it. */
async function unserved(state: string): Promise<WorkspaceRow['state']> {
  const [{ runningRequests }, { readRoster }, { isAlive }, { readLeft }] = await Promise.all([
    import('../../agents/running.js'),
    import('../../worker/fleet/roster.js'),
    import('../../disk/identity.js'),
    import('../../worker/hosts/record.js'),
  ]);
  if (readLeft(state) !== null) return 'exported';
  // Whoever leaves takes its record away.
  if (readRoster(state).some((one) => one.role === 'serve' && !isAlive(one))) return 'died';
  return runningRequests(state).length > 0 ? 'agents' : 'at rest';
}

const WORDS: Partial<Record<WorkspaceRow['state'], string>> = { died: 'its worker died', agents: 'agents at work' };

function listWord({ listed, trouble }: WorkspaceRow): string {
  if (listed === null) return '';
  if (listed.paused !== null) return 'paused';
  return trouble === null ? 'listed' : 'trouble';
}

function cellsOf(row: WorkspaceRow, withList: boolean): string[] {
  const { id, folder, state, pids, queued, blocked, needsYou, onServer: there } = row;
  const cell = (value: number | null): string => (value === null ? '' : String(value));
  const status = there === undefined ? [] : [there ?? 'unknown there'];
  const counts = [queued, blocked, needsYou].map(cell);
  return [
    id,
    WORDS[state] ?? state,
    pids.join(', '),
    ...counts,
    ...(withList ? [listWord(row)] : []),
    ...status,
    folder ?? '',
  ];
}

function merged(here: readonly WorkspaceRow[], there: ReadonlyMap<string, string>): WorkspaceRow[] {
  const known = new Set(here.map(({ id }) => id));
  const others = [...there.keys()]
    .filter((id) => !known.has(id))
    .map((id): WorkspaceRow => {
      const unknown = { queued: null, blocked: null, needsYou: null, listed: null, trouble: null };
      return { id, folder: null, state: 'elsewhere', pids: [], ...unknown };
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
