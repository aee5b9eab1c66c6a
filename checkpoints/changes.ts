// What is other between two recorded trees: files, and how many lines of each.
import type { ChangeKind, FileChange } from '../core/contracts/checkpoints.js';
import { git } from './git.js';
import { shownPath } from './paths.js';
import type { CheckpointPlace } from './place.js';

/** Renames are a file that went and one that came: who asks who wrote what gets both. */
const DIFF = ['diff-tree', '-r', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', '--raw', '--numstat'];

/** `before`, `after`: digests of trees. In the order of their bytes. Throws with what git said. */
export async function changesBetween(place: CheckpointPlace, before: string, after: string): Promise<FileChange[]> {
  if (before === after) return [];
  return parseChanges(await git(place, [...DIFF, before, after]));
}

/** First the raw records (`:MODES DIGESTS KIND NUL PATH NUL`), then the counts (`ADDED TAB REMOVED TAB PATH NUL`). */
export function parseChanges(output: Uint8Array): FileChange[] {
  const fields = Buffer.from(output).toString('latin1').split('\0');
  const kinds = new Map<string, ChangeKind>();
  const changes: FileChange[] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? '';
    if (field.startsWith(':')) kinds.set(fields[(at += 1)] ?? '', kindOf(field.at(-1) ?? ''));
    else if (field !== '') changes.push(changeOf(field, kinds));
  }
  return changes;
}

function changeOf(field: string, kinds: ReadonlyMap<string, ChangeKind>): FileChange {
  const [added = '', removed = '', ...rest] = field.split('\t');
  const bytes = rest.join('\t');
  const kind = kinds.get(bytes) ?? 'modified';
  return { path: shownPath(bytes), bytes, kind, added: linesOf(added), removed: linesOf(removed) };
}

const linesOf = (text: string): number | null => (text === '-' ? null : Number(text));

const KINDS: ReadonlyMap<string, ChangeKind> = new Map([
  ['A', 'added'],
  ['D', 'deleted'],
  ['T', 'type'],
]);

const kindOf = (letter: string): ChangeKind => KINDS.get(letter) ?? 'modified';
