// The files of assets as they are, of the package or of a workspace. Links are named and never followed.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSET_KINDS, assetOf } from '../core/assets/kinds.js';

export interface AssetFile {
  bytes: Buffer;
  sha256: string;
  executable: boolean;
}

export interface AssetFiles {
  /** By path, such as `stages/builder.md`, relative to the folder. */
  files: Map<string, AssetFile>;
  /** Paths of what is neither a file nor a folder. */
  odd: string[];
}

/** `folder`: `assets/` of the package, or `millrace-agents/` of a workspace. Hidden files are left out. */
export function assetFiles(folder: string): AssetFiles {
  const found: AssetFiles = { files: new Map(), odd: [] };
  for (const kind of Object.keys(ASSET_KINDS)) walk(folder, kind, found);
  return found;
}

/** Ids of assets, such as `stages/builder`, that have a file there. */
export const assetsIn = ({ files }: AssetFiles): Set<string> =>
  new Set([...files.keys()].map(assetOf).filter((asset) => asset !== null));

function walk(folder: string, path: string, found: AssetFiles): void {
  const stat = lstatSync(join(folder, path), { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isDirectory()) {
    const names = readdirSync(join(folder, path)).filter((name) => !name.startsWith('.'));
    for (const name of names.sort()) walk(folder, `${path}/${name}`, found);
  } else if (!stat.isFile()) found.odd.push(path);
  else if (assetOf(path) !== null) found.files.set(path, fileAt(join(folder, path), stat.mode));
}

function fileAt(file: string, mode: number): AssetFile {
  const bytes = readFileSync(file);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), executable: (mode & 0o100) !== 0 };
}
