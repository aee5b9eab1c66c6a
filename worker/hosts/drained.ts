// A host that takes no new stages: a file in the state home says so, until somebody takes it away. Whoever would serve a workspace looks for it.
import path from 'node:path';
import { homePaths } from '../../core/contracts/paths.js';
import { hasForm, isFlag, isMoment, isText } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import { KnownError } from '../../core/told-error.js';
import { removeFile } from '../../disk/files.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { readText } from '../../disk/read.js';
import { writeAtomic } from '../../disk/write.js';
import type { Paused } from '../all/list.js';

/** Exit 5. */
class HostDrained extends KnownError {
  constructor({ since, by, reason }: Paused) {
    const why = reason === '' ? '' : ` (${reason})`;
    super('host_drained', `This host takes no new stages: ${by} paused it on ${since}${why}.`, {
      hint: '`millrace workspaces resume --host` has it work again.',
    });
  }
}

const fileIn = (home: string): string => path.join(home, homePaths.drained);
const isDrained = hasForm({ since: isMoment, by: isText, reason: isText, now: isFlag });

/** `home`: the state home. Null: it works. */
export function drainedHost(home: string): Paused | null {
  const found = jsonObject(readText(fileIn(home)) ?? undefined);
  return isDrained(found) ? (found as unknown as Paused) : null;
}

/** Throws `HostDrained`. */
export function assertWorks(home: string): void {
  const drained = drainedHost(home);
  if (drained !== null) throw new HostDrained(drained);
}

export const drainHost = (home: string, drained: Paused): Promise<void> =>
  writeAtomic(fileIn(home), `${JSON.stringify(drained)}\n`, { mode: PRIVATE_FILE, fsync: true });

export const resumeHost = (home: string): void => removeFile(fileIn(home));
