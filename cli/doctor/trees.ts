// Whether roots can have trees of their own here, where the configuration wants them to.
import { join } from 'node:path';
import type { Config } from '../../core/plan/sources/config.js';
import { type Finding, ok, warning } from './finding.js';

/** `id`: of the workspace. Nothing where roots work in the workspace. */
export async function lookAtTrees(
  dir: string,
  id: string,
  { trees }: Pick<Config, 'trees'>,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  if (trees.mode === 'in_place') return [];
  const [{ stateHome }, { fit }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../trees/fit.js'),
  ]);
  const dirs = { workspace: dir, state: join(stateHome(env), id) };
  const found = await fit({ dirs, workspace: id, prefix: trees.prefix, env });
  if (found.kind === 'in_place')
    return [warning('trees_unfit', `roots work in the workspace, one at a time: ${found.why}`, { remedy: found.todo })];
  const what = `each root gets a tree and a branch ${trees.prefix}/ROOT; up to ${trees.lanes} at work side by side`;
  return [ok('trees', what), ...found.notes.map((note) => ok('trees_note', note))];
}
