// When the workspace has no room for a document, its file waits in its folder. It is offered again when enough work has left: each
// offer is a message, and most of them would be in vain.
import type { Dirs } from '../disk/dirs.js';
import { shownFile } from '../disk/folder.js';
import { sectionsIn } from '../disk/mirror/sections.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { readText } from '../disk/read.js';

const LOOK_MS = 2000;
/** Of what was in line: when so much has left, there is room for as much. */
const ENOUGH = 0.05;

export interface RoomWatch {
  /** There is no room now: `come` is called when there is. */
  waitFor(): void;
  isLacking(): boolean;
  /** Nobody waits any more. */
  forget(): void;
}

export function roomWatch(dirs: Dirs, come: () => void): RoomWatch {
  let full: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const forget = (): void => {
    clearInterval(timer);
    timer = undefined;
    full = null;
  };
  const look = (): void => {
    if (full === null || (inLine(dirs) ?? 0) > full * (1 - ENOUGH)) return;
    forget();
    come();
  };
  return {
    waitFor() {
      full = inLine(dirs) ?? 0;
      timer ??= setInterval(look, LOOK_MS).unref();
    },
    isLacking: () => full !== null,
    forget,
  };
}

/** Queued and blocked items, as the snapshot says; null when it cannot be read. */
function inLine(dirs: Dirs): number | null {
  const section = sectionsIn(readText(shownFile(dirs, runtimePaths.snapshot))).workspace;
  return section === null ? null : Object.values(section.depths).reduce((sum, count) => sum + count, section.blocked);
}
