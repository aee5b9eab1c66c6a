// `diff`: what an item, a run or a stage changed in the work tree, by our record and our git: nothing that the repository configures
// runs, and nothing in a file or a name reaches a terminal as it is.
import type { FileChange } from '../../core/contracts/checkpoints.js';
import { changedWords } from '../../core/contracts/changed-words.js';
import type { Stretch } from '../../core/changes/stretches.js';
import { changedFiles, changesHere, orUnread } from '../changes/here.js';
import { patchPainter } from '../changes/patch-text.js';
import { summed } from '../changes/sum.js';
import { type AskedDiff, type DiffTarget, diffTarget } from '../changes/target.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { putPaged } from '../output.js';
import { table } from '../render/table.js';
import { readSnapshot } from '../../read/snapshot.js';

interface Options extends AskedDiff {
  stat?: boolean;
  nameOnly?: boolean;
}

interface Part extends Stretch {
  changes: FileChange[];
}

export async function diff(context: Context, options: Options, id?: string): Promise<Result> {
  const dir = findWorkspace(context);
  const { place, stages } = await changesHere(dir, context.env);
  const target = diffTarget(stages, id, options, readSnapshot(dir)?.runs[0]?.runId ?? null);
  const parts: Part[] = [];
  for (const stretch of target.stretches) parts.push({ ...stretch, changes: await changedFiles(place, stretch) });
  const data = { what: target.what, name: target.name, ...sum(parts), parts, unknown: target.unknown };
  if (context.json) return { data, lines: [] };
  if (options.nameOnly === true) return { data, lines: namesIn(parts) };
  const lines = [headLine(target, parts), ...unknownLines(target)];
  for (const part of parts) {
    if (part.changes.length === 0) continue;
    if (parts.length > 1) lines.push('', context.paint('bold', partHead(part)));
    if (options.stat === true) lines.push(...statLines(part.changes));
    else lines.push('', ...(await patchOf(context, place, part)));
  }
  return { data, lines: (await putPaged(lines, context.env)) ? [] : lines };
}

const sum = (parts: readonly Part[]) => summed(parts.map(({ changes }) => changes));

const headLine = ({ name, unknown }: DiffTarget, parts: readonly Part[]): string =>
  `${name}: ${parts.length === 0 && unknown.length > 0 ? 'not known' : changedWords(sum(parts))}`;

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

async function patchOf(
  { paint }: Context,
  place: Parameters<typeof changedFiles>[0],
  { before, after }: Part,
): Promise<string[]> {
  const { showPatch } = await import('../../checkpoints/patch.js');
  const painted = patchPainter(paint);
  let text = '';
  // Colours are put on by the way out, and so is the width.
  const screen = { color: false, columns: 0 };
  await orUnread(() => showPatch(place, before, after, { screen }, (part) => void (text += String(Buffer.from(part)))));
  return text.trimEnd().split('\n').map(painted);
}
