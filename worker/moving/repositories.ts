// The two repositories of a workspace, made anew from an archive: the one of its user, without settings, and the one of its checkpoints.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { git } from '../../checkpoints/git.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { objectFormatOf, openRepository } from '../../checkpoints/repository.js';
import { createOnlySync } from '../../disk/write.js';
import type { Manifest } from './manifest.js';
import { refs, REPOSITORY } from './parts.js';

/** `top`: absolute, its folder, whose files are laid already; what is there and not in its commit counts as changed, and nothing as staged. */
export async function userRepository(
  from: CheckpointPlace,
  top: string,
  { branch, commit }: NonNullable<Manifest['repository']>,
): Promise<void> {
  const own = path.join(top, '.git');
  const format = objectFormatOf(from.repository);
  for (const folder of ['objects/pack', 'objects/info', 'refs/heads', 'refs/tags', 'info'])
    mkdirSync(path.join(own, folder), { recursive: true });
  createOnlySync(path.join(own, 'config'), configOf(format), { mode: 0o644 });
  createOnlySync(path.join(own, 'HEAD'), branch === null ? `${commit ?? ''}\n` : `ref: refs/heads/${branch}\n`, {
    mode: 0o644,
  });
  const place = { repository: own, tree: top, leaveOut: [], ...(from.env && { env: from.env }) };
  const head = branch === null && commit !== null ? [refs.head] : [];
  await fetch(from, place, [...REPOSITORY.map((name) => `+${refs.repository}${name}/*:refs/${name}/*`), ...head]);
  const env = { GIT_WORK_TREE: top, GIT_CONFIG_COUNT: '0' };
  if (commit !== null) await git(place, ['read-tree', commit], { env, cwd: top });
}

/** `repository`: absolute, where ours is to be. */
export async function checkpoints(from: CheckpointPlace, repository: string): Promise<void> {
  const place = { ...from, repository };
  const objectFormat = objectFormatOf(from.repository);
  const theirs = { own: '', common: '', exclude: '', index: '', objectFormat };
  openRepository(place, { top: from.tree, repository: theirs });
  await fetch(from, place, [`+${refs.checkpoints}*:refs/*`]);
}

async function fetch(from: CheckpointPlace, to: CheckpointPlace, wanted: readonly string[]): Promise<void> {
  const options = ['-q', '--no-tags', '--no-auto-gc', '--no-write-fetch-head', '--update-head-ok'];
  await git(to, ['fetch', ...options, from.repository, ...wanted]);
}

const configOf = (format: 'sha1' | 'sha256'): string =>
  `[core]\n\trepositoryformatversion = ${format === 'sha1' ? 0 : 1}\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n` +
  (format === 'sha1' ? '' : '[extensions]\n\tobjectformat = sha256\n');
