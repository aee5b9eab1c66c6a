// Our repository of one workspace: made at first use, and its settings are ours at every use.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../disk/folder.js';
import { readText } from '../disk/read.js';
import { type Stillness, stillness } from '../disk/stillness.js';
import { createOnlySync, writeAtomicSync } from '../disk/write.js';
import { excludeText, type Nested } from './excludes.js';
import type { Ground } from '../disk/git-ground.js';
import type { CheckpointPlace } from './place.js';

const FOLDERS = ['objects/pack', 'objects/info', 'refs', 'info'];
const FILES = ['format', 'config', 'info/attributes', 'info/exclude', 'HEAD'];

/** Names that only Windows refuses are names here, and nothing is read as another system would. */
const SETTINGS = `[core]
	repositoryformatversion = VERSION
	bare = false
	hooksPath = /dev/null
	fsmonitor = false
	untrackedCache = false
	logAllRefUpdates = false
	autocrlf = false
	symlinks = true
	fileMode = true
	ignoreCase = false
	precomposeUnicode = false
	protectNTFS = false
	protectHFS = false
	preloadIndex = true
	looseCompression = 1
[gc]
	auto = 0
[pack]
	threads = 1
	windowMemory = 64m
[maintenance]
	auto = false
`;

/** What is recorded are the bytes that lie there: no attribute of the tree changes them, and none hides a difference. */
const ATTRIBUTES = '* -text -eol -ident -filter -working-tree-encoding !diff !merge\n';

/** Of each repository that this process opened: between two stages nothing happened to it, as a rule. */
const still = new Map<string, Stillness>();

/** The user's own format of digests holds for a new repository; one that is there keeps its own. */
export function openRepository({ repository }: CheckpointPlace, { repository: theirs }: Ground): void {
  const known = still.get(repository) ?? stillness();
  still.set(repository, known);
  const kept = [...FOLDERS, ...FILES].map((name) => `${repository}/${name}`);
  known.keep(kept, () => putRight(repository, theirs?.objectFormat ?? 'sha1'));
}

function putRight(repository: string, format: 'sha1' | 'sha256'): void {
  const file = (name: string): string => path.join(repository, name);
  for (const folder of FOLDERS) mkdirSync(file(folder), { recursive: true, mode: PRIVATE_FOLDER });
  createOnlySync(file('format'), format, { mode: PRIVATE_FILE });
  keep(file('config'), settings(objectFormatOf(repository)));
  keep(file('info/attributes'), ATTRIBUTES);
  // Older builds wrote there what is no work.
  keep(file('info/exclude'), '');
  createOnlySync(file('HEAD'), 'ref: refs/heads/none\n', { mode: PRIVATE_FILE });
}

/** What is no work, by what the user's repository and those within the tree say now. `file`: of one take, since trees beside it say other things. */
export const keepExcludes = (file: string, ground: Ground, nested: readonly Nested[]): void =>
  keep(file, excludeText(ground.repository?.exclude ?? null, nested));

export const objectFormatOf = (repository: string): 'sha1' | 'sha256' =>
  readText(path.join(repository, 'format')) === 'sha256' ? 'sha256' : 'sha1';

const settings = (format: 'sha1' | 'sha256'): string =>
  format === 'sha1'
    ? SETTINGS.replace('VERSION', '0')
    : `${SETTINGS.replace('VERSION', '1')}[extensions]\n\tobjectFormat = sha256\n`;

function keep(file: string, text: string): void {
  if (readText(file) !== text) writeAtomicSync(file, text, { mode: PRIVATE_FILE });
}
