// What is kept of the files before and after stages: how much of it there is.
import { join } from 'node:path';
import { counted } from '../render/count.js';
import { megabytes } from '../render/megabytes.js';
import { type Finding, ok, warning } from './finding.js';

/** `id`: of the workspace; null = it has none. */
export async function lookAtCheckpoints(dir: string, id: string | null, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (id === null) return [];
  const [{ stateHome }, { checkpointPlace }, { listCheckpoints, sizeOfCheckpoints }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../checkpoints/place.js'),
    import('../../checkpoints/list.js'),
  ]);
  const place = { ...checkpointPlace({ workspace: dir, state: join(stateHome(env), id) }), env };
  try {
    const all = await listCheckpoints(place);
    return [ok('checkpoints', `${counted(all.length, 'checkpoint')}, ${megabytes(await sizeOfCheckpoints(place))}`)];
  } catch (thrown) {
    const what = `the checkpoints cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    const remedy = 'Move the folder away: the next checkpoint begins it anew.';
    return [warning('checkpoints_unread', what, { where: place.repository, remedy })];
  }
}
