// An item that is only a file yet: nobody has taken it in, and so its file is all there is of it.
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { isKnown } from '../../core/told-error.js';
import { findPlaces, listFolders } from '../../read/folders.js';
import { readSnapshot } from '../../read/snapshot.js';
import { noServer } from '../commands/control.js';

/** The error, and where no server runs and the item of the command was only dropped, with how that is done by hand. */
export function withFile(error: unknown, dir: string, args: object): unknown {
  if (!isKnown(error, 'no_server') || !('family' in args) || !('id' in args)) return error;
  if (readSnapshot(dir)?.workspace) return error;
  const place = findPlaces(listFolders(dir), String(args.id)).find(
    ({ family, id, state }) => state === 'queued' && family === args.family && id === args.id,
  );
  if (place === undefined) return error;
  const file = `${RUNTIME_DIR}/${place.path}`;
  return noServer(
    error instanceof Error ? error.message : String(error),
    `Nothing was changed. ${place.family} ${place.id} is only a file yet, which nobody has taken in: change ${file}, or remove it, and that is done.`,
  );
}
