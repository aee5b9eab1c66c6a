// Title, creation and needs of documents: of queued ones from the list of what is shown, of all others from their files.
import { runtimePaths } from '../core/contracts/paths.js';
import { type DocumentHead, documentHead } from '../core/documents/head.js';
import { jsonLines } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';

/** A file may be longer; what lists show is at its beginning. */
const HEAD_BYTES = 4096;

/** By path relative to `millrace-agents/`. */
export type HeadsOf = (place: { family: string; path: string }) => DocumentHead;

/** Reads the list once, and a file only for what is not in it. */
export function readHeads(workspace: string): HeadsOf {
  const known = new Map<string, DocumentHead>();
  for (const { path, head } of jsonLines(readPiece(shown(workspace, runtimePaths.manifest))?.text ?? '')) {
    if (typeof path !== 'string') continue;
    if (isHead(head)) known.set(path, head);
    else known.delete(path);
  }
  const inFile = headsInFiles(workspace);
  return (place) => known.get(place.path) ?? inFile(place);
}

/** Roots of queued documents, by path, from the same list; what an older build put there is not told of. */
export function shownRoots(workspace: string): Map<string, string> {
  const known = new Map<string, string>();
  for (const { path, root } of jsonLines(readPiece(shown(workspace, runtimePaths.manifest))?.text ?? '')) {
    if (typeof path !== 'string') continue;
    if (typeof root === 'string') known.set(path, root);
    else known.delete(path);
  }
  return known;
}

/** Reads every file that is asked for: the better way to a few of many. */
export const headsInFiles =
  (workspace: string): HeadsOf =>
  ({ family, path }) =>
    documentHead(family, readPiece(shown(workspace, path), { first: HEAD_BYTES })?.text ?? '');

const isHead = (head: unknown): head is DocumentHead =>
  typeof head === 'object' && head !== null && 'title' in head && 'needs' in head && Array.isArray(head.needs);
