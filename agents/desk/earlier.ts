// What a stage is given to read of the stages before it: copies of what we kept, which it may read and nobody may change.
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Kept, keptBefore, keptBytes, type KeptFile, keptFolder, runnerFiles } from './kept.js';
import { MAX_EARLIER_BYTES, MAX_EARLIER_FILES } from './limits.js';
import { shownName } from './sources.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { unlessInTheWay } from '../../disk/leavings.js';
import { readBytes } from '../../disk/read.js';
import { createOnlySync } from '../../disk/write.js';

/** A further document for the folder of earlier reports, `path` relative to it. */
export interface Paper {
  path: string;
  text: string;
}

interface Chosen {
  /** Relative to the folder of earlier reports. */
  path: string;
  kept: Kept;
  file: KeptFile;
}

/** What the runtime says of each of these stages, under the names that `runs/` has for it. */
function runtimeFiles(stateDir: string, request: StageRunRequest): { path: string; from: string }[] {
  return keptBefore(stateDir, request).flatMap((kept) =>
    Object.values(runnerFiles(keptFolder(stateDir, kept)))
      .filter((from) => existsSync(from))
      .map((from) => ({ path: join(folderOf(kept), basename(from)), from })),
  );
}

/** Paths in the folder of earlier reports, oldest first, one folder for each stage. */
export const earlierPaths = (stateDir: string, request: StageRunRequest): string[] =>
  chosen(stateDir, request).map(({ path }) => path);

/** Fills the empty folder; it is readable only afterwards. What is damaged in our state folder is left out. */
export function fillEarlier(
  folder: string,
  stateDir: string,
  request: StageRunRequest,
  papers: readonly Paper[],
): void {
  const folders = new Set([folder]);
  const put = (path: string, content: Uint8Array | string): void => {
    const file = join(folder, path);
    // Two names that agents chose may not go together: one of a file, and the same of a folder.
    unlessInTheWay(
      () => {
        mkdirSync(dirname(file), { recursive: true });
        for (let one = dirname(file); one.length > folder.length; one = dirname(one)) folders.add(one);
        createOnlySync(file, content, { mode: 0o444 });
      },
      () => undefined,
    );
  };
  for (const { path, text } of papers) put(path, text);
  for (const { path, kept, file } of chosen(stateDir, request)) {
    const bytes = keptBytes(stateDir, kept, file);
    if (bytes !== null) put(path, bytes);
  }
  for (const { path, from } of runtimeFiles(stateDir, request)) {
    const bytes = readBytes(from);
    if (bytes !== null) put(path, bytes);
  }
  for (const one of folders) chmodSync(one, 0o555);
}

/** The newest ones, as many as there is room for. */
function chosen(stateDir: string, request: StageRunRequest): Chosen[] {
  let [files, room] = [MAX_EARLIER_FILES, MAX_EARLIER_BYTES];
  const taken: Chosen[] = [];
  for (const one of filesBefore(stateDir, request).reverse()) {
    if (files === 0 || one.file.bytes > room) continue;
    [files, room] = [files - 1, room - one.file.bytes];
    taken.push(one);
  }
  return taken.reverse();
}

const filesBefore = (stateDir: string, request: StageRunRequest): Chosen[] =>
  keptBefore(stateDir, request).flatMap((kept) =>
    kept.files.map((file) => ({ path: join(folderOf(kept), shownName(file.path)), kept, file })),
  );

/** `02-checker`; a stage that was tried again has a folder for each try. */
export const folderOf = ({ stageNumber, node, attempt }: Kept): string =>
  `${String(stageNumber).padStart(2, '0')}-${node}${attempt > 1 ? `.${attempt}` : ''}`;
