// `diff`: what an item, a run or a stage changed in the work tree, by our record and our git: nothing that the repository configures
// runs, and nothing in a file or a name reaches a terminal as it is.
import type { FileChange } from '../../core/contracts/checkpoints.js';
import { changedWords } from '../../core/contracts/changed-words.js';
import type { Stretch } from '../../core/changes/stretches.js';
import { changedFiles, changesHere, orUnread } from '../changes/here.js';
import { patchPainter } from '../changes/patch-text.js';
import { summed } from '../../core/changes/summed.js';
import { type AskedDiff, type DiffTarget, diffTarget } from '../changes/target.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { CliError, notWritten } from '../errors.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { type Put, putPaged } from '../output.js';
import { table } from '../render/table.js';
import { isRootless } from '../../core/contracts/ids.js';
import { sinceOf } from '../../core/report/since.js';
import { periodAfter } from '../../read/report/period.js';
import { assertInFeed, noTime } from '../report/since.js';
import { allIds, listFolders } from '../../read/folders.js';
import { readSnapshot } from '../../read/snapshot.js';

interface Options extends Omit<AskedDiff, 'since'> {
  since?: string;
  stat?: boolean;
  nameOnly?: boolean;
}

interface Part extends Stretch {
  changes: FileChange[];
}

export async function diff(context: Context, options: Options, id?: string): Promise<Result> {
  const dir = findWorkspace(context);
  const { place, stages } = await changesHere(dir, context.env);
  const asked = { ...askedOf(dir, options), known: () => allIds(listFolders(dir)) };
  const target = diffTarget(stages, id, asked, readSnapshot(dir)?.runs[0]?.runId ?? null);
  const parts: Part[] = [];
  for (const stretch of target.stretches) parts.push({ ...stretch, changes: await changedFiles(place, stretch) });
  const data = { what: target.what, name: target.name, ...sum(parts), parts, unknown: target.unknown };
  if (context.json) return { data, lines: [] };
  if (options.nameOnly === true) return { data, lines: namesIn(parts) };
  const shown = { context, place, target, parts, stat: options.stat === true };
  await putPaged(context.env, (put) => putAll(shown, put)).catch((error: unknown) => {
    throw error instanceof Error && !(error instanceof CliError) ? notWritten(error) : error;
  });
  return { data, lines: [] };
}

/** `last` means another thing here than for a report: the last finished run, whoever was told of it. */
function askedOf(dir: string, { since, ...asked }: Options): AskedDiff {
  if (since === undefined) return asked;
  const wanted = sinceOf(since);
  if (wanted === null) throw noTime(since, 'to look from');
  if (wanted.from === 'last') return { ...asked, since: null };
  const name = `since ${since}`;
  if (wanted.from === 'span') return { ...asked, since: { ms: Date.now() - wanted.ms, name: `in the last ${since}` } };
  assertInFeed(dir, wanted.seq);
  const [next] = periodAfter(dir, wanted.seq).events;
  return { ...asked, since: { ms: next === undefined ? Infinity : Date.parse(next.at), name: `${name} of the feed` } };
}

interface Shown {
  context: Context;
  place: CheckpointPlace;
  target: DiffTarget;
  parts: readonly Part[];
  stat: boolean;
}

async function putAll({ context, place, target, parts, stat }: Shown, put: Put): Promise<void> {
  await put([headLine(target, parts), ...unknownLines(target)]);
  for (const part of parts) {
    if (part.changes.length === 0) continue;
    if (parts.length > 1) await put(['', context.paint('bold', partHead(part))]);
    if (stat) await put(statLines(part.changes));
    else await putPatch(context, place, part, put);
  }
}

const sum = (parts: readonly Part[]) => summed(parts.map(({ changes }) => changes));

/** Of a root it says that there is more than the root itself in it. */
const headLine = ({ what, name, unknown }: DiffTarget, parts: readonly Part[]): string =>
  `${what === 'root' ? rootHead(name) : name}: ${parts.length === 0 && unknown.length > 0 ? 'not known' : changedWords(sum(parts))}`;

const rootHead = (root: string): string =>
  isRootless(root) ? 'all work of no root' : `root ${root}, with all below it`;

const unknownLines = ({ unknown }: DiffTarget): string[] =>
  unknown.map(({ node, run, changes }) => `not known: what ${node} of ${run} changed: ${changes.problem ?? ''}`);

/** Others worked between two parts. */
const partHead = ({ stages }: Part): string =>
  `-- ${stages[0]?.run ?? ''}: ${stages.map(({ node }) => node).join(', ')}, ${stages.at(-1)?.at ?? ''}`;

const namesIn = (parts: readonly Part[]): string[] => [
  ...new Set(parts.flatMap(({ changes }) => changes.map(({ path }) => path))),
];

const KINDS: Readonly<Record<FileChange['kind'], string>> = { added: 'A', modified: 'M', deleted: 'D', type: 'T' };

const statLines = (changes: readonly FileChange[]): string[] =>
  table(changes.map(({ kind, path, added, removed }) => [`  ${KINDS[kind]}`, path, linesText(added, removed)]));

const linesText = (added: number | null, removed: number | null): string =>
  added === null || removed === null ? 'binary' : `+${added} −${removed}`;

/** As it is read: a patch may be larger than the memory. */
async function putPatch({ paint }: Context, place: CheckpointPlace, { before, after }: Part, put: Put): Promise<void> {
  const { showPatch } = await import('../../checkpoints/patch.js');
  const painted = patchPainter(paint);
  // Colours are put on by the way out, and so is the width.
  const screen = { color: false, columns: 0 };
  const say = (lines: readonly string[]): Promise<void> => put(lines.map(painted));
  await put(['']);
  await orUnread(() => showPatch(place, before, after, { screen }, (part) => say(linesOf(part))));
}

/** Of parts that end with a line. */
const linesOf = (part: Uint8Array): string[] => Buffer.from(part).toString('utf8').slice(0, -1).split('\n');
