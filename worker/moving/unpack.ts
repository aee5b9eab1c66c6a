// Takes a workspace in from an archive: all of it is laid out beside the places where it is to be, and moved there last, our state first. Who is
// killed leaves a state that nobody serves, which the next import takes the place of.
import { lstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { git } from '../../checkpoints/git.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../../core/contracts/paths.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { moveFile, removeFile } from '../../disk/files.js';
import { PRIVATE_FOLDER } from '../../disk/folder.js';
import { createLayout } from '../../disk/layout.js';
import { roomAt } from '../../disk/room.js';
import { bytesOf, readText, withPlain } from '../../disk/read.js';
import { orNull } from '../../checkpoints/git-ended.js';
import { assertFree, takingIn } from './clear-way.js';
import { jsonObject } from '../../core/json-lines.js';
import { keepArrived } from '../hosts/record.js';
import { lay } from './lay.js';
import { assertBeside, BadArchive, type Entry, leadingOut, listed } from './listed.js';
import { type Manifest, manifestSchema } from './manifest.js';
import { FOLDER_CHECKPOINT, isCarriedShown, isCarriedState, MOST, refs, shownAt } from './parts.js';
import { checkpoints, userRepository } from './repositories.js';
import { onDisk } from './on-disk.js';
import { lacksRecord, recorded } from './recorded.js';
import { namesIn } from './ref-names.js';
import { treesOfHere } from './trees.js';
import { draftBeside, type Scratch, withScratch } from './scratch.js';

export interface Import {
  /** Absolute: the archive. */
  file: string;
  /** State home. */
  home: string;
  /** Absolute: the folder that is made, for the name that it had. It is empty, or not there. */
  into(name: string): string;
  /** ISO 8601, now. */
  at: string;
  /** Only looked at, and nothing is laid. */
  dryRun: boolean;
  env: NodeJS.ProcessEnv;
}

export interface Imported {
  manifest: Manifest;
  /** Absolute: the folder, and the workspace in it. */
  folder: string;
  workspace: string;
  files: number;
  /** Links that were not laid, because they lead out of the folder: latin1. */
  links: string[];
}

const FOLDER = `refs/millrace/${FOLDER_CHECKPOINT}`;
/** A pattern, so that git does not speak of it where there is none. */
const FOLDERS = `${path.posix.dirname(FOLDER)}/*`;

/** Throws `BadArchive`, `InTheWay`, and what git or the disk says: then nothing was changed. */
export async function unpack(asked: Import): Promise<Imported> {
  const { file, home, env } = asked;
  return withScratch({ home, format: formatOf(file), env }, async (scratch) => {
    await fetched(scratch, file);
    const manifest = await manifestOf(scratch);
    if (manifest.names !== undefined && manifest.names !== (await namesIn(scratch.place)))
      throw new BadArchive('a name in it was changed, it is damaged');
    const parts = await partsOf(scratch, manifest);
    const folder = asked.into(manifest.folder);
    const workspace = path.join(folder, manifest.inside);
    const place = { home, id: manifest.workspace.id, folder, at: asked.at };
    const imported = { manifest, folder, workspace, files: parts.files, links: parts.links };
    const isThere = await lacksRecord(path.join(home, place.id), imported);
    if (!isThere) assertFree(place);
    if (!isThere) assertRoom(folder, home, parts);
    if (asked.dryRun) return imported;
    await takingIn(place, async (clear) => {
      if (!isThere) await laid(scratch, asked, imported, clear);
      await onDisk([folder, home], env);
      await recorded(home, imported);
    });
    return imported;
  });
}

async function laid(scratch: Scratch, { home, at }: Import, imported: Imported, clear: () => void): Promise<void> {
  const { manifest, folder, links } = imported;
  const draft = draftBeside(folder);
  mkdirSync(path.dirname(folder), { recursive: true });
  scratch.with(draft);
  await folderLaid(scratch, { draft, manifest, links });
  const state = path.join(scratch.folder, 'state');
  await stateLaid(scratch, { state, folder, manifest, at });
  clear();
  moveFile(state, path.join(home, manifest.workspace.id));
  moveFile(draft, folder);
}

/** Its first lines say what it is. */
function formatOf(file: string): 'sha1' | 'sha256' {
  const begin = withPlain(file, (descriptor, { size }) => {
    if (size > MOST.bytes) throw new BadArchive('it is larger than any that is made');
    return bytesOf(descriptor, 1024).toString('latin1');
  });
  if (begin === null || !/^# v[23] git bundle\n/.test(begin)) throw new BadArchive('it is no git bundle');
  return /^@object-format=sha256\n/m.test(begin) ? 'sha256' : 'sha1';
}

/** Each object is compared with its digest on the way. */
async function fetched({ place }: Scratch, file: string): Promise<void> {
  const options = ['-q', '--no-tags', '--no-auto-gc', '--no-write-fetch-head'];
  try {
    await git(place, ['fetch', ...options, file, ...[`${refs.all}*`, FOLDERS].map((ref) => `+${ref}:${ref}`)]);
  } catch (error) {
    if (roomAt(place.repository, 1024 * 1024).lack !== null) throw error;
    throw new BadArchive(
      `git cannot read it, it is damaged or not whole (${String((error as Error).message).slice(0, 300)})`,
    );
  }
}

async function manifestOf({ place }: Scratch): Promise<Manifest> {
  const said = await git(place, ['cat-file', '-s', refs.manifest]).catch(() => null);
  if (said === null || Number(said.toString('latin1')) > MOST.manifest)
    throw new BadArchive('it does not say what it is');
  const text = (await git(place, ['cat-file', 'blob', refs.manifest])).toString('utf8');
  const found = manifestSchema.safeParse(jsonObject(text));
  if (!found.success) throw new BadArchive('what it says of itself has another form, that of a newer Millrace perhaps');
  return found.data;
}

interface Parts {
  files: number;
  bytes: number;
  links: string[];
}

async function partsOf({ place }: Scratch, { inside, repository }: Manifest): Promise<Parts> {
  if (repository !== null && repository.commit !== null) await assertCommit(place, repository.commit);
  const folder = await listed(place, FOLDER, 'links');
  assertBeside(folder, shownAt(inside));
  const shown = await listed(place, refs.shown, 'no links');
  const state = await listed(place, refs.state, 'no links');
  assertNames(shown, isCarriedShown);
  assertNames(state, isCarriedState);
  const all = [...folder, ...shown, ...state];
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  if (all.length > MOST.files || bytes > MOST.bytes) throw new BadArchive('it holds more than any that is made');
  return { files: all.length, bytes, links: await leadingOut(place, folder) };
}

async function assertCommit(place: CheckpointPlace, commit: string): Promise<void> {
  const kind = await orNull(git(place, ['cat-file', '-t', commit]));
  if (kind?.toString('latin1').trim() !== 'commit')
    throw new BadArchive('the commit that was checked out is not in it');
}

function assertNames(entries: readonly Entry[], isCarried: (path: string) => boolean): void {
  const other = entries.find(({ path }) => !isCarried(path));
  if (other !== undefined) throw new BadArchive(`it holds ${JSON.stringify(other.path)}, which no archive holds`);
}

/** Before a file is written. */
function assertRoom(folder: string, home: string, { bytes }: Parts): void {
  for (const place of [folder, home])
    if (roomAt(place, bytes).lack !== null)
      throw Object.assign(new Error(`ENOSPC: ${bytes} bytes are needed at ${place}`), {
        code: 'ENOSPC',
        path: place,
        syscall: 'write',
      });
}

interface Laying {
  draft: string;
  manifest: Manifest;
  links: readonly string[];
}

async function folderLaid(scratch: Scratch, { draft, manifest, links }: Laying): Promise<void> {
  const { inside, repository, workspace: identity } = manifest;
  await lay(scratch, { ref: FOLDER, without: links }, draft);
  assertNoLinks(draft, shownAt(inside));
  await lay(scratch, { ref: refs.shown }, path.join(draft, shownAt(inside)));
  if (repository !== null) await userRepository(scratch.place, draft, repository);
  const workspace = path.join(draft, inside);
  removeEmbedded(path.join(workspace, RUNTIME_DIR, runtimePaths.binding));
  await createLayout(workspace, identity.created_at, '00000000');
}

/** What was laid leads nowhere else on the way to what comes next, on whatever disk. */
function assertNoLinks(draft: string, below: string): void {
  const parts = below.split('/');
  for (const at of ['.git', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))]) {
    const found = lstatSync(path.join(draft, at), { throwIfNoEntry: false });
    if (found !== undefined && (!found.isDirectory() || at === '.git'))
      throw new BadArchive(`it brings a ${JSON.stringify(at)} of its own`);
  }
}

/** A server that was of the former host alone is not here. */
function removeEmbedded(binding: string): void {
  if (jsonObject(readText(binding) ?? undefined)?.['kind'] !== 'external') removeFile(binding);
}

async function stateLaid(
  scratch: Scratch,
  { state, folder, manifest, at }: { state: string; folder: string; manifest: Manifest; at: string },
): Promise<void> {
  const mask = process.umask(0o077);
  try {
    mkdirSync(state, { mode: PRIVATE_FOLDER });
    await lay(scratch, { ref: refs.state }, state);
    await checkpoints(scratch.place, path.join(state, statePaths.checkpoints));
  } finally {
    process.umask(mask);
  }
  const { host, runId, workspace } = manifest;
  const dirs = { workspace: path.join(folder, manifest.inside), state };
  const trees = { dirs, workspace: workspace.id, prefix: '' };
  treesOfHere(trees, { common: path.join(folder, '.git'), inside: manifest.inside });
  const from = runId === null ? null : { host: host.id, runId };
  await keepArrived(state, { at, from, exported: manifest.at });
}
