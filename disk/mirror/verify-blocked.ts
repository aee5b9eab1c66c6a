// Why something is blocked: a file for each item that is, and for no other.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { unless } from '../errors.js';
import { type Difference, NOTHING, textAt } from './difference.js';
import type { PlaceEntry } from './place.js';

type BlockedEntry = Extract<MirrorEntry, { kind: 'blocked' }>;

/** True when the item has diagnostics that can be read: they say more than a state does. */
export const hasDiagnostics = (dirs: Dirs, { family, id }: BlockedEntry): boolean =>
  jsonObject(textAt(dirs, runtimePaths.blocked(family, id)) ?? '') !== null;

export function diagnosticsDifferences(
  dirs: Dirs,
  places: readonly PlaceEntry[],
  entries: readonly MirrorEntry[],
): Difference[] {
  const blocked = entries.filter((entry): entry is BlockedEntry => entry.kind === 'blocked');
  const missing = blocked.filter((entry) => !hasDiagnostics(dirs, entry));
  const there = filesOf(dirs);
  const over = places.filter((entry) => !mayHave(entry) && there.has(fileOf(entry)));
  return [
    ...missing.map((entry) => ({
      path: fileOf(entry),
      expected: `why ${nameOf(entry)} is blocked`,
      found: 'nothing that can be read',
    })),
    ...over.map((entry) => {
      return { path: fileOf(entry), expected: `${NOTHING}: ${nameOf(entry)} is ${entry.state}`, found: 'diagnostics' };
    }),
  ];
}

/** They come while the item is still active. */
const mayHave = ({ state }: PlaceEntry): boolean => state === 'blocked' || state === 'active';

const fileOf = ({ family, id }: { family: string; id: string }): string => runtimePaths.blocked(family, id);

const nameOf = ({ family, id }: { family: string; id: string }): string => `${family}/${id}`;

function filesOf(dirs: Dirs): Set<string> {
  const folder = path.dirname(runtimePaths.blocked('', ''));
  try {
    return new Set(readdirSync(path.dirname(shownFile(dirs, `${folder}/_`))).map((name) => `${folder}/${name}`));
  } catch (error) {
    unless('ENOENT')(error);
    return new Set();
  }
}
