// Which tasks a task stands for: those that were superseded by it, also by way of others.
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { readManifest } from './manifest.js';

const SUPERSEDED = runtimePaths.stateFolder('task', 'superseded');

/** Ids, without that of the task itself. */
export async function stoodFor(dirs: Dirs, task: string): Promise<string[]> {
  const replaced = new Map<string, string[]>();
  for (const [path, { replacedBy }] of await readManifest(dirs)) {
    if (replacedBy === undefined || !path.startsWith(`${SUPERSEDED}/`)) continue;
    const id = path.slice(SUPERSEDED.length + 1, -'.md'.length);
    replaced.set(replacedBy, [...(replaced.get(replacedBy) ?? []), id]);
  }
  const found = new Set<string>();
  const collect = (id: string): void => {
    for (const one of replaced.get(id) ?? []) {
      if (found.has(one)) continue;
      found.add(one);
      collect(one);
    }
  };
  collect(task);
  return [...found].filter((id) => id !== task);
}
