// Which folder a workspace is: moved, copied, linked, cleaned, put back from a backup.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLayout, type Identity } from '../../disk/layout.js';
import { claimFolder, forgetFolder, restoreIdentity, settledIdentity } from '../../worker/folder.js';

let root: string;
let home: string;
let one: string;
let two: string;
let identity: Identity;
let said: string[];
const dirs = (workspace: string) => ({ workspace, state: path.join(home, identity.id) });
const claim = (workspace: string): Promise<void> => claimFolder(dirs(workspace), identity, (line) => said.push(line));

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'millrace-folder-'));
  [home, one, two] = [path.join(root, 'state'), path.join(root, 'one'), path.join(root, 'two')];
  said = [];
  cpSync(new URL('.', import.meta.url).pathname, one, { recursive: true, filter: (from) => !from.endsWith('.ts') });
  identity = await createLayout(one, '2026-01-01T00:00:00Z', '01234567');
  await claim(one);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it.each([false, true])(
  'a copy is refused while the first one is there (times preserved: %s)',
  async (preserveTimestamps) => {
    cpSync(one, two, { recursive: true, preserveTimestamps });
    await expect(claim(two)).rejects.toThrow(/is a copy of .*init --new-id/);
    await claim(one);
  },
);

it('where nobody knows the first one its copy is taken for it: the name alone tells them not apart', async () => {
  cpSync(one, two, { recursive: true });
  rmSync(home, { recursive: true });
  await claim(two);
  expect(said).toEqual([]);
});

it('a copy is refused also when the first one lost its name', async () => {
  cpSync(one, two, { recursive: true });
  rmSync(path.join(one, 'millrace-agents'), { recursive: true });
  await expect(claim(two)).rejects.toThrow(/is a copy of/);
});

it('a moved one is taken with a note, and one put back in its place without', async () => {
  renameSync(one, two);
  await claim(two);
  expect(said).toEqual([`The workspace has moved from ${one} to ${two}.`]);
  cpSync(two, one, { recursive: true });
  rmSync(two, { recursive: true });
  renameSync(one, two);
  await claim(two);
  expect(said).toHaveLength(1);
});

it('a link to it is the same one', async () => {
  symlinkSync(one, two);
  await claim(two);
  expect(said).toEqual([]);
});

it.each([['workspace.json'], ['.gitignore'], ['workspace.json', '.gitignore']])(
  '%s comes back as it was',
  async (...names) => {
    const file = (name: string): string => path.join(one, 'millrace-agents', name);
    const before = names.map((name) => readFileSync(file(name), 'utf8'));
    for (const name of names) rmSync(file(name));
    expect(await restoreIdentity(dirs(one))).toBe(names.includes('workspace.json'));
    expect(names.map((name) => readFileSync(file(name), 'utf8'))).toEqual(before);
  },
);

it('the former name is found, in the same folder and in a moved one; a folder nobody knows has none', async () => {
  rmSync(path.join(one, 'millrace-agents'), { recursive: true });
  expect(await settledIdentity(home, one)).toEqual(identity);
  rmSync(path.join(one, 'millrace-agents'), { recursive: true });
  renameSync(one, two);
  expect(await settledIdentity(home, two)).toEqual(identity);
  expect(await settledIdentity(home, root)).toBeNull();
});

const OTHER = JSON.stringify({ schema: 1, id: 'other-01234567', created_at: '2026-01-01T00:00:00Z' });

it.each<[string, (file: string) => void]>([
  ['edited', (file) => writeFileSync(file, OTHER)],
  ['garbage', (file) => writeFileSync(file, '\0{"schema":')],
  ['a named pipe', (file) => swap(file, () => execFileSync('mkfifo', [file]))],
  ['a link', (file) => swap(file, () => symlinkSync('/etc/hostname', file))],
  ['missing', (file) => rmSync(file)],
])('a name that is %s is put right by the worker and by the next command', async (_what, spoil) => {
  const file = path.join(one, 'millrace-agents/workspace.json');
  const before = readFileSync(file, 'utf8');
  spoil(file);
  expect(await restoreIdentity(dirs(one))).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(await restoreIdentity(dirs(one))).toBe(false);
  spoil(file);
  expect(await settledIdentity(home, one)).toEqual(identity);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

it('a copy writes nothing of its own before it is refused', async () => {
  cpSync(one, two, { recursive: true });
  rmSync(path.join(two, 'millrace-agents/.gitignore'));
  await expect(settledIdentity(home, two)).rejects.toThrow(/is a copy of/);
  expect(existsSync(path.join(two, 'millrace-agents/.gitignore'))).toBe(false);
});

it('what was let go is nobody any more, and a number of an inode that is given again says nothing', async () => {
  const file = path.join(home, identity.id, 'folder.json');
  const record = JSON.parse(readFileSync(file, 'utf8')) as { born: number };
  renameSync(one, two);
  rmSync(path.join(two, 'millrace-agents/workspace.json'));
  writeFileSync(file, JSON.stringify({ ...record, born: record.born - 1 }));
  expect(await settledIdentity(home, two)).toBeNull();
  writeFileSync(file, JSON.stringify(record));
  forgetFolder(home, two);
  expect(await settledIdentity(home, two)).toBeNull();
});

function swap(file: string, make: () => unknown): void {
  rmSync(file);
  make();
}
