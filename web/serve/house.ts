// All workspaces that are shown, each watched once, however many pages look at it.
import { join } from 'node:path';
import { isWorkspace } from '../../cli/door.js';
import type { ElsewhereRow } from '../contract.js';
import { notThere, Refused } from './refusal.js';
import { type Watched, watched } from './watched.js';
import { type Named, type Shown, shownOf } from './workspaces.js';

export interface House {
  /** As they are now: with `--all` others may have come. */
  shown(): Shown[];
  /** Throws `Refused` where there is none. */
  at(key: string): Place;
  watchedOf(shown: Shown): Watched;
  /** As it was heard last. */
  elsewhere(): ElsewhereRow[];
  env: NodeJS.ProcessEnv;
  close(): void;
}

export interface Place {
  shown: Shown;
  /** Our state folder of the workspace; null where it has no id. */
  state: string | null;
  watched: Watched;
}

export interface Housing {
  /** Workspaces of other hosts; absent = none are shown. */
  elsewhere?(): ElsewhereRow[];
  /** Looked up each time. */
  named(): Named[];
  env: NodeJS.ProcessEnv;
  /** State home, absolute. */
  home: string;
}

const goneFrom = (dir: string): Error =>
  new Refused(
    404,
    'not_found',
    `There is no workspace in ${dir} any more: it was moved or removed.`,
    'Start `millrace serve` in its new folder; the first page lists those that are shown.',
  );

export function openHouse({ named, env, home, elsewhere = () => [] }: Housing): House {
  const known = new Map<string, Watched>();
  const shown = (): Shown[] => shownOf(named());
  const watchedOf = ({ dir }: Shown): Watched => {
    const found = known.get(dir) ?? watched(dir, env);
    known.set(dir, found);
    return found;
  };
  const at = (key: string): Place => {
    const found = shown().find((one) => one.key === key);
    if (found === undefined) throw notThere('workspace of this name', 'The first page lists those that are shown.');
    if (!isWorkspace(found.dir)) throw goneFrom(found.dir);
    return { shown: found, state: found.id === null ? null : join(home, found.id), watched: watchedOf(found) };
  };
  const close = (): void => known.forEach((one) => one.end());
  return { shown, at, watchedOf, elsewhere, env, close };
}
