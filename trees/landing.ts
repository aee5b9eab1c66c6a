// A delivery on its way into a branch of the user's: the line that says so, and the lock under which all workspaces of a repository land one after
// the other. A line that lies there while its worker does not hold the lock is of one who was killed.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import { removeFile } from '../disk/files.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { namesIn, readText } from '../disk/read.js';
import { holding } from '../disk/store/lock.js';
import { writeAtomicSync } from '../disk/write.js';
import type { Checkout } from './checkout.js';
import type { Delivery } from './deliver.js';
import type { TreesPlace } from './place.js';
import { sharedFolder, type UserRepository } from './repository.js';

/** Without a checkout the branch is checked out nowhere. */
export type Landing = Delivery &
  Partial<Checkout> & {
    /** Absolute: what all work trees of the repository share. Absent in a line of an older release, which knew of no workspace beside. */
    common?: string;
  };

export interface LeftLanding {
  /** Absolute: the line itself. */
  file: string;
  landing: Landing;
}

/** `work` is done while no workspace of this repository lands anything. Throws when another one takes longer than 20 s. */
export function landingAlone<T>(repository: UserRepository, work: () => Promise<T>): Promise<T> {
  const folder = sharedFolder(repository);
  mkdirSync(folder, { recursive: true });
  return holding(path.join(folder, 'landing.lock'), `What is delivered in ${repository.top}`, work);
}

const lineIn = (state: string): string => path.join(state, statePaths.landing);

export function keepLanding(
  { dirs }: TreesPlace,
  { common }: UserRepository,
  landing: Delivery & Partial<Checkout>,
): void {
  const line = `${JSON.stringify({ ...landing, common })}\n`;
  writeAtomicSync(lineIn(dirs.state), line, { mode: PRIVATE_FILE, fsync: true });
}

export const dropLanding = ({ dirs }: TreesPlace): void => removeFile(lineIn(dirs.state));

/** What nobody finished: ours, and those of the workspaces beside ours in the state home that land in the same repository. */
export function leftLandings({ dirs }: TreesPlace, { common }: UserRepository): LeftLanding[] {
  const home = path.dirname(dirs.state);
  const beside = namesIn(home).map((name) => path.join(home, name));
  const states = [dirs.state, ...beside.filter((state) => state !== dirs.state)];
  return states.flatMap((state) => {
    const landing = readLanding(lineIn(state));
    const isHere = landing !== null && (state === dirs.state || landing.common === common);
    return isHere ? [{ file: lineIn(state), landing }] : [];
  });
}

function readLanding(file: string): Landing | null {
  try {
    return JSON.parse(readText(file) ?? 'null') as Landing | null;
  } catch {
    return null;
  }
}
