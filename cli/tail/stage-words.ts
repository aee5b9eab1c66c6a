// All that one stage said, in words, as `logs` has it: of a stage at work what it said so far.
import { readStages } from '../../read/stages.js';
import { speakerOf } from './speak.js';
import { openStageVoice, type RunPlace } from './stage.js';

/** Lines; null where nothing of it can be read. Of a very long output the end. */
export async function stageWords(place: RunPlace, request: string, env: NodeJS.ProcessEnv): Promise<string[] | null> {
  const stage = readStages(place.workspace, place.runId).find(({ requestId }) => requestId === request);
  if (stage === undefined) return null;
  return openStageVoice(place, stage, await speakerOf(stage.runner, env))?.last() ?? null;
}
