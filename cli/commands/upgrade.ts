// `upgrade`: what was taken over from a release, against the release that runs now. Without `--apply` nothing is written.
import type { StoredFile } from '../../disk/store/change-set.js';
import type { Baseline } from '../../core/assets/baseline.js';
import { type UpgradeDisposition, DISPOSITIONS, MEANING, type Side, sideOf } from '../../core/assets/disposition.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { table } from '../render/table.js';
import { baselineChange, changeAll, isInterrupted } from '../shelf/change.js';
import { compareShelf, readShelf, type Shelf, type ShelfEntry } from '../shelf/shelf.js';
import { version } from '../version.js';

interface UpgradeOptions {
  apply?: boolean;
  all?: boolean;
  theirs: string[];
  ours: string[];
  localizeRemoved?: string[];
}

interface Decided extends ShelfEntry {
  /** Null = a person has to say. */
  side: Side | null;
}

/** They are what they should be and ask for nothing. */
const QUIET: readonly UpgradeDisposition[] = ['unchanged', 'local_only_modification'];

export async function upgrade(context: Context, options: UpgradeOptions): Promise<Result> {
  const workspace = findWorkspace(context);
  if (isInterrupted(workspace)) {
    if (options.apply !== true || context.dryRun)
      context.note('An earlier change of these files was interrupted; --apply takes it back first.');
    else await (await import('../../disk/store/change-set.js')).takeBack(workspace);
  }
  const shelf = await readShelf(workspace);
  const entries = decide(compareShelf(shelf), options);
  if (options.apply !== true) return preview(entries, options.all === true);
  refuseUndecided(entries);
  const changes = entries.flatMap((entry) => changeOf(entry, shelf));
  const next = baselineAfter(entries, shelf.baseline);
  const noted = !sameBaseline(next, shelf.baseline);
  if (changes.length > 0 || noted)
    await changeAll(context, workspace, 'upgrade', [...changes, await baselineChange(next)]);
  if (context.dryRun) return applied(null, changes, noted);
  return applied(compareShelf(await readShelf(workspace)), changes, noted);
}

function decide(entries: readonly ShelfEntry[], { theirs, ours, localizeRemoved = [] }: UpgradeOptions): Decided[] {
  const plain = (given: string): string => {
    const path = given.replace(/^\.\//, '').replace(new RegExp(`^${RUNTIME_DIR}/`), '');
    // `assets ls` names a single file without its ending.
    return entries.find((one) => one.path.replace(/\.[a-z]+$/, '') === path)?.path ?? path;
  };
  const sides = new Map<string, Side>(theirs.map((path) => [plain(path), 'theirs']));
  for (const path of [...ours, ...localizeRemoved].map(plain)) {
    if (sides.has(path)) throw misused(`${path} is named by --theirs and by --ours.`, 'Name it once.');
    sides.set(path, 'ours');
  }
  const known = new Set(entries.map(({ path }) => path));
  for (const path of sides.keys()) {
    if (!known.has(path))
      throw notFound(`${path} was not taken over from a release.`, '`millrace upgrade --all` lists what was.');
  }
  return entries.map((entry) => ({ ...entry, side: sides.get(entry.path) ?? sideOf(entry.disposition) }));
}

function refuseUndecided(entries: readonly Decided[]): void {
  const open = entries.filter(({ side }) => side === null).map(({ path }) => path);
  if (open.length === 0) return;
  const message = `Nothing was changed: ${open.length} files are in conflict.`;
  const below = open.map((path) => `  ${path}`);
  const hint = 'Say of each which one you want: --theirs PATH takes the shipped one, --ours PATH keeps yours.';
  const problems = open.map((path) => ({ path, code: 'conflict' }));
  throw new CliError({ exit: EXIT.conflict, code: 'conflict', message, below, hint, problems });
}

function changeOf({ path, side, current, shipped, disposition }: Decided, shelf: Shelf): StoredFile[] {
  if (side !== 'theirs' || current === shipped || disposition === 'given_back') return [];
  const file = shelf.shipped.files.get(path);
  return [file === undefined ? { path, content: null } : { path, content: file.bytes, executable: file.executable }];
}

/** What was decided on today is not asked again: the shipped version is the one to compare with from now on. */
function baselineAfter(entries: readonly Decided[], before: Baseline): Baseline {
  const kept = entries.filter(({ shipped, disposition }) => shipped !== null && disposition !== 'given_back');
  return new Map(
    kept.map(({ path, original, shipped }) => {
      const same = original === shipped ? before.get(path) : undefined;
      return [path, same ?? { sha256: shipped ?? '', release: version() }];
    }),
  );
}

const sameBaseline = (a: Baseline, b: Baseline): boolean =>
  a.size === b.size && [...a].every(([path, { sha256 }]) => b.get(path)?.sha256 === sha256);

function countsOf(entries: readonly ShelfEntry[]): Record<UpgradeDisposition, number> {
  const count = (name: UpgradeDisposition): number => entries.filter(({ disposition }) => disposition === name).length;
  return Object.fromEntries(DISPOSITIONS.map((name) => [name, count(name)])) as Record<UpgradeDisposition, number>;
}

function countsLine(entries: readonly ShelfEntry[]): string {
  const counted = Object.entries(countsOf(entries)).filter(([, count]) => count > 0);
  return counted.map(([name, count]) => `${name} ${count}`).join(', ');
}

const NOTHING =
  'Nothing was taken over from a release: this workspace uses its assets as they are. `millrace assets copy ID` takes one over.';

function preview(entries: readonly Decided[], all: boolean): Result {
  const isLoud = ({ disposition, side }: Decided): boolean =>
    !QUIET.includes(disposition) || side !== sideOf(disposition);
  const shownOnes = entries.filter((entry) => all || isLoud(entry));
  const data = { applied: false, release: version(), counts: countsOf(entries), entries: shownOnes };
  if (entries.length === 0) return { data, lines: [NOTHING] };
  const head = `${entries.length} files were taken over or replace shipped ones; release ${version()} runs: ${countsLine(entries)}.`;
  const calm = shownOnes.length === 0 ? ['Nothing has to be done.'] : [];
  return { data, lines: [head, ...calm, ...table(shownOnes.map(row))] };
}

function row({ path, disposition, side }: Decided): string[] {
  const decided = side === sideOf(disposition) ? MEANING[disposition] : `decided: ${side ?? ''}`;
  return [path, disposition, decided];
}

/** `entries`: as they are now; null = nothing was written. */
function applied(entries: readonly ShelfEntry[] | null, changes: readonly StoredFile[], noted: boolean): Result {
  const removed = changes.filter(({ content }) => content === null).map(({ path }) => path);
  const written = changes.filter(({ content }) => content !== null).map(({ path }) => path);
  const data = { applied: true, release: version(), ...(entries && { counts: countsOf(entries) }), written, removed };
  if (changes.length === 0 && !noted) return { data, lines: ['Nothing had to be changed.'] };
  const lines = [
    ...written.map((path) => `written  ${path}`),
    ...removed.map((path) => `removed  ${path}`),
    ...(changes.length === 0 ? ['No file was changed; what was decided is noted.'] : []),
    `${entries === null ? '' : `Now: ${countsLine(entries) || 'nothing is taken over'}. `}A worker that runs goes on with the plan that it has.`,
  ];
  return { data, lines };
}
