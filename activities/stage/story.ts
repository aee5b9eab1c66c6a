// What a stage is told of what went before: the story that the engine carries, and what the failed stage left that was refused.
import path from 'node:path';
import type { PromptStory, RefusedDocument } from '../../agents/story-part.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Dirs } from '../../disk/dirs.js';
import { readDecided } from './outcome.js';

/** Null for a stage before which nothing was wrong. */
export async function promptStory(dirs: Dirs, { story, closure }: StageRunRequest): Promise<PromptStory | null> {
  if (story === undefined) return null;
  const refused = story.failed === undefined ? [] : await refusedOf(dirs, story.failed.requestId);
  return { story, round: closure?.round ?? null, refused };
}

/** Nothing where the record of the request is gone. */
async function refusedOf(dirs: Dirs, requestId: string): Promise<RefusedDocument[]> {
  const { emissions } = (await readDecided(dirs, requestId)) ?? {};
  const { refused } = { refused: [], ...emissions };
  return refused.map((one) => ({ name: path.basename(one.path), reason: one.reason }));
}
