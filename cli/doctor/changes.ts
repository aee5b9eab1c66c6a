// Whether it is known what the stages change.
import path from 'node:path';
import { readChanges } from '../../disk/store/stage-changes.js';
import { type Finding, ok, warning } from './finding.js';

/** `workspace`: its id. The last stage speaks for what a run would find. */
export async function lookAtChanges(workspace: string | null, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (workspace === null) return [];
  const { stateHome } = await import('../../worker/state-home.js');
  const last = readChanges(path.join(stateHome(env), workspace)).at(-1);
  const { problem } = last?.changes ?? {};
  if (last === undefined || problem === undefined) return [ok('changes_known', 'what stages change is recorded')];
  const what = `what ${last.node} of ${last.family}/${last.id} changed could not be recorded: ${problem}`;
  const remedy = 'Put right what it names; the next stage is recorded again.';
  return [warning('changes_unknown', what, { where: last.run, remedy })];
}
