// What is shipped, what the workspace has of it, and what it took over: the one view of `assets`, `upgrade` and `doctor`.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Baseline } from '../../core/assets/baseline.js';
import type { UpgradeDisposition, Versions } from '../../core/assets/disposition.js';
import { dispositionOf } from '../../core/assets/disposition.js';
import { assetOf } from '../../core/assets/kinds.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { failed } from '../errors.js';
import { type AssetFiles, assetFiles, assetsIn } from '../../read/assets.js';
import { readPiece, shown } from '../../read/files.js';
import { packageRoot } from '../../disk/package-root.js';

export interface Shelf {
  shipped: AssetFiles;
  current: AssetFiles;
  baseline: Baseline;
}

export interface ShelfEntry extends Versions {
  path: string;
  disposition: UpgradeDisposition;
  /** Release that it was taken from; null = not recorded. */
  release: string | null;
}

/** Exit 1 when the manifest cannot be read. */
export async function readShelf(workspace: string): Promise<Shelf> {
  const { parseBaseline } = await import('../../core/assets/baseline.js');
  const file = shown(workspace, runtimePaths.baseline);
  const isThere = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  const baseline = parseBaseline(isThere ? (readPiece(file)?.text ?? '') : null);
  if (typeof baseline === 'string') throw unreadable(baseline);
  const shipped = assetFiles(join(packageRoot(), 'assets'));
  return { shipped, current: assetFiles(join(workspace, RUNTIME_DIR)), baseline };
}

function unreadable(reason: string): Error {
  const message = `${RUNTIME_DIR}/${runtimePaths.baseline} does not say what was taken over: ${reason}`;
  const hint =
    'Restore it, for example from git; or remove it, and what differs from the release is a conflict to decide.';
  return failed('bad_baseline', message, hint);
}

/** Every file that was taken over or has the place of a shipped one, by path. Exit 1 when one of them is a link. */
export function compareShelf({ shipped, current, baseline }: Shelf): ShelfEntry[] {
  const taken = new Set([...baseline.keys()].map(assetOf));
  const there = assetsIn(current);
  const added = [...shipped.files.keys()].filter((path) => current.files.has(path) || taken.has(assetOf(path)));
  const paths = [...new Set([...baseline.keys(), ...added])].sort();
  refuseOdd(current.odd, [...paths, ...shipped.files.keys()]);
  return paths.map((path) => {
    const versions: Versions = {
      original: baseline.get(path)?.sha256 ?? null,
      current: current.files.get(path)?.sha256 ?? null,
      shipped: shipped.files.get(path)?.sha256 ?? null,
    };
    const disposition = dispositionOf(versions, there.has(assetOf(path) ?? ''));
    return { path, ...versions, disposition, release: baseline.get(path)?.release ?? null };
  });
}

function refuseOdd(odd: readonly string[], paths: readonly string[]): void {
  const found = odd.find((one) => paths.some((path) => path === one || path.startsWith(`${one}/`)));
  if (found === undefined) return;
  const message = `${RUNTIME_DIR}/${found} is a link, or no regular file, and could lead out of the workspace.`;
  throw failed('not_a_file', message, 'Put the file itself there, or remove it; then repeat the command.');
}
