// The documents of work that is not done yet: each can be read, and lies in one place only.
import type { readPlain } from '../../disk/plain.js';
import { isLive, ITEM_STATES, type ItemState } from '../../core/contracts/families.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { checkFile, MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import { shown } from '../../read/files.js';
import { countIn, type Folder, listFolders } from '../../read/folders.js';
import { error, type Finding, ok, warning } from './finding.js';
import { counted } from '../render/count.js';

type Read = typeof readPlain;

export async function lookAtDocuments(dir: string): Promise<Finding[]> {
  const { readPlain } = await import('../../disk/plain.js');
  const folders = listFolders(dir);
  const open = folders.filter(({ state }) => isLive(state));
  const faults = [...open.flatMap((folder) => unreadable(dir, folder, readPlain)), ...inTwoPlaces(folders)];
  return faults.length > 0 ? faults : [ok('documents', `${counted(countIn(open), 'open document')} can be read`)];
}

function unreadable(dir: string, { family, state, ids }: Folder, read: Read): Finding[] {
  return ids.flatMap((id) => {
    const path = runtimePaths.document(family, state, id);
    const fault = faultOf(family, id, read(shown(dir, path), MAX_DOCUMENT_BYTES));
    if (fault === null) return [];
    const remedy = state === 'queued' ? 'Correct it, or take it away.' : '`millrace mirror rebuild` writes it anew.';
    return [error('document_invalid', fault, { where: `${RUNTIME_DIR}/${path}`, remedy })];
  });
}

function faultOf(family: string, id: string, plain: ReturnType<Read>): string | null {
  if (!plain.ok) return plain.reason;
  const checked = checkFile(family, id, plain.bytes);
  if (checked.ok) return null;
  const [first, ...others] = checked.problems;
  const line = first?.line === undefined ? '' : `line ${first.line}: `;
  return `${line}${first?.message ?? ''}${others.length > 0 ? ` (and ${others.length} more)` : ''}`;
}

/** While an item moves it may be seen twice for a moment, so this is no error. */
function inTwoPlaces(folders: readonly Folder[]): Finding[] {
  const places = new Map<string, ItemState[]>();
  for (const { family, state, ids } of folders)
    for (const id of ids) places.set(`${family}/${id}`, [...(places.get(`${family}/${id}`) ?? []), state]);
  const twice = [...places].filter(([, states]) => states.length > 1);
  return twice.map(([where, states]) => {
    const sorted = ITEM_STATES.filter((state) => states.includes(state)).join(' and ');
    return warning('document_twice', `it is ${sorted} at once`, {
      where,
      remedy: '`millrace mirror verify` tells which is right.',
    });
  });
}
