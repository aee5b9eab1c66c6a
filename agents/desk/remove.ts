// Clears what an agent had: its desk and its temporary files. It never fails because of what lies there; what stays is said, and
// the next clearing goes on with it.
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runtimePaths } from '../../core/contracts/paths.js';
import { clearAway, removeFolder } from '../../disk/clear.js';
import { MISSING } from '../../disk/errors.js';
import { moveIn } from '../../disk/files.js';
import { type Edited, oursIn } from '../../disk/dirs.js';
import { ourFile } from '../../disk/folder.js';
import { noteLeaving, unlessInTheWay } from '../../disk/leavings.js';
import { type Opened, pathOf } from '../../disk/opened.js';
import { inFolder } from '../../disk/way.js';

/** A file or folder of the state folder, with all in it. Harmless when there is none. */
export const removeTree = (path: string): Promise<void> => removeIn(dirname(path), [basename(path)]);

/** The same with several of one folder. */
export async function removeIn(folder: string, names: readonly string[]): Promise<void> {
  const left = (name: string, reason: string): void =>
    noteLeaving({ path: join(folder, name), not: 'removed', reason });
  const clear = async (opened: Opened): Promise<void> => {
    for (const name of names) {
      const reason = await clearAway(opened, name);
      if (reason !== null) left(name, reason);
    }
  };
  await unlessInTheWay(
    () => inFolder(folder, {}, clear),
    ignoreMissing((reason) => left(names[0] ?? '', reason)),
  );
}

/** What a desk is built as, beside it. */
export const draftPrefix = (desk: string): string => `.${desk}.`;

/** What could not be removed at once, until it is. */
const REST = '.rest.';

/** Does the work when nobody waits for this process. It may be lost: the next one like it does that too. */
export type Later = (work: () => Promise<void>) => void;

/**
 * The desk, what a killed process left of its making, and what is left of others. Harmless when there is none. `later`: the desk only loses its
 * name now, because many folders are slow to remove.
 */
export async function removeDesk(edited: Edited, requestId: string, later?: Later): Promise<void> {
  const ours = oursIn(edited);
  const folder = join(edited.treeDir, ours, runtimePaths.desks);
  const said = ignoreMissing((reason) => noteLeaving({ path: join(folder, requestId), not: 'removed', reason }));
  const desk = (): string => ourFile(edited.treeDir, ours, runtimePaths.desk(requestId));
  // By then a retry of the request may have made it anew: what has its name is not removed.
  const rest = async (): Promise<void> => void (await unlessInTheWay(() => clearRest(dirname(desk())), said));
  if (later !== undefined && putAside(desk())) return later(rest);
  await unlessInTheWay(() => clearDesk(desk()), said);
}

const ignoreMissing =
  (say: (reason: string) => void) =>
  (reason: string): void =>
    MISSING.has(reason) || reason === 'ENOTEMPTY' ? undefined : say(reason);

/** False: something of it cannot be moved, or is not there. */
function putAside(desk: string): boolean {
  const name = basename(desk);
  const isMoved = unlessInTheWay(
    () =>
      inFolder(dirname(desk), {}, (desks) => {
        for (const one of readdirSync(pathOf(desks))) if (isPartOf(one, name)) moveIn(desks, one, REST + randomUUID());
        return true;
      }),
    () => undefined,
  );
  return isMoved === true;
}

const isPartOf = (one: string, desk: string): boolean => one === desk || one.startsWith(draftPrefix(desk));

async function clearDesk(desk: string): Promise<void> {
  const name = basename(desk);
  await inFolder(dirname(desk), {}, async (desks) => {
    for (const one of readdirSync(pathOf(desks))) if (isPartOf(one, name)) await clearOrMove(desks, one);
  });
  await clearRest(dirname(desk));
}

async function clearRest(folder: string): Promise<void> {
  await inFolder(folder, {}, async (desks) => {
    for (const one of readdirSync(pathOf(desks))) if (one.startsWith(REST)) await clearAway(desks, one);
  });
  removeFolder(folder);
}

/** Under its new name it is in nobody's way. */
async function clearOrMove(desks: Opened, name: string): Promise<void> {
  const reason = await clearAway(desks, name);
  if (reason === null) return;
  const rest = REST + randomUUID();
  const isMoved = unlessInTheWay(
    () => (moveIn(desks, name, rest), true),
    () => undefined,
  );
  noteLeaving({ path: join(desks.path, isMoved ? rest : name), not: 'removed', reason });
}
