// All workspaces in rows. One that cannot be read is a row that says why, and keeps none of the others.
import { basename } from 'node:path';
import { isWorkspace, type Report } from '../../cli/door.js';
import type { Fleet, FleetRow } from '../contract.js';
import type { House } from './house.js';
import type { Shown } from './workspaces.js';

export async function fleetOf(house: House, now: number): Promise<Fleet> {
  const workspaces = await Promise.all(house.shown().map((one) => rowOf(house, one)));
  return { at: new Date(now).toISOString(), workspaces, elsewhere: house.elsewhere() };
}

async function rowOf(house: House, shown: Shown): Promise<FleetRow> {
  const { dir } = shown;
  if (!isWorkspace(dir))
    return broken(shown, 'There is no workspace in this folder: it is gone, or `millrace init` was not run.');
  try {
    return sound(shown, (await house.watchedOf(shown).report()).report);
  } catch (error) {
    return broken(shown, error instanceof Error ? error.message : String(error));
  }
}

const headOf = ({ key, dir }: Shown): Pick<FleetRow, 'key' | 'name' | 'path'> => ({
  ...{ key, name: basename(dir) || dir, path: dir },
});

function sound(shown: Shown, report: Report): FleetRow {
  const { health, worker, control, now, attention, queue, totals } = report;
  const families = Object.values(queue.by_family);
  const sum = (state: 'queued' | 'active' | 'blocked'): number => families.reduce((all, one) => all + one[state], 0);
  return {
    ...headOf(shown),
    ...{ health, worker: worker.state, rehearsal: worker.rehearsal, paused: control.paused },
    now: now.map(({ item, title, node, elapsed_s }) => ({ item, title, node, elapsed_s })),
    ...{ queued: sum('queued'), active: sum('active'), blocked: sum('blocked') },
    ...{ needs: attention.length, done: totals.done, tokens: totals.tokens.total, cost: totals.tokens.cost },
    trouble: null,
  };
}

const broken = (shown: Shown, trouble: string): FleetRow => ({
  ...headOf(shown),
  ...{ health: { state: 'down', reasons: [trouble] }, worker: 'absent', rehearsal: false, paused: false },
  ...{ now: [], queued: 0, active: 0, blocked: 0, needs: 0, done: 0, tokens: 0, cost: null, trouble },
});
