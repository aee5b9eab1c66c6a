// The private folder of one Claude Code: nothing of the user's but the way to the login. It is the session's too, and goes with it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { journalFiles } from '../../core/contracts/paths.js';
import type { RunContext } from '../adapter.js';
import { writeWhole } from '../files.js';
import { type Around, loginSettings } from './surroundings.js';

export const folderOf = (journalDir: string): string => join(journalDir, journalFiles.session);

/** Absolute path. Made again for the same request it is the same. */
export function privateFolder(context: Around & Pick<RunContext, 'journalDir'>): string {
  const folder = folderOf(context.journalDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeWhole(join(folder, 'settings.json'), JSON.stringify(loginSettings(context)));
  return folder;
}
