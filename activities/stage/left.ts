// What a stage left, read from the copy that we kept of its own desk and from nowhere else.
import path from 'node:path';
import { type Kept, keptBytes, readKept } from '../../agents/desk/kept.js';
import { deskFolders, runtimePaths, statePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Dirs } from '../../disk/dirs.js';

/** A document of the outbox, or an entry of it that is none. */
export interface Leaf {
  /** Where people look for it, relative to `millrace-agents/`. */
  path: string;
  /** Our copy, its file relative to the state folder; null: it was not kept. */
  kept: { file: string; sha256: string } | null;
  /** Content of our copy, or why there is none. */
  read(): Uint8Array | string;
}

export interface LeftByStage {
  kept: Kept;
  /** Content of a file of the desk; null when there is none. */
  bytes(name: string): Uint8Array | null;
  /** The same as text; null too when it is no UTF-8. */
  text(name: string): string | null;
  /** Why a file that was there is not kept; null when nothing is known of it. */
  leftOut(name: string): string | null;
  outbox: Leaf[];
}

/** Of a stage that never began nothing was kept. */
export function leftBy(dirs: Dirs, request: StageRunRequest): LeftByStage {
  const kept = readKept(dirs.state, request) ?? nothing(request);
  const files = new Map(kept.files.map((file) => [file.path, file]));
  const bytes = (name: string): Uint8Array | null => {
    const file = files.get(name);
    return file === undefined ? null : keptBytes(dirs.state, kept, file);
  };
  return {
    kept,
    bytes,
    text: (name) => asText(bytes(name)),
    leftOut: (name) => kept.leftOut.find((one) => one.path === name)?.reason ?? null,
    outbox: outboxOf(dirs, kept),
  };
}

const nothing = ({ requestId, runId, node, stageNumber, attempt }: StageRunRequest): Kept => ({
  ...{ schema: 1, from: 'desk', requestId, runId, node, stageNumber, attempt, files: [], leftOut: [] },
});

function asText(bytes: Uint8Array | null): string | null {
  try {
    return bytes === null ? null : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** In the order of their names. What is no `*.md` is no document; an outbox that is no folder is one bad entry. */
function outboxOf({ state }: Dirs, kept: Kept): Leaf[] {
  const { runId, requestId, files, leftOut } = kept;
  const inRun = (name: string): string => path.join(runtimePaths.runs, runId, name);
  const inState = (name: string): string => path.join(statePaths.kept(runId, requestId), 'files', name);
  const taken = files
    .filter((file) => isDocument(file.path))
    .map((file) => ({
      path: inRun(file.path),
      kept: { file: inState(file.path), sha256: file.sha256 },
      read: () => keptBytes(state, kept, file) ?? 'our copy of it is damaged.',
    }));
  const notTaken = leftOut.filter((one) => isDocument(one.path) || one.path === deskFolders.outbox);
  const bad = notTaken.map((one) => ({ path: inRun(one.path), kept: null, read: () => `${one.reason}.` }));
  return [...taken, ...bad].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const isDocument = (file: string): boolean =>
  path.dirname(file) === deskFolders.outbox && /^[^.].*\.md$/s.test(path.basename(file));
