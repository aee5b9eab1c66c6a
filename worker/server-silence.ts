// Keeps, where `status` finds it, since when the Temporal server of a workspace does not answer. On a full disk too.
import path from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import type { ServerSilence } from '../core/contracts/troubles.js';
import { writeInPlace } from '../disk/spare.js';
import { unlessDiskRefuses } from '../disk/trouble.js';

/** `state`: our folder of the workspace. Gives what is called with the address of a server that does not answer, or null where it does. */
export function keepSilence(state: string): (address: string | null) => void {
  let kept: string | null | undefined;
  const keep = (address: string | null): void => {
    if (address === kept) return;
    const silence: ServerSilence | null = address === null ? null : { address, since: new Date().toISOString() };
    unlessDiskRefuses(() => {
      writeInPlace(path.join(state, statePaths.silence), JSON.stringify(silence));
      kept = address;
    });
  };
  // The room for the record is taken before it is needed.
  keep(null);
  return keep;
}
