// Which git is here.
import { git } from '../checkpoints/git.js';
import { GitKilled } from '../checkpoints/git-ended.js';
import { ourPlace, type TreesPlace } from './place.js';

/** `merge-tree --write-tree` came with it. */
export const OLDEST: readonly [number, number] = [2, 38];

/** Null: none is installed, or it does not say. */
export async function gitVersion(place: TreesPlace): Promise<readonly [number, number] | null> {
  const said = await git({ ...ourPlace(place), asked: '/dev/null' }, ['version'], { cwd: '/' }).catch(
    (error: unknown) => {
      if (error instanceof GitKilled) throw error;
      return Buffer.alloc(0);
    },
  );
  const [, major, minor] = /(\d+)\.(\d+)/.exec(said.toString('latin1')) ?? [];
  return major === undefined ? null : [Number(major), Number(minor)];
}

export const isTooOld = ([major, minor]: readonly [number, number]): boolean =>
  major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
