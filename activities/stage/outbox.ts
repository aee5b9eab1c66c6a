// Every document of an outbox is admitted, or the outcome does not stand: what was refused, what no workflow will take, and what
// would wait for ever.
import path from 'node:path';
import { ITEM_STATES, type ItemState, neededFamily } from '../../core/contracts/families.js';
import { deskFolders, runtimePaths } from '../../core/contracts/paths.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Dirs } from '../../disk/dirs.js';
import { spotOf } from '../../disk/intake/folders.js';
import { digestAt } from '../../disk/mirror/digest.js';
import { isKnownIn } from '../../disk/mirror/known.js';
import { type Manifest, readManifest } from '../../disk/mirror/manifest.js';
import { readBlueprints } from '../../disk/store/blueprints.js';
import type { Emissions } from './emissions.js';
import type { Fault } from './faults.js';
import type { LeftByStage } from './left.js';

/** One for each file that cannot be taken as it is, in the order of their names within each kind. */
export async function outboxFaults(
  dirs: Dirs,
  { node, emits, item }: StageRunRequest,
  left: LeftByStage,
  emissions: Emissions,
): Promise<Fault[]> {
  const manifest = await readManifest(dirs);
  const foreign =
    emits.length > 0 ? [] : left.outbox.map((leaf) => [leaf.path, `${node} may emit no documents.`] as const);
  // What became of a task that the runtime itself made is told where it waits, and no agent can mend it.
  const made = readBlueprints(dirs.state, item.root).drafts.flatMap(({ promotion }) =>
    promotion === undefined ? [] : [{ id: promotion.task }],
  );
  const refused = emissions.refused.filter(({ path: file }) => spotOf(file) === null);
  const rest = (emissions.rest?.count ?? 0) - (emissions.rest?.found.length ?? 0);
  return [
    ...[...refused.map((one) => [one.path, one.reason] as const), ...foreign, ...noDocuments(left)].map(refusedFile),
    ...(rest > 0 ? [fault(`${rest} more files of the outbox are refused.`)] : []),
    ...emissions.documents.flatMap((one) => takenId(dirs, manifest, emissions, one)),
    ...emissions.documents.flatMap((one) =>
      unknownDependencies(dirs, manifest, [...emissions.documents, ...made], one),
    ),
    ...circle(emissions.documents),
  ];
}

const fault = (detail: string): Fault => ({ failureClass: 'outbox_refused', detail });

const refusedFile = ([file, reason]: readonly [string, string]): Fault =>
  fault(`${shownName(path.basename(file))} is refused: ${reason}`);

/** The outbox itself, where there is too much in it. */
const shownName = (name: string): string => (name === deskFolders.outbox ? name : `${deskFolders.outbox}/${name}`);

/** What else lies there: nobody would ever look at it. */
const noDocuments = ({ kept, outbox }: LeftByStage): [string, string][] =>
  kept.files
    .map((file) => file.path)
    .filter((file) => file.startsWith(`${deskFolders.outbox}/`) && !/(?:^|\/)\./.test(file))
    .filter((file) => !outbox.some((leaf) => leaf.path.endsWith(`/${file}`)))
    .map((file) => [
      file,
      'a document is a file `<id>.md`, in no further folder. Put it into the Run Directory, or remove it.',
    ]);

/** A workflow refuses another text under an id that there is. */
function takenId(dirs: Dirs, manifest: Manifest, { taken }: Emissions, { family, id, sha256 }: DocumentRef): Fault[] {
  const mine = new Set(taken.map((one) => one.path));
  const where = ITEM_STATES.find((state) => {
    const place = runtimePaths.document(family, state, id);
    const there = mine.has(place) ? null : (manifest.get(place)?.sha256 ?? digestAt(dirs, place));
    return there !== null && there !== sha256;
  });
  return where === undefined
    ? []
    : [fault(`The id ${id} is taken by another ${family}, which is ${where}. Choose a new id.`)];
}

/** States from which an item can still become done, or is. */
const HOPEFUL: readonly ItemState[] = ['queued', 'active', 'blocked', 'done', 'superseded'];

/** Where it cannot be seen what there is, nothing is called unknown. */
function unknownDependencies(
  dirs: Dirs,
  manifest: Manifest,
  documents: readonly Pick<DocumentRef, 'id'>[],
  { family, id, dependsOn }: DocumentRef,
): Fault[] {
  const families = [...new Set([neededFamily(family), family])];
  const lost = dependsOn.filter(
    (one) =>
      !documents.some((other) => other.id === one) &&
      families.every((of) => isKnownIn(dirs, manifest, { family: of, id: one }, HOPEFUL) === false),
  );
  if (lost.length === 0) return [];
  const why = 'which is neither in this outbox nor among the work that is queued, active, blocked or done';
  return [fault(`${id} has in Depends-On ${lost.join(', ')}, ${why}: it would wait for ever.`)];
}

/** Documents that wait for each other, or for themselves. */
function circle(documents: readonly DocumentRef[]): Fault[] {
  let waiting = [...documents];
  for (;;) {
    const free = waiting.filter(({ dependsOn }) => !dependsOn.some((id) => waiting.some((one) => one.id === id)));
    if (free.length === 0) break;
    waiting = waiting.filter((one) => !free.includes(one));
  }
  if (waiting.length === 0) return [];
  return [fault(`By their Depends-On ${waiting.map(({ id }) => id).join(', ')} wait for each other for ever.`)];
}
