// The text of an item by its digest: from the store, else from wherever its document stands among our files, whichever folder that is. Then it
// is stored again, because everything that runs asks the store.
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import { isFamilyId, isSafeId } from '../../core/contracts/ids.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { digestOf, readPlain } from '../plain.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { findText, getText, putText } from '../store/texts.js';
import { placesOf } from './manifest.js';

export interface NamedText {
  family: string;
  id: string;
  sha256: string;
}

/** Null when these bytes are nowhere any more. */
export async function findDocumentText(dirs: Dirs, named: NamedText): Promise<string | null> {
  const stored = await findText(dirs.state, named.sha256);
  if (stored !== null) return stored;
  for (const file of copiesOf(named)) {
    const found = readPlain(shownFile(dirs, file), MAX_DOCUMENT_BYTES);
    if (!found.ok || digestOf(found.bytes) !== named.sha256) continue;
    const text = Buffer.from(found.bytes).toString('utf8');
    await putText(dirs.state, text);
    return text;
  }
  return null;
}

/** Throws, with what to do, when it is nowhere. */
export async function getDocumentText(dirs: Dirs, named: NamedText): Promise<string> {
  const found = await findDocumentText(dirs, named);
  if (found !== null) return found;
  try {
    return await getText(dirs.state, named.sha256);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The text of ${named.family}/${named.id} is nowhere any more. ${why}`, { cause: error });
  }
}

/** A root spec has a copy beside its target, too. */
function copiesOf({ family, id }: NamedText): string[] {
  if (!isFamilyId(family) || !isSafeId(id)) return [];
  const places = placesOf(new Map(), family, id).map(({ path }) => path);
  return family === 'spec' ? [...places, runtimePaths.rootSpec(id)] : places;
}
