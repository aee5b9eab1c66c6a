// What the list of workspaces that are served together says of one of them, and what waits for a person by it.
import { KnownError } from '../core/told-error.js';
import { type Need, needOf } from '../read/need.js';
import type { Listed, Paused } from '../worker/all/list.js';
import type { Unserved } from '../worker/all/trouble.js';

export interface ListedState {
  host: string;
  /** Null = it is served. */
  paused: Paused | null;
  /** Why the process that serves all does not serve it; null = it does, or there is none. */
  trouble: Unserved | null;
}

/** Null where it is not in the list, or where that cannot be read, which `workspaces ls` tells. `home`: the state home. */
export async function listedState(id: string | null, home: string): Promise<ListedState | null> {
  if (id === null) return null;
  const [{ readList }, { troubleOf }] = await Promise.all([
    import('../worker/all/list.js'),
    import('../worker/all/trouble.js'),
  ]);
  const listed = known(() => readList(home)).find((one) => one.id === id);
  if (listed === undefined) return null;
  const { host, paused } = listed;
  return { host, paused, trouble: paused === null ? troubleOf(home, id) : null };
}

/** `isServed`: by some other worker, so that its work goes on. */
export function unservedNeeds(id: string | null, listed: ListedState | null, isServed: boolean): Need[] {
  const { trouble = null } = listed ?? {};
  if (id === null || trouble === null || isServed) return [];
  return [
    needOf({
      ...{ what: 'worker', kind: 'not_served', name: id, key: trouble.text, since: trouble.since },
      actions: ['millrace workspaces ls'],
      reason: `the process that serves all listed workspaces cannot serve this one: ${trouble.text}`,
      remedy: 'put that right; it is tried again by itself, at the latest after a minute',
    }),
  ];
}

/** A list that is damaged is told by who changes it. */
function known(read: () => Listed[]): Listed[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof KnownError) return [];
    throw error;
  }
}
