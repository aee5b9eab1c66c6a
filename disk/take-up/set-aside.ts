// Documents that an older build admitted and this one would refuse go into quarantine, as a drop does, and are ours no more: else their loss
// would be made good.
import type { Dirs } from '../dirs.js';
import { appendManifest } from '../mirror/manifest.js';
import { quarantine, quarantineEntry } from '../mirror/quarantine.js';
import type { RefusedItem } from './remains.js';

/** Hold the mirror while it runs. A crash in the middle leaves a second copy at worst. */
export async function setAside(dirs: Dirs, refused: readonly RefusedItem[]): Promise<void> {
  for (const one of refused) {
    const isMoved = (await quarantine(dirs, one)) !== null;
    if (!isMoved) await quarantineEntry(dirs, { kind: 'quarantine', ...one });
    await appendManifest(dirs, [{ path: one.path, gone: true }]);
  }
}
