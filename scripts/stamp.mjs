// Hashes that say whether something made from files is still made from these files.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders whose other files, scripts and data, are copied beside the compiled ones. */
export const SOURCE_FOLDERS = [
  'core',
  'disk',
  'checkpoints',
  'trees',
  'workflows',
  'agents',
  'activities',
  'worker',
  'read',
  'cli',
  'tui',
  'mcp',
  'bench',
];
/** What the page of the dashboard is made of, all of it. */
const PAGE_FOLDER = 'web/page';
/** Files that say how to build. */
const BUILD_FILES = [
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/build.mjs',
  'scripts/later.mjs',
  'scripts/messages-later.mjs',
  'scripts/messages-written.mjs',
  'scripts/named-text.mjs',
  'scripts/one-file.mjs',
  'scripts/parts.mjs',
  'scripts/sdk-file.mjs',
  'scripts/thin-map.mjs',
  'scripts/warm-room.mjs',
  'scripts/warm-thread.mjs',
  'scripts/warm.mjs',
  'scripts/web.mjs',
  'scripts/workflow-bundle.mjs',
];

const isTest = (file) => file.endsWith('.test.ts');
/** What the compiler takes. */
export const isCode = (file) => /\.tsx?$/.test(file);

/** Files below a folder of the package, relative to the package, in a fixed order. */
export function filesBelow(root, folder) {
  const entries = readdirSync(join(root, folder), { recursive: true });
  const files = entries.map((entry) => join(folder, entry)).filter((file) => statSync(join(root, file)).isFile());
  return files.sort();
}

export function hashOf(root, files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Changes with every file that can change what the build makes; of folders that are only compiled, the programs count. */
export function sourceHash(root) {
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  const compiled = include.flatMap((folder) => filesBelow(root, folder)).filter(isCode);
  const copied = SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder)).filter((file) => !isCode(file));
  const page = filesBelow(root, PAGE_FOLDER);
  return hashOf(root, [...BUILD_FILES, ...[...compiled, ...copied, ...page].filter((file) => !isTest(file))]);
}
