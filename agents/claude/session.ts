// A session of Claude Code that goes on. It lies in the folder of its request, and is kept only while the stage may be asked once more:
// it holds all that its tools put out.
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import type { AgentSession, StageRunRequest } from '../../core/contracts/stage.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { namesIn, readBytes } from '../../disk/read.js';
import { writeAtomicSync } from '../../disk/write.js';
import type { RunContext } from '../adapter.js';
import { folderOf } from './folder.js';
import { claudeKind } from './settings.js';

/** Within the folder: one per work tree, and in it a file per session. */
const PROJECTS = 'projects';

/** Whether it keeps a session; `id`: the one that it goes on with, whose file now is in its own folder. */
export interface ClaudeSession {
  kept: boolean;
  id: string | null;
}

/** Made again for the same request it is the same. */
export function sessionOf({ form }: StageRunRequest, context: RunContext): ClaudeSession {
  const before = fileBefore(form, context);
  if (before === null) return { kept: form?.chance === 'ahead', id: null };
  const file = join(folderOf(context.journalDir), PROJECTS, basename(dirname(before)), basename(before));
  const bytes = readBytes(file) ?? readBytes(before);
  if (bytes === null) return { kept: false, id: null };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeAtomicSync(file, bytes, { mode: PRIVATE_FILE });
  return { kept: true, id: context.session?.id ?? null };
}

/** Where the session of the attempt before is still kept. */
export const resumesClaude = ({ form }: StageRunRequest, context: RunContext): Promise<boolean> =>
  Promise.resolve(fileBefore(form, context) !== null);

/** What `collect` says of it; nothing of an attempt that is not asked about once more. What it used, each part of it says of its own. */
export function sessionLeft(
  { form }: StageRunRequest,
  { journalDir }: RunContext,
  id: string | null,
): { session?: AgentSession } {
  if (form?.chance !== 'ahead' || id === null || fileIn(folderOf(journalDir), id) === null) return {};
  return { session: { runner: claudeKind.name, id, usage: null } };
}

/** Null for every attempt but a second chance, and where it is gone. */
function fileBefore(form: StageRunRequest['form'], { session, stateDir }: RunContext): string | null {
  if (form?.chance !== 'taken' || session === undefined) return null;
  return fileIn(folderOf(join(stateDir, statePaths.journal(form.of))), session.id);
}

function fileIn(folder: string, id: string): string | null {
  const trees = namesIn(join(folder, PROJECTS)).map((name) => join(folder, PROJECTS, name));
  const tree = trees.find((one) => namesIn(one).includes(`${id}.jsonl`));
  return tree === undefined ? null : join(tree, `${id}.jsonl`);
}
