// `workspaces ls --all-hosts`: what the server knows of the workspaces of every host that uses it.
import { hostedState } from '../../core/contracts/hosts.js';
import type { Context, Result } from '../context.js';
import { workspaceAround } from '../context.js';
import { inert } from '../render/inert.js';
import { table } from '../render/table.js';
import { duration } from '../render/duration.js';

const HEADS = ['HOST', 'ID', 'STATE', 'NEEDS YOU', 'LAST SEEN', 'FOLDER HERE'];

export async function listHosts(context: Context): Promise<Result> {
  const [{ hostsOnServer }, { stateHome }, { knownWorkspaces }] = await Promise.all([
    import('../../worker/hosts/look.js'),
    import('../../worker/state-home.js'),
    import('../../worker/machine.js'),
  ]);
  const { rows, isHere } = await hostsOnServer(workspaceAround(context), context.env, context.note);
  const folders = new Map(knownWorkspaces(stateHome(context.env)).map(({ id, folder }) => [id, folder]));
  const workspaces = rows.map((row) => ({
    ...{ id: row.id, host: row.host?.name ?? null, here: isHere(row), since: row.host?.since ?? null },
    ...{
      folder: folders.get(row.id) ?? null,
      status: row.status,
      state: row.state,
      needsYou: row.needsYou,
      seen: row.seen,
    },
    ...{ listed: null, trouble: null },
  }));
  if (workspaces.length === 0)
    return { data: { workspaces }, lines: ['The Temporal server knows no workspace. `millrace run` in one begins.'] };
  const now = Date.now();
  const cells = workspaces.map((row) => [
    row.host === null ? '(not said)' : inert(`${row.host}${row.here ? ' (here)' : ''}`),
    row.id,
    inert(hostedState(row)),
    row.needsYou === null ? '' : row.needsYou ? 'yes' : 'no',
    row.seen === null ? '' : `${duration(now - Date.parse(row.seen))} ago`,
    inert(row.folder ?? ''),
  ]);
  return { data: { workspaces }, lines: table(cells, HEADS) };
}
