// A workspace as one file: a git bundle of its folder, its branches, what we show of it, our state and its checkpoints. Nothing of the workspace
// is changed, and nothing that its repository configures is started.
import { statSync } from 'node:fs';
import path from 'node:path';
import { git } from '../../checkpoints/git.js';
import { branchIn } from '../../trees/link.js';
import { joinPaths } from '../../checkpoints/paths.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { checkpointPlace } from '../../checkpoints/place.js';
import { takeCheckpoint } from '../../checkpoints/take.js';
import { RUNTIME_DIR, statePaths } from '../../core/contracts/paths.js';
import { KnownError } from '../../core/told-error.js';
import { NOTHING_STARTS, orNull, repositoryOf, type UserRepository } from '../../trees/repository.js';
import type { WorkspacePlace } from '../place.js';
import { filesBelow } from './files-below.js';
import type { Manifest } from './manifest.js';
import { isMadeId } from './names.js';
import { namesIn, TRAVEL } from './ref-names.js';
import { FOLDER_CHECKPOINT, isCarriedShown, isCarriedState, refs, REPOSITORY } from './parts.js';
import { type Scratch, withScratch } from './scratch.js';

/** It cannot be packed as it is. Nothing was changed. */
export class NotPacked extends KnownError {
  constructor(why: string, hint: string) {
    super('not_packed', why, { hint });
  }
}

export interface Packed {
  bytes: number;
  /** Paths that stay here, for people: what is no plain file, or cannot be read. */
  left: string[];
}

interface Packing {
  /** Absolute, of `draftBeside`: what the archive goes into, and gone afterwards; its folder is there. */
  draft: string;
  about: Pick<Manifest, 'at' | 'host' | 'runId'>;
  env: NodeJS.ProcessEnv;
}

/** `named`: gives the draft, which is whole by then, its name. Throws `NotPacked`, and what git, the disk or `named` say. */
export async function pack(
  place: WorkspacePlace,
  { draft, about, env }: Packing,
  named: () => void | Promise<void>,
): Promise<Packed> {
  const repository = repositoryOf(place);
  assertMade(place);
  assertWhole(repository);
  const format = repository?.objectFormat ?? 'sha1';
  return withScratch({ home: place.stateHome, format, env }, async (scratch) => {
    scratch.with(draft);
    const top = repository?.top ?? place.dirs.workspace;
    const left = await folderIn(scratch, place, top);
    const shown = filesBelow(path.join(place.dirs.workspace, RUNTIME_DIR), isCarriedShown);
    await treeOf(scratch, path.join(place.dirs.workspace, RUNTIME_DIR), shown.files, refs.shown);
    const state = filesBelow(place.dirs.state, isCarriedState);
    await treeOf(scratch, place.dirs.state, state.files, refs.state);
    const others = await othersIn(scratch, place, repository);
    const head = repository && (await headOf(place, repository));
    const env = borrowing(others);
    if (head !== null && head.branch === null && head.commit !== null)
      await git(scratch.place, ['update-ref', refs.head, head.commit], { env });
    await manifestIn(scratch, {
      ...{ schema: 1, workspace: place.identity, ...about, folder: path.basename(top) },
      ...{ inside: repository?.inside ?? '', repository: head },
      names: await namesIn(scratch.place, env),
    });
    // As what it prints: a file that git makes itself would be open to others until it is whole.
    await git(scratch.place, ['bundle', 'create', '-q', '-', ...TRAVEL.map((ref) => `--glob=${ref}*`)], {
      env,
      into: draft,
    });
    const { size } = statSync(draft);
    await named();
    return { bytes: size, left: [...left, ...shown.odd, ...state.odd] };
  });
}

/** The other host takes no other id: it could be the name of something else in its state home. */
function assertMade({ id }: WorkspacePlace): void {
  if (isMadeId(id)) return;
  throw new NotPacked(
    `${id} is no id that \`init\` made, and another host would not take it in.`,
    '`millrace init --new-id` gives it one.',
  );
}

function assertWhole(repository: UserRepository | null): void {
  if (repository === null || !statSync(path.join(repository.common, 'shallow'), { throwIfNoEntry: false })) return;
  throw new NotPacked(
    `The repository ${repository.top} is a shallow clone: its history is not whole, and so its branches cannot travel.`,
    '`git fetch --unshallow` there; then the same again.',
  );
}

/** What git does not ignore, as a checkpoint records it. */
async function folderIn({ place }: Scratch, { dirs }: WorkspacePlace, top: string): Promise<string[]> {
  const inside = path.relative(top, dirs.workspace);
  const leaveOut = checkpointPlace(dirs).leaveOut.map((one) => path.join(inside, one));
  const taken = await takeCheckpoint(
    { ...place, tree: top, leaveOut, maxFile: Number.MAX_SAFE_INTEGER },
    FOLDER_CHECKPOINT,
  );
  if ('problem' in taken)
    throw new NotPacked(`${top} cannot be read: ${taken.problem}`, 'Put that right; then the same again.');
  return taken.omitted.map(({ bytes }) => Buffer.from(bytes, 'latin1').toString('utf8'));
}

async function treeOf(
  { folder, place }: Scratch,
  root: string,
  files: readonly { path: string; executable: boolean }[],
  ref: string,
): Promise<void> {
  const env = { GIT_INDEX_FILE: path.join(folder, `${path.basename(ref)}.index`) };
  const input = files.map((one) => `./${one.path}\n`).join('');
  const said = files.length === 0 ? '' : await hash(place, root, input);
  const digests = said.split('\n');
  const lines = files.map(({ path: file, executable }, at) => {
    const entry = `${executable ? '100755' : '100644'} ${digests[at] ?? ''}\t`;
    return Buffer.from(`${entry}${file}`, 'utf8').toString('latin1');
  });
  await git(place, ['update-index', '-z', '--add', '--index-info'], { env, input: joinPaths(lines) });
  const tree = text(await git(place, ['write-tree'], { env }));
  await git(place, ['update-ref', ref, tree]);
}

const hash = async (place: CheckpointPlace, root: string, input: string): Promise<string> =>
  (await git(place, ['hash-object', '-w', '--no-filters', '--stdin-paths'], { cwd: root, input })).toString('latin1');

const text = (said: Buffer): string => said.toString('utf8').trim();

/** Names for what the user's repository and ours have; gives the folders of objects behind them. */
async function othersIn(
  { place }: Scratch,
  { dirs }: WorkspacePlace,
  repository: UserRepository | null,
): Promise<string[]> {
  const ours = path.join(dirs.state, statePaths.checkpoints);
  const all = [
    ...(repository === null ? [] : [{ at: repository.common, below: WANTED, as: refs.repository }]),
    ...(isRepository(ours) ? [{ at: ours, below: ['refs/'], as: refs.checkpoints }] : []),
  ];
  const objects = all.map(({ at }) => path.join(at, 'objects'));
  for (const { at, below, as } of all) {
    const found = text(await git({ ...place, asked: at }, [...NOTHING_STARTS, 'for-each-ref', FORMAT, ...below]));
    const input = found
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string])
      .map(([digest, ref]) => `create ${as}${ref.slice('refs/'.length)} ${digest}\n`);
    await git(place, ['update-ref', '--stdin'], { env: borrowing(objects), input: input.join('') });
  }
  return objects;
}

const FORMAT = '--format=%(objectname) %(refname)';
const WANTED = REPOSITORY.map((name) => `refs/${name}/`);

const isRepository = (folder: string): boolean =>
  statSync(path.join(folder, 'HEAD'), { throwIfNoEntry: false })?.isFile() === true;

/** Nothing is copied before it is packed. */
const borrowing = (objects: readonly string[]): Record<string, string> => ({
  GIT_ALTERNATE_OBJECT_DIRECTORIES: objects.map((one) => JSON.stringify(one)).join(path.delimiter),
});

async function headOf({ dirs }: WorkspacePlace, { own, common }: UserRepository): Promise<Manifest['repository']> {
  const asked = { repository: common, asked: own, tree: dirs.workspace, leaveOut: [] };
  const said = git(asked, [...NOTHING_STARTS, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  return { branch: branchIn(own), commit: await orNull(said.then(text)) };
}

async function manifestIn({ place }: Scratch, manifest: Manifest): Promise<void> {
  const input = JSON.stringify(manifest);
  const digest = text(await git(place, ['hash-object', '-w', '--stdin'], { input }));
  await git(place, ['update-ref', refs.manifest, digest]);
}
