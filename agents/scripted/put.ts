// Writes and removes the files a script names; links in the workspace cannot lead the writing out of it.
// eslint-disable-next-line millrace/raw-files -- a played agent writes as agents do: in place, and into a pipe that somebody put there
import { existsSync, lstatSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { Part } from './part.js';
import { fill } from './part.js';

/** Gives what it wrote, in this order: the text, or null for what it removed. `path`: relative to the workspace. */
export function putFiles(part: Part): { path: string; text: string | null }[] {
  const files = part.entry.files.map(({ path, content }) => {
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
    return { path: fill(path, part), text: fill(text, part) };
  });
  for (const { path, text } of files) putPart(part, path, text);
  const gone = part.entry.delete.map((path) => fill(path, part));
  for (const path of gone) rmSync(checked(part, path), { recursive: true, force: true });
  return [...files, ...gone.map((path) => ({ path, text: null }))];
}

/** The file is there, and behind walls nothing can be made beside it. */
export const putMessage = ({ lastMessageFile }: Part, text: string): void => writeFileSync(lastMessageFile, text);

/** `path`: absolute, or relative to the workspace. Throws when it leads out. */
export function putPart(part: Part, path: string, text: string): void {
  const full = checked(part, path);
  if (lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink()) throw leadsOut(path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

function checked(part: Part, path: string): string {
  const { treeDir } = part;
  const full = onDesk(part, resolve(treeDir, path));
  let folder = dirname(full);
  while (!existsSync(folder)) folder = dirname(folder);
  const inside = `${realpathSync(folder)}${sep}`.startsWith(realpathSync(treeDir) + sep);
  if (!inside || full === resolve(treeDir)) throw leadsOut(path);
  return full;
}

/** A script may name the folder of its run, where people find afterwards what it left; while a stage works that is its desk. */
function onDesk({ treeDir, runId, runDir }: Part, full: string): string {
  const shown = resolve(treeDir, RUNTIME_DIR, runtimePaths.runs, runId);
  return full.startsWith(shown + sep) ? runDir + full.slice(shown.length) : full;
}

const leadsOut = (path: string): Error => new Error(`${path} leads out of the workspace; nothing was written there.`);
