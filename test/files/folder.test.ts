// Which folder a workspace is: moved, copied, linked, cleaned, put back from a backup.
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLayout, type Identity } from '../../activities/layout.js';
import { claimFolder, formerIdentity, restoreIdentity } from '../../worker/folder.js';

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

it('init finds the former name, in the same folder and in a moved one; a folder nobody knows has none', () => {
  rmSync(path.join(one, 'millrace-agents'), { recursive: true });
  expect(formerIdentity(home, one)).toEqual(identity);
  renameSync(one, two);
  expect(formerIdentity(home, two)).toEqual(identity);
  expect(formerIdentity(home, root)).toBeNull();
});
