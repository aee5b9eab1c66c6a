// Records the tree as it is now. Nothing of the user's is written, and nothing that a repository configures is started: our git gets our own
// settings, and no path reaches it that it would take for a repository within the tree.
import { createHash } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Checkpoint, MAX_CHECKPOINT_PROBLEM, type Omitted, type Taken } from '../core/contracts/checkpoints.js';
import { clip, inert } from '../core/inert.js';
import { own } from '../core/own.js';
import { readBytes } from '../disk/read.js';
import { gitEnvironment, setting } from './environment.js';
import { leaveOutPatterns, type Nested } from './excludes.js';
import { NO_GIT } from './git.js';
import { GitKilled, onceMore } from './git-ended.js';
import { findCheckpoint, messageOf } from './found.js';
import { type Ground, groundOf, type Repository, repositoryAt } from '../disk/git-ground.js';
import { anyWork, borrowKnown, drop, forgetKnown, giveBack, keepKnown, type Known, putIn, sweepTakes } from './kept.js';
import { lastRef, refOf } from './names.js';
import { bytesOfText, isAtOrBelow, joinPaths, splitPaths, textOf } from './paths.js';
import type { CheckpointPlace } from './place.js';
import { keepExcludes, objectFormatOf, openRepository } from './repository.js';
import { isThere, recordSame } from './same-again.js';
import { standInText } from './stand-in.js';
import { errorsOf, runStep, type Said, type Step } from './shell.js';
import { isAsBefore, isFolder, sortPaths, specialBeside, youngOf } from './sort.js';

/** File in the folder of the take: what is no work. */
const EXCLUDE = 'exclude';
/** Repositories within repositories: deeper ones are left out. */
const DEEPEST = 20;

interface Take {
  place: CheckpointPlace;
  ground: Ground;
  /** Of the tree below the top. */
  inside: string;
  ref: string;
  at: string;
  /** ms */
  start: number;
  work: string;
  known: Known | null;
  userIndex: string;
  /** Stamps of the indexes of folders that are repositories, by their names: latin1 and with a slash at the end. */
  nested: Map<string, string>;
}

class Failed extends Error {}
class Ignored extends Error {}

/**
 * `name`: parts with `/` between them. What has this name is given as it was recorded, so that work which runs again does not take what it left
 * half done for its beginning. Never throws.
 */
export async function takeCheckpoint(place: CheckpointPlace, name: string): Promise<Taken> {
  try {
    const earlier = await onceMore(() => findCheckpoint(place, name));
    if (earlier !== null) return earlier;
    // Whoever put a link there wants another place to be recorded.
    if (lstatSync(place.tree).isSymbolicLink()) return { problem: 'In place of the tree lies a link to another one.' };
    const ground = groundOf(place.tree);
    return await taken(place, ground, name).catch((error: unknown) => {
      if (error instanceof Ignored) return taken(place, { top: place.tree, repository: null }, name);
      throw error;
    });
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** What was known may be damaged: then all is read anew. Somebody else may have been first. */
async function taken(place: CheckpointPlace, ground: Ground, name: string): Promise<Checkpoint> {
  openRepository(place, ground);
  sweepTakes(place.repository, Date.now());
  try {
    return await takeOnce(place, ground, name);
  } catch (error) {
    const theirs = await onceMore(() => findCheckpoint(place, name));
    if (theirs !== null) return theirs;
    if (!(error instanceof Failed || error instanceof GitKilled)) throw error;
    forgetKnown(place);
    return takeOnce(place, ground, name);
  }
}

const problemOf = (error: unknown): string =>
  clip(inert(error instanceof Error ? error.message : String(error)), MAX_CHECKPOINT_PROBLEM);

async function takeOnce(place: CheckpointPlace, ground: Ground, name: string): Promise<Checkpoint> {
  const work = anyWork(place.repository);
  try {
    const start = Date.now();
    const inside = path.relative(ground.top, place.tree);
    const known = borrowKnown(place, work, groundKey(place, ground));
    const userIndex = ground.repository === null ? '' : stampOf(ground.repository.index);
    const nested = new Map(known?.nested?.flatMap((folder) => innerStamp(place, folder)));
    const within = [...nested.keys()].flatMap((folder) => nestedAt(place, inside, folder));
    keepExcludes(path.join(work, EXCLUDE), ground, within);
    const at = new Date(start).toISOString();
    return await record({ place, ground, inside, ref: refOf(name), at, start, work, known, userIndex, nested });
  } catch (error) {
    drop(work);
    throw error;
  }
}

/** The repository within the tree that begins there; null: there is none, or its folder has no text for a name. */
function innerAt({ tree }: CheckpointPlace, folder: string): Repository | null {
  const text = textOf(folder);
  return text === null ? null : repositoryAt(path.join(tree, text));
}

function innerStamp(place: CheckpointPlace, folder: string): [string, string][] {
  const inner = innerAt(place, folder);
  return inner === null ? [] : [[folder, stampOf(inner.index)]];
}

function nestedAt(place: CheckpointPlace, inside: string, folder: string): Nested[] {
  const repository = innerAt(place, folder);
  if (repository === null) return [];
  return [{ folder: path.join(inside, (textOf(folder) ?? '').slice(0, -1)), exclude: repository.exclude }];
}

/** Repositories within the tree whose index is not the one that was looked at: what they have of what they ignore may be other. */
const changedInside = ({ nested, known }: Take): string[] =>
  [...nested.keys()].filter((folder) => nested.get(folder) !== own(known?.innerIndexes ?? {}, folder));

/** Of another top or format, or with another list of what is left out, an index says nothing. */
export const groundKey = (place: CheckpointPlace, { top }: Ground): string =>
  JSON.stringify([place.tree, top, place.leaveOut, place.maxFile ?? null]);

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.ino}-${stat.size}-${stat.mtimeMs}`;
}

async function record(take: Take): Promise<Checkpoint> {
  const { place, known, work, at } = take;
  const omitted = known?.omitted ?? [];
  const inner = changedInside(take);
  const pending = [
    ...(known?.young ?? []),
    ...omitted.filter((one) => !isAsBefore(place, one)).map(({ bytes }) => bytes),
  ];
  const said = orFail(take, await step(take, 'look', lookArgs(take)));
  const isSame = said[0] === 'same' && pending.length === 0 && inner.length === 0;
  if (!isSame || known === null) return recordChanged(take, pending, inner);
  const { tree, files } = known;
  const same = { tree, message: messageOf(at, omitted, files), at: Math.floor(take.start / 1000), ref: take.ref };
  if (!(await isThere(place, tree)) || !recordSame(place, work, same)) throw new Failed('gone, or taken meanwhile');
  giveBack(place.repository, work);
  return { tree, files, at, omitted };
}

function lookArgs({ ground, known, userIndex, inside, place }: Take): string[] {
  const index = userIndex !== '' && userIndex !== known?.userIndex ? (ground.repository?.index ?? '') : '';
  return [index, ...leaveOutPatterns(inside, place.leaveOut)];
}

async function recordChanged(take: Take, pending: readonly string[], inner: readonly string[]): Promise<Checkpoint> {
  const { place, known, work, at } = take;
  const paths = new Set([...(await seenPaths(take, inner)), ...pending]);
  for (const one of specialBeside(place, paths)) if (isOurs(place, one)) paths.add(one);
  const sorted = await sortPaths(place, paths);
  const before = new Map((known?.omitted ?? []).map((one) => [one.bytes, one]));
  const wereYoung = new Set(known?.young);
  const forgotten = sorted.add.filter((one) => before.has(one) || wereYoung.has(one));
  for (const one of paths) before.delete(one);
  const failed = await addAll(take, sorted.gone, forgotten, sorted.add);
  const again = await sortPaths(place, failed);
  const unread: Omitted[] = again.add.map((bytes) => ({ bytes, reason: 'unreadable', size: 0, mtime: 0 }));
  const fresh = [...sorted.omitted, ...again.omitted, ...unread];
  const omitted = [...before.values(), ...fresh];
  writeStandIns(take, fresh);
  put(take, 'message', Buffer.from(messageOf(at, omitted)));
  put(take, 'dirty', removals(take, again.gone));
  put(take, 'add', Buffer.alloc(0));
  const said = orFail(take, await step(take, 'record', [lastRef(place)]));
  const [tree, files] = [said[1] ?? '', Number(said[2])];
  const young = await youngOf(place, sorted.add, Math.floor((take.start - CLOCK_LAG_MS) / 1000) * 1000);
  const about = {
    userIndex: take.userIndex,
    nested: [...take.nested.keys()],
    innerIndexes: Object.fromEntries(take.nested),
    ground: groundKey(place, take.ground),
  };
  keepKnown(place, work, { tree, files, omitted, young, ...about });
  return { tree, at, files, omitted };
}

/** The clock that stamps files runs behind the one that we ask, by a tick. */
const CLOCK_LAG_MS = 20;

/** All that is other than in the index, in repositories within the tree too. */
async function seenPaths(take: Take, changed: readonly string[]): Promise<Set<string>> {
  const [modified, others, tracked] = ['modified', 'others', 'tracked'].map((name) => listIn(take, name));
  const seen = new Set([...(modified ?? []), ...(tracked ?? [])]);
  for (const one of others ?? []) if (!one.endsWith('/')) seen.add(one);
  for (const folder of changed)
    for (const one of await listInside(take, folder, 'nested-tracked')) seen.add(folder + one);
  // What was a file and is a folder now is not told of as one, when it is a repository.
  const folders = (modified ?? []).filter((one) => isFolder(take.place, one)).map((one) => `${one}/`);
  let inner = [...folders, ...(others ?? []).filter((one) => one.endsWith('/'))];
  for (let depth = 0; inner.length > 0 && depth < DEEPEST; depth += 1) inner = await lookInto(take, inner, seen);
  return new Set([...seen].filter((one) => isOurs(take.place, one)));
}

/** Folders that are repositories: adds their files to `seen`, and gives the repositories within them. */
async function lookInto(take: Take, folders: readonly string[], seen: Set<string>): Promise<string[]> {
  const deeper: string[] = [];
  for (const folder of folders.filter((one) => isOurs(take.place, one))) {
    take.nested.set(folder, innerStamp(take.place, folder)[0]?.[1] ?? '');
    for (const one of await listInside(take, folder, 'nested'))
      if (one.endsWith('/')) deeper.push(folder + one);
      else seen.add(folder + one);
  }
  return deeper;
}

async function listInside(take: Take, folder: string, what: 'nested' | 'nested-tracked'): Promise<string[]> {
  const inner = innerAt(take.place, folder);
  put(take, 'nested', joinPaths([folder]));
  put(take, 'nested.exclude', Buffer.from(inner?.exclude ?? ''));
  orFail(
    take,
    await step(take, what, [inner === null || innerStamp(take.place, folder)[0]?.[1] === '' ? '' : inner.index]),
  );
  return listIn(take, 'nested.found');
}

function isOurs({ leaveOut }: CheckpointPlace, bytes: string): boolean {
  return !leaveOut.map(bytesOfText).some((one) => isAtOrBelow(bytes, one));
}

/** Brings the files into the index; gives those that could not be read. */
async function addAll(
  take: Take,
  gone: readonly string[],
  forgotten: readonly string[],
  add: readonly string[],
): Promise<string[]> {
  put(take, 'dirty', Buffer.concat([removals(take, gone), forgetting(take, forgotten)]));
  put(take, 'add', joinPaths(add));
  if ((await step(take, 'add'))[0] === 'done') return [];
  put(take, 'add', Buffer.alloc(0));
  orFail(take, await step(take, 'add'));
  put(take, 'dirty', Buffer.alloc(0));
  return addHalves(take, add);
}

/** One file that cannot be read keeps all of its call from being recorded: it is found by halves. */
async function addHalves(take: Take, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  put(take, 'add', joinPaths(paths));
  if ((await step(take, 'add'))[0] === 'done') return [];
  if (paths.length === 1) return [...paths];
  const half = Math.ceil(paths.length / 2);
  return [...(await addHalves(take, paths.slice(0, half))), ...(await addHalves(take, paths.slice(half)))];
}

const digestOf = ({ place }: Take, text: string): string =>
  createHash(objectFormatOf(place.repository))
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

const removals = (take: Take, paths: readonly string[]): Buffer =>
  Buffer.from(paths.map((one) => `0 ${digestOf(take, '')}\t${one}\0`).join(''), 'latin1');

/** Entries with another content and no times. */
const forgetting = (take: Take, paths: readonly string[]): Buffer =>
  Buffer.from(paths.map((one) => `100644 ${digestOf(take, '')}\t${one}\0`).join(''), 'latin1');

/** A text for each that has no content here. */
function writeStandIns(take: Take, all: readonly Omitted[]): void {
  const some = all.filter(({ reason }) => reason !== 'special');
  const texts = some.map(standInText);
  const files = [...new Set(texts)].map((text, at) => {
    put(take, `standin.${at}`, Buffer.from(text));
    return path.join(take.work, `standin.${at}`);
  });
  put(take, 'standin.files', Buffer.from(files.map((file) => `${file}\n`).join('')));
  const entries = some.map(({ bytes }, at) => `100644 ${digestOf(take, texts[at] ?? '')}\t${bytes}\0`);
  put(take, 'standin.info', Buffer.from(entries.join(''), 'latin1'));
  put(take, 'standin.paths', joinPaths(some.map(({ bytes }) => bytes)));
}

const put = ({ work }: Take, name: string, data: Uint8Array): void => void putIn(work, name, data);

const listIn = ({ work }: Take, name: string): string[] =>
  splitPaths(readBytes(path.join(work, name), Infinity) ?? Buffer.alloc(0));

async function step(take: Take, name: Step['step'], args: readonly string[] = []): Promise<Said> {
  const { place, ground, work, ref, inside, start } = take;
  const date = `@${Math.floor(start / 1000)} +0000`;
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const env = {
    ...gitEnvironment(place, ground.top),
    ...dates,
    ...setting('core.excludesFile', path.join(work, EXCLUDE)),
  };
  const said = await runStep({ work, cwd: place.tree, env, step: name, args: [ref, inside, ...args] }, place.signal);
  if (said[0] === 'no-git') throw new Error(NO_GIT);
  if (said[0] === 'ignored') throw new Ignored();
  if (said[0] === 'killed') throw new Error('The tree could not be read in time.');
  return said[1] === 'killed' ? orFail(take, said) : said;
}

/** `failed` is an error. */
function orFail({ work }: Take, said: Said): Said {
  if (said[0] !== 'failed') return said;
  throw new Failed(
    `git could not record the tree (${said.slice(1).join(' ')}): ${errorsOf(work).split('\n').at(-1) ?? ''}`,
  );
}
