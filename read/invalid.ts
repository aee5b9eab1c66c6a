// The files in quarantine and why they are there.
import { IDEA } from '../core/contracts/families.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonLines } from '../core/json-lines.js';
import { familiesOf } from './families.js';
import { namesIn, readPiece, shown } from './files.js';

export interface InvalidView {
  family: string;
  /** Relative to `millrace-agents/`. */
  path: string;
  /** Name under which it came. */
  source: string;
  /** Null when the log does not know the file. */
  reason: string | null;
  at: string | null;
}

/** Every file in quarantine that is still there. */
export const listInvalid = (workspace: string): InvalidView[] =>
  [...familiesOf(workspace), IDEA].flatMap((family) => invalidIn(workspace, family));

function invalidIn(workspace: string, family: string): InvalidView[] {
  const folder = runtimePaths.dropFolder(family);
  const names = namesIn(shown(workspace, folder)).filter((name) => /\.invalid(\.\d+)?$/.test(name));
  if (names.length === 0) return [];
  const log = jsonLines(readPiece(shown(workspace, `${folder}/${runtimePaths.invalidLog}`))?.text ?? '');
  const byName = new Map(log.map((line) => [line.quarantine_name, line]));
  return names.map((name) => {
    const { source_name, error, at } = byName.get(name) ?? {};
    const source = textOf(source_name) ?? name.replace(/\.invalid(\.\d+)?$/, '');
    return { family, path: `${folder}/${name}`, source, reason: textOf(error), at: textOf(at) };
  });
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
