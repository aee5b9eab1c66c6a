// What a part of an archive holds, before anything of it is laid out: names, kinds and sizes. Nothing in an archive is believed.
import { contentsOf } from '../../checkpoints/contents.js';
import { git } from '../../checkpoints/git.js';
import { splitPaths } from '../../checkpoints/paths.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { KnownError } from '../../core/told-error.js';
import { MOST } from './parts.js';

/** Nothing of it was kept. */
export class BadArchive extends KnownError {
  constructor(why: string) {
    super('bad_archive', `This is no archive of a workspace that can be taken in: ${why}. Nothing was changed.`, {
      hint: '`millrace workspaces export FILE` makes one, on the host that has the workspace.',
    });
  }
}

export interface Entry {
  /** latin1, relative to the part. */
  path: string;
  kind: 'file' | 'link';
  digest: string;
  bytes: number;
}

/** All of one part. `ref`: names its tree. Throws `BadArchive` where a name could lead out, or something is there that is no file. */
export async function listed(place: CheckpointPlace, ref: string, links: 'links' | 'no links'): Promise<Entry[]> {
  const lines = splitPaths(await git(place, ['ls-tree', '-r', '-z', '-l', '--full-tree', ref]));
  if (lines.length > MOST.files) throw new BadArchive(`it holds more than ${MOST.files} files`);
  const entries = lines.map(entryOf);
  const [link] = entries.filter(({ kind }) => kind === 'link' && links === 'no links');
  if (link !== undefined) throw new BadArchive(`${JSON.stringify(link.path)} is a symbolic link`);
  assertApart(entries);
  return entries;
}

const LINE = /^(\d{6}) (\w+) ([0-9a-f]+) +(-|\d+)\t([\s\S]+)$/;

function entryOf(line: string): Entry {
  const [, mode = '', type, digest = '', size, path = ''] = LINE.exec(line) ?? [];
  if (type !== 'blob' || !['100644', '100755', '120000'].includes(mode))
    throw new BadArchive(`${JSON.stringify(path)} is neither a file nor a link`);
  const parts = path.split('/');
  if (path.length > 4096 || parts.some((part) => ['', '.', '..'].includes(part) || /^\.git$/i.test(part)))
    throw new BadArchive(`${JSON.stringify(path.slice(0, 200))} leads out of its place`);
  return { path, kind: mode === '120000' ? 'link' : 'file', digest, bytes: Number(size) };
}

/** A name is there once, and is no folder of another one. */
function assertApart(entries: readonly Entry[]): void {
  const names = new Set(entries.map(({ path }) => path));
  if (names.size !== entries.length) throw new BadArchive('a name is there twice');
  for (const { path } of entries)
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
      if (names.has(path.slice(0, at)))
        throw new BadArchive(`${JSON.stringify(path.slice(0, at))} is a file and a folder`);
}

/** Links that lead out of the folder, or out of what it is for people to see: they are not laid. */
export async function leadingOut(place: CheckpointPlace, entries: readonly Entry[]): Promise<string[]> {
  const links = entries.filter(({ kind }) => kind === 'link');
  const targets = await contentsOf(
    place,
    links.map(({ digest }) => digest),
  );
  return links.filter((link, at) => isOut(link.path, targets[at]?.toString('latin1') ?? '')).map(({ path }) => path);
}

function isOut(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return true;
  let depth = path.split('/').length - 1;
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
