// The text store: every document's text by its sha256, `<state>/texts/<2 hex>/<sha256>`. Written once, checked at every reading.
import path from 'node:path';
import { sha256Hex } from '../../core/contracts/digest.js';
import { statePaths } from '../../core/contracts/paths.js';
import { PRIVATE_FILE } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { writeAtomic } from '../write.js';

/** Stores a text and gives its sha256. On disk for good when it returns; a repeat is harmless and heals a damaged one. */
export async function putText(state: string, text: string): Promise<string> {
  const sha256 = sha256Hex(text);
  const file = textFile(state, sha256);
  if ((await readIfThere(file)) !== text) await writeAtomic(file, text, { fsync: true, mode: PRIVATE_FILE });
  return sha256;
}

/** Texts of the plans that this process was given, by digest: a damaged one is made again from here. */
const remembered = new Map<string, string>();

/** As `putText`, for a text of a plan. */
export async function putPlanText(state: string, text: string): Promise<void> {
  remembered.set(await putText(state, text), text);
}

/** The text; null when it is missing or damaged, and this process does not know it. */
export async function findText(state: string, sha256: string): Promise<string | null> {
  const text = await readIfThere(textFile(state, sha256));
  if (text !== null && sha256Hex(text) === sha256) return text;
  const known = remembered.get(sha256);
  if (known === undefined) return null;
  await putText(state, known);
  return known;
}

/** The text of a document. Throws when it is missing or damaged. */
export const getText = (state: string, sha256: string): Promise<string> =>
  found(state, sha256, 'Put the document into its queue folder again to store it anew.');

/** Instructions or a skill. Throws when it is missing or damaged. */
export const getPlanText = (state: string, sha256: string): Promise<string> =>
  found(
    state,
    sha256,
    'It is a text of the plan: the next `millrace run` stores it anew, unless it was changed since; then `millrace retry-active` ' +
      'begins the item on the plan of now.',
  );

async function found(state: string, sha256: string, remedy: string): Promise<string> {
  const text = await findText(state, sha256);
  if (text !== null) return text;
  const file = textFile(state, sha256);
  const what = (await readIfThere(file)) === null ? 'is missing' : 'is damaged: its content does not have this digest';
  throw new Error(`The stored text ${file} ${what}. ${remedy}`);
}

function textFile(state: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`Not a sha256 digest of a text: ${JSON.stringify(sha256)}.`);
  return path.join(state, statePaths.texts, sha256.slice(0, 2), sha256);
}
