// What a part of an archive holds, before anything of it is laid out: names, kinds and sizes. Nothing in an archive is believed.
import { contentsOf } from '../../checkpoints/contents.js';
import { git } from '../../checkpoints/git.js';
import { splitPaths } from '../../checkpoints/paths.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { KnownError } from '../../core/told-error.js';
import { isAstray, isBelow } from './names.js';
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

/** Bytes of a path. */
const LONGEST = 4096;
const LINE = /^(\d{6}) (\w+) ([0-9a-f]+) +(-|\d+)\t([\s\S]+)$/;

function entryOf(line: string): Entry {
  const [, mode = '', type, digest = '', size, path = ''] = LINE.exec(line) ?? [];
  if (type !== 'blob' || !['100644', '100755', '120000'].includes(mode))
    throw new BadArchive(`${JSON.stringify(path)} is neither a file nor a link`);
  if (path.length > LONGEST || !isBelow(Buffer.from(path, 'latin1').toString('utf8')))
    throw new BadArchive(`${JSON.stringify(path.slice(0, 200))} leads out of its place`);
  const [kind, bytes] = [mode === '120000' ? ('link' as const) : ('file' as const), Number(size)];
  if (kind === 'link' && bytes > LONGEST) throw new BadArchive(`${JSON.stringify(path)} is no link that a disk takes`);
  return { path, kind, digest, bytes };
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
  return links.filter((link, at) => isOut(link.path, targets[at]?.toString('utf8') ?? '')).map(({ path }) => path);
}

/** What leads up stands first: behind a name it would lead up from wherever that name leads, which may be another link. */
function isOut(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/')) return true;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const named = parts.findIndex((part) => part !== '..');
  const ups = named < 0 ? parts.length : named;
  return ups > path.split('/').length - 1 || isAstray(parts.slice(ups).join('/'));
}

/** Throws where something of the folder lies where what we show of the workspace is laid, or leads there: no folder that is exported has it. */
export function assertBeside(entries: readonly Entry[], shown: string): void {
  const place = Buffer.from(`${shown}/`, 'utf8').toString('latin1').toLowerCase();
  const other = entries.find(({ path }) => {
    const name = `${path}/`.toLowerCase();
    return name.startsWith(place) || place.startsWith(name);
  });
  if (other !== undefined) throw new BadArchive(`${JSON.stringify(other.path)} is in the place of what Millrace shows`);
}
