// Keeps, where `status` finds it, since when the Temporal server of a workspace does not answer. On a full disk too.
import path from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import type { ServerSilence } from '../core/contracts/troubles.js';
import { recordInPlace } from '../disk/spare.js';

/** `state`: our folder of the workspace. Gives what is called with the address of a server that does not answer, or null where it does. */
export function keepSilence(state: string): (address: string | null) => void {
  const record = recordInPlace(path.join(state, statePaths.silence));
  let silence: ServerSilence | null = null;
  const keep = (address: string | null): void => {
    if (address !== (silence?.address ?? null))
      silence = address === null ? null : { address, since: new Date().toISOString() };
    record(JSON.stringify(silence));
  };
  // The room for the record is taken before it is needed.
  keep(null);
  return keep;
}
