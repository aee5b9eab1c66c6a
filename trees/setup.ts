// What the commands of `[trees] setup` make in a tree is no work: it is told apart by a look before them and one after. Files of the branch, and
// of the task, go back to what they were; what is new stays, is known by its name, and enters no checkpoint and no commit.
import { createHash } from 'node:crypto';
import { changesBetween } from '../checkpoints/changes.js';
import { git } from '../checkpoints/git.js';
import { indexOf, inTree, withWork } from '../checkpoints/index-of.js';
import { bytesOfText, isAtOrBelow, shownPath, splitPaths, textOf } from '../checkpoints/paths.js';
import { digestOfFile } from '../disk/file-digest.js';
import { insideOf } from '../disk/inside.js';
import { refused, type Refused } from './answers.js';
import { compose } from './compose.js';
import { workFolder } from './desk.js';
import { lookAt } from './keep.js';
import { lay } from './lay.js';
import { ourPlace, placeOfTree, refOfTree, type TreesPlace } from './place.js';
import { keepRecord, type SetupRecord, type TreeRecord } from './record.js';
import { ours } from './repository.js';
import { type Standing, standing } from './standing.js';

/** Names that are remembered: of more the rest counts as somebody's. */
const MOST_MADE = 1000;
/** Of what git does not ignore: more is no by-product. */
const MOST_OUT = 100;
const NAMED = 3;

const NOTHING: SetupRecord = { made: [], out: [] };

/** Of the commands and of what their inputs hold; `inputs`: files, relative to where agents work. One that is not there, or no file, counts as absent. */
export async function setupDigest(
  place: TreesPlace,
  record: TreeRecord,
  { commands, inputs }: { commands: readonly string[]; inputs: readonly string[] },
): Promise<string> {
  const folder = workFolder(place, record);
  const digests = await Promise.all(inputs.map(async (file) => [file, await digestIn(folder, file)]));
  return createHash('sha256')
    .update(JSON.stringify([commands, digests]))
    .digest('hex');
}

const digestIn = async (folder: string, file: string): Promise<string | null> => {
  try {
    return (await digestOfFile(insideOf(folder, file))).sha256;
  } catch {
    return null;
  }
};

/** Before the commands: what lies there. One of the same run that was killed began with less, and that counts. */
export async function beginSetup(
  place: TreesPlace,
  root: string,
  run: string,
): Promise<Pick<SetUp, 'kind' | 'record'> | Refused> {
  const at = await standing(place, root);
  if (at.kind === 'refused') return at;
  const { record } = at;
  if (record.setup?.begun?.run === run) return { kind: 'set_up', record };
  const before = await treeNow(place, at);
  await ours(place, at.repository, ['update-ref', refOfTree(root, 'setup'), before]);
  const begun = { run, before, others: await othersThan(place, record, before) };
  return { kind: 'set_up', record: keepRecord(place, { ...record, setup: { ...NOTHING, ...record.setup, begun } }) };
}

export interface SetupEnd {
  digest: string;
  /** ISO 8601, now. */
  at: string;
  /** Why they did not end well; absent = they did. */
  why?: string;
}

export interface SetUp {
  kind: 'set_up';
  record: TreeRecord;
  /** Sentences for people. */
  notes: string[];
}

/** After the commands, however they ended. A repeat finds nothing more to do. Throws with what git said. */
export async function endSetup(place: TreesPlace, root: string, end: SetupEnd): Promise<SetUp | Refused> {
  const at = await standing(place, root);
  if (at.kind === 'refused') return at;
  const { begun, ...before } = at.record.setup ?? NOTHING;
  if (begun === undefined) return { kind: 'set_up', record: at.record, notes: [] };
  const known = new Set(begun.others);
  const fresh = (await othersThan(place, at.record, begun.before)).filter((one) => !known.has(one));
  const changes = await changesBetween(ourPlace(place), begun.before, await treeNow(place, at));
  const added = changes.flatMap(({ kind, bytes }) => (kind === 'added' ? [bytes] : []));
  const out = [...new Set([...before.out, ...added.map((one) => fresh.find((top) => isAtOrBelow(one, top)) ?? one)])];
  if (out.length > MOST_OUT || out.some((one) => textOf(one) === null)) return tooMuch(root, out);
  const made = [...new Set([...before.made, ...fresh, ...out])].slice(0, MOST_MADE);
  const left = keepRecord(place, { ...at.record, setup: { ...before, made, out, begun } });
  const changed = changes.filter(({ kind }) => kind !== 'added');
  const back = changed.length === 0 ? left : await putBack(place, { ...at, record: left }, begun.before);
  const record = keepRecord(place, { ...back, setup: after({ ...before, made, out }, end) });
  await ours(place, at.repository, ['update-ref', '-d', refOfTree(root, 'setup')]);
  const news = out.filter((one) => !before.out.includes(one));
  return {
    kind: 'set_up',
    record,
    notes: notesOf(
      changed.map(({ bytes }) => bytes),
      news,
    ),
  };
}

function after({ digest: last, failed: _failed, ...rest }: SetupRecord, { digest, at, why }: SetupEnd): SetupRecord {
  if (why === undefined) return { ...rest, digest };
  return { ...rest, ...(last !== undefined && { digest: last }), failed: { digest, why, at } };
}

/** Of the branch, and of the task as far as it is. */
async function putBack(place: TreesPlace, at: Standing, before: string): Promise<TreeRecord> {
  return lay(place, at.repository, at.record, { from: await treeNow(place, at), to: before });
}

function tooMuch(root: string, out: readonly string[]): Refused {
  const names = out.slice(0, NAMED).map(shownPath).join(', ');
  return refused(
    `The setup of the tree of ${root} left ${out.length} files and folders that git does not ignore, ${names} for some.`,
    'Let git ignore what it makes (.gitignore), or correct trees.setup.',
  );
}

const notesOf = (changed: readonly string[], news: readonly string[]): string[] => [
  ...told(changed, 'Setup changed files that git knows; they are as they were before it'),
  ...told(news, 'Setup made what git does not ignore; it is in no commit. Put it into .gitignore'),
];

const told = (names: readonly string[], what: string): string[] =>
  names.length === 0
    ? []
    : [
        `${what}: ${names.slice(0, NAMED).map(shownPath).join(', ')}${names.length > NAMED ? `, and ${names.length - NAMED} more` : ''}.`,
      ];

/** What the tree holds, with what the branch has where a checkpoint holds nothing. */
const treeNow = async (place: TreesPlace, { record, tip }: Standing): Promise<string> =>
  (await compose(place, record, await lookAt(place, record), tip)).tree;

/** What lies there and is not in a tree of ours, ignored or not: latin1, the outermost folders without a slash at the end. */
async function othersThan(place: TreesPlace, record: TreeRecord, tree: string): Promise<string[]> {
  const at = placeOfTree(place, record);
  const listed = await withWork(at, async (work) => {
    const env = inTree(at, await indexOf(at, work, tree));
    return git(at, ['ls-files', '-z', '--others', '--directory', '--no-empty-directory'], { env, cwd: at.tree });
  });
  const ours = at.leaveOut.map(bytesOfText);
  return splitPaths(listed)
    .map((one) => one.replace(/\/$/, ''))
    .filter((one) => !ours.some((top) => isAtOrBelow(one, top)));
}
