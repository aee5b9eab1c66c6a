// A file that a stage left beside its desk is kept with what it left on it.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { writeAtomicSync } from '../../disk/write.js';
import { writeWhole } from '../files.js';
import { contentOf, keptFolder, listFile, readKept } from './kept.js';

/** `path`: relative to the desk; where another file is kept under it, it gets a name of its own. Harmless when it was kept before. */
export function addToKept(stateDir: string, request: StageRunRequest, path: string, bytes: Uint8Array): void {
  const kept = readKept(stateDir, request);
  if (kept === null) return;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const twin = kept.files.find((one) => one.path === path);
  const name = twin === undefined || twin.sha256 === sha256 ? path : besides(path, sha256);
  if (kept.files.some((one) => one.path === name)) return;
  const folder = keptFolder(stateDir, request);
  const content = contentOf(folder, name);
  mkdirSync(dirname(content), { recursive: true, mode: 0o700 });
  writeAtomicSync(content, bytes, { mode: PRIVATE_FILE });
  writeWhole(
    listFile(folder),
    JSON.stringify({ ...kept, files: [...kept.files, { path: name, sha256, bytes: bytes.length }] }),
  );
}

function besides(path: string, sha256: string): string {
  const end = extname(path);
  return `${path.slice(0, path.length - end.length)}-${sha256.slice(0, 8)}${end}`;
}
