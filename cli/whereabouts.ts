// The folder that a command works in, by a name that leads back to it: a name that is no UTF-8 reaches us with signs in the place of
// its bytes, and would lead to another folder, which would then be made.
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { CliError } from './errors.js';
import { EXIT } from './exit.js';
import { lookThere } from './look.js';

/** Node puts it in the place of every byte that is no UTF-8. */
const LOST = '\u{fffd}';

/** Exit 3 where the folder is gone, and where its name is no UTF-8. */
export function workingFolder(): string {
  let cwd: string;
  try {
    cwd = process.cwd();
  } catch {
    throw refused(
      'The folder that this command was started in is not there any more',
      'Go to another folder with `cd`.',
    );
  }
  assertSame(cwd, '.');
  return cwd;
}

/** A path that somebody wrote. Exit 3 when bytes of it got lost on the way to us. `source`: where it was written. */
export function assertWritten(path: string, source: string): void {
  if (path.includes(LOST)) throw unnamed(`${source} ${path}`);
}

/** The real path, links resolved. Exit 3 when it does not lead to where `path` does. */
export function realFolder(path: string): string {
  const real = realpathSync.native(path);
  assertSame(real, path);
  return real;
}

/** As `realFolder`, for a folder that may have to be made first: the one above it counts. */
export function assertReachable(path: string): void {
  let there = path;
  while (lookThere(there) === undefined && dirname(there) !== there) there = dirname(there);
  if (lookThere(there) !== undefined) realFolder(there);
}

function assertSame(name: string, itself: string): void {
  if (!name.includes(LOST)) return;
  const [named, meant] = [lookThere(name), lookThere(itself)];
  if (named === undefined || named.dev !== meant?.dev || named.ino !== meant.ino) throw unnamed(`the folder ${name}`);
}

const unnamed = (what: string): CliError =>
  refused(
    `The name of ${what} is not UTF-8 (${LOST} stands for what cannot be read), and would lead to another folder`,
    'Rename that folder (`mv`), or work in another one; nothing was written.',
  );

const refused = (message: string, hint: string): CliError =>
  new CliError({ exit: EXIT.noWorkspace, code: 'no_such_folder', message: `${message}.`, hint });
