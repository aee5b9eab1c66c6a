// Our state folder: whether others may look into it, and the disks that we write to.
import { join } from 'node:path';
import { diskNeeds } from '../../read/disks.js';
import { orElse, stateNeeds } from '../../read/state-shape.js';
import { error, type Finding, ok, warning } from './finding.js';

/** More are not counted: one says it. */
const COUNTED = 1000;
const NAMED = 3;

/** `workspace`: its id. */
export async function lookAtState(dir: string, workspace: string | null, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { stateHome } = await import('../../worker/state-home.js');
  const home = stateHome(env);
  return [
    ...shape(workspace, home),
    ...(await orElse(() => modes(workspace, home), [])),
    ...(await orElse(() => disks(dir, workspace, home), [])),
  ];
}

function shape(workspace: string | null, home: string): Finding[] {
  const needs = stateNeeds(workspace, home);
  return needs.map(({ name, reason, remedy }) => error('state_odd', reason, { where: name, remedy: `${remedy}.` }));
}

async function modes(workspace: string | null, home: string): Promise<Finding[]> {
  const { openPlaces } = await import('../../worker/private-home.js');
  const open: string[] = [];
  for (const place of openPlaces(home, workspace === null ? null : join(home, workspace)))
    if (place !== null && open.push(place) === COUNTED) break;
  if (open.length === 0) return [ok('state_private', 'no other user may look into our state')];
  const names = `${open.slice(0, NAMED).join(', ')}${open.length > NAMED ? `, and ${open.length - NAMED} more` : ''}`;
  const remedy = `The next \`millrace run\` closes them; or \`chmod -R go= ${home}\` now.`;
  return [warning('state_open', `other users of this machine may look into: ${names}`, { where: home, remedy })];
}

function disks(dir: string, workspace: string | null, home: string): Finding[] {
  const needs = diskNeeds(dir, workspace, false, home);
  if (needs.length === 0) return [ok('disk_room', 'the disks of the workspace and of our state have room')];
  return needs.map(({ name, reason, remedy }) => error('disk_full', reason, { where: name, remedy }));
}
