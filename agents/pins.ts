// Files of the workspace that the settings of the runners name: an agent may write them, and so each counts only with the content that an
// operator accepted.
import { createHash } from 'node:crypto';
import { readSync, realpathSync, statSync } from 'node:fs';
import { delimiter, join, relative, resolve, sep } from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import type { NamedFiles } from '../core/ground/programs.js';
import { jsonObject } from '../core/json-lines.js';
import { codeOf } from '../disk/errors.js';
import { withPlain } from '../disk/read.js';
import { LaunchRefused } from './adapter.js';
import { readText } from './files.js';

/** sha256 by path relative to the workspace; null: there was no file, and may be none. */
export type Pins = Readonly<Record<string, string | null>>;

/**
 * What is named of the workspace, as it is now. A program that is looked up counts in every folder of its PATH that lies in the workspace,
 * and a piece of another setting where it is a file, or written as a path. `ownPath`: PATH of the worker.
 */
export function pinsOf(workspace: string, { commands, pieces }: NamedFiles, ownPath: string): Pins {
  const looked = commands.flatMap(({ command, path }) =>
    command.includes('/') ? [command] : (path ?? ownPath).split(delimiter).map((folder) => join(folder, command)),
  );
  const isMeant = (path: string): boolean =>
    path.includes('/') || digestAt(workspace, resolve(workspace, path)) !== null;
  const paths = [...looked, ...pieces.filter(isMeant)].map((path) => resolve(workspace, path));
  const inside = paths.filter(
    (path) => isBelow(workspace, path) || isBelow(realpathSync.native(workspace), realPath(path)),
  );
  const names = [...new Set(inside.map((path) => relative(workspace, path)))].filter((name) => name !== '').sort();
  return Object.fromEntries(names.map((name) => [name, digestAt(workspace, resolve(workspace, name))]));
}

/** Which of them are not as they were pinned. */
export const unlike = (workspace: string, pins: Pins): string[] =>
  Object.entries(pins).flatMap(([name, sha256]) =>
    digestAt(workspace, resolve(workspace, name)) === sha256 ? [] : [name],
  );

/** What was accepted here of what stages start. `state`: our state folder. */
export const acceptedPins = (state: string): Pins => pinsIn(state, 'programs');

/** The same of what `[[notify]]` starts. */
export const acceptedSenders = (state: string): Pins => pinsIn(state, 'senders');

function pinsIn(state: string, name: 'programs' | 'senders'): Pins {
  const record = jsonObject(readText(join(state, statePaths.ground)) ?? '');
  const pins = record?.[name];
  return typeof pins === 'object' && pins !== null ? (pins as Pins) : {};
}

/** Before anything that the settings name is started. Throws `LaunchRefused`. */
export function assertPinned(workspace: string, state: string): void {
  const changed = unlike(workspace, acceptedPins(state));
  if (changed.length > 0) throw new LaunchRefused('runner_misconfigured', pinText(changed));
}

const pinText = (changed: readonly string[]): string =>
  `millrace.toml names files of the workspace that are not as an operator accepted them: ${changed.join(', ')}. Nothing was started. ` +
  'Bring them back, or accept them with `millrace trust --accept`.';

/** A link counts as what it leads to. Null where no regular file is to be had. */
function digestAt(workspace: string, path: string): string | null {
  if (!isBelow(workspace, path) && !isBelow(realpathSync.native(workspace), realPath(path))) return null;
  return withPlain(realPath(path), (descriptor) => {
    const hash = createHash('sha256');
    const piece = Buffer.alloc(1024 * 1024);
    for (let read = 1; read > 0;) {
      read = readSync(descriptor, piece, 0, piece.length, null);
      hash.update(piece.subarray(0, read));
    }
    return hash.digest('hex');
  });
}

/** As it is where it leads nowhere. */
function realPath(path: string): string {
  try {
    return statSync(path).isFile() ? realpathSync.native(path) : path;
  } catch (error) {
    if (codeOf(error) === null) throw error;
    return path;
  }
}

const isBelow = (folder: string, path: string): boolean => path.startsWith(folder + sep);
