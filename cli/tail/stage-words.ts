// All that one stage said, in words, as `logs` has it: of a stage at work what it said so far.
import type { StageView } from '../../read/stages.js';
import { speakerOf } from './speak.js';
import { openStageVoice, type RunPlace } from './stage.js';

/** Lines; null where nothing of it can be read. Of a very long output the end. */
export async function stageWords(place: RunPlace, stage: StageView, env: NodeJS.ProcessEnv): Promise<string[] | null> {
  return openStageVoice(place, stage, await speakerOf(stage.runner, env))?.last() ?? null;
}
