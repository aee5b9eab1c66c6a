// Tasks of a root that say what they serve, by their documents alone: those that a person gave in, or changed, are known nowhere else.
import path from 'node:path';
import { ITEM_STATES } from '../../core/contracts/families.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { documentFacts } from '../../core/documents/facts.js';
import { parseDocument } from '../../core/documents/parse.js';
import { servedBy, type ServingTask } from '../../core/requirements/record.js';
import type { Dirs } from '../dirs.js';
import { bytesOf, namesIn, withPlain } from '../read.js';

/** A document may be longer; its fields stand at its beginning. */
const FIELDS_BYTES = 64 * 1024;

/** `known`: ids of tasks that need not be looked at. What cannot be read serves nothing. */
export function servingTasks(
  { workspace }: Pick<Dirs, 'workspace'>,
  root: string,
  known: ReadonlySet<string>,
): ServingTask[] {
  return ITEM_STATES.flatMap((state) => {
    const folder = path.join(workspace, RUNTIME_DIR, runtimePaths.stateFolder('task', state));
    const names = namesIn(folder).filter((name) => name.endsWith('.md') && !name.startsWith('.'));
    const unknown = names.filter((name) => !known.has(name.slice(0, -3))).sort();
    return unknown.flatMap((name) => served(path.join(folder, name), name.slice(0, -3), root));
  });
}

function served(file: string, id: string, root: string): ServingTask[] {
  const text = headOf(file);
  // Most tasks are of other roots, and need not be read whole.
  if (!text.includes(root) || !/^Serves:/m.test(text)) return [];
  const parsed = parseDocument('task', text);
  const isMine = parsed.ok && documentFacts(parsed.document, '', 'drop').root === root;
  return isMine ? [{ id, serves: servedBy(parsed.document) }] : [];
}

function headOf(file: string): string {
  try {
    const head = withPlain(file, (descriptor, { size }) => bytesOf(descriptor, Math.min(size, FIELDS_BYTES)));
    return head?.toString('utf8') ?? '';
  } catch {
    return '';
  }
}
