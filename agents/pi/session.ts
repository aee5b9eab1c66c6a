// A session of Pi that goes on. Pi keeps it in the journal of its request, and only while the stage may be asked once more: it holds all
// that its tools put out.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { journalFiles, statePaths } from '../../core/contracts/paths.js';
import type { AgentSession, StageRunRequest } from '../../core/contracts/stage.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { namesIn, readBytes } from '../../disk/read.js';
import { writeAtomicSync } from '../../disk/write.js';
import type { RunContext } from '../adapter.js';
import { piKind } from './settings.js';

/** Where Pi keeps its session, absolute; `file`: the one that it goes on with. Null: it keeps none. */
export interface PiSession {
  folder: string;
  file: string | null;
}

/** Made again for the same request it is the same. */
export function sessionOf({ form }: StageRunRequest, context: RunContext): PiSession | null {
  const folder = join(context.journalDir, journalFiles.session);
  const before = sessionFile(form, context);
  if (before === null) return form?.chance === 'ahead' ? { folder: made(folder), file: null } : null;
  const file = join(made(folder), 'session.jsonl');
  const bytes = readBytes(file) ?? readBytes(before);
  if (bytes === null) return null;
  writeAtomicSync(file, bytes, { mode: PRIVATE_FILE });
  return { folder, file };
}

/** Where the session of the attempt before is still kept. */
export const resumesPi = ({ form }: StageRunRequest, context: RunContext): Promise<boolean> =>
  Promise.resolve(sessionFile(form, context) !== null);

/** What `collect` says of it; nothing of an attempt that is not asked about once more. */
export function sessionLeft({ form }: StageRunRequest, { journalDir }: RunContext): { session?: AgentSession } {
  const [name] = form?.chance === 'ahead' ? sessionsIn(join(journalDir, journalFiles.session)) : [];
  return name === undefined ? {} : { session: { runner: piKind.name, id: name, usage: null } };
}

/** Null for every attempt but a second chance, and where it is gone. */
function sessionFile(form: StageRunRequest['form'], { session, stateDir }: RunContext): string | null {
  if (form?.chance !== 'taken' || session === undefined) return null;
  const folder = join(stateDir, statePaths.journal(form.of), journalFiles.session);
  const [name] = sessionsIn(folder).filter((one) => one === session.id);
  return name === undefined ? null : join(folder, name);
}

const sessionsIn = (folder: string): string[] => namesIn(folder).filter((name) => name.endsWith('.jsonl'));

function made(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
