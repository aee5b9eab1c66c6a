// What is added and would not run here, because the mode has no way for its family: said at once, with the modes that have one.
import { FAMILIES } from '../../core/contracts/families.js';
import { readConfig } from '../../core/plan/sources/config.js';
import { type Library, readLibrary } from '../../core/plan/sources/library.js';
import type { Mode } from '../../core/plan/sources/mode.js';
import { readSnapshot } from '../../read/snapshot.js';
import { readSources } from '../../read/sources.js';

/** What to do about a document whose family nothing works on: it is kept. */
function otherModes(dir: string, family: string): string {
  const { library } = libraryOf(dir);
  const able = [...library.modes.values()].filter((mode) => hasWay(library, mode, family)).map(({ id }) => id);
  const which = able.length === 0 ? 'No mode here works on it' : `These modes work on it: ${able.join(', ')}`;
  return `It is kept. ${which}. \`millrace config set runtime.default_mode MODE\` takes one, for a running worker with \`millrace config reload\`.`;
}

/** Why the mode of now, as far as it is known here, works on nothing of the family; null where it does. */
export function whyNoWay(dir: string, family: string): string | null {
  // Every mode that ships works on these, and what most people add is to stay quick.
  if (['task', 'spec', 'probe', 'incident'].includes(family) || !Object.hasOwn(FAMILIES, family)) return null;
  const { library, fallback } = libraryOf(dir);
  const name = readSnapshot(dir)?.workspace?.mode ?? fallback;
  const mode = [...library.modes.values()].find(({ id, aliases }) => [id, ...aliases].includes(name ?? ''));
  return mode === undefined || hasWay(library, mode, family) ? null : `the mode ${mode.id} has no entry for ${family}`;
}

/** `why`: as `whyNoWay` says. */
export const noWayNote = (dir: string, family: string, why = whyNoWay(dir, family)): string | null =>
  why === null ? null : `will not run: ${why}. ${otherModes(dir, family)}`;

function libraryOf(dir: string): { library: Library; fallback: string | undefined } {
  const sources = readSources(dir);
  const fallback = readConfig(sources.config.path, sources.config.text, [])?.runtime.default_mode;
  return { library: readLibrary(sources, []), fallback };
}

const hasWay = ({ graphs }: Library, { planes }: Mode, family: string): boolean =>
  Object.values(planes).some((id) => id !== undefined && Object.hasOwn(graphs.get(id)?.entries ?? {}, family));
