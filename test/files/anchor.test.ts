// A folder that goes away while it is used: moved, its parent moved, removed, replaced, linked, put back. It is never made anew, and
// nothing is written into another one.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dirs } from '../../disk/dirs.js';
import { shownFile } from '../../disk/folder.js';
import { createLayout } from '../../disk/layout.js';
import { collect } from '../../agents/desk/collect.js';
import { deskSource } from '../../agents/desk/sources.js';
import { makeDesk } from '../../agents/desk/make.js';
import { writeShown } from '../../agents/desk/shown.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { anchor, followFolder, type FolderFollower } from '../../disk/anchor.js';
import { ensureFolder } from '../../disk/folder.js';
import { appendLine, createOnly, writeAtomic, writeParts } from '../../disk/write.js';
import { claimFolder } from '../../worker/folder.js';
import { departureText, watchDeparture } from '../../worker/departure.js';
import { bindWorkspace } from '../../worker/server/binding.js';
import { inPlace } from '../support/in-place.js';

let root: string;
let home: string;
let there: string;
let dirs: Dirs;
let follower: FolderFollower;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'millrace-anchor-')));
  [home, there] = [path.join(root, 'parent', 'ws'), path.join(root, 'elsewhere')];
  dirs = { workspace: home, state: path.join(root, 'state', 'ws-01234567') };
  mkdirSync(path.join(home, 'millrace-agents'), { recursive: true });
  mkdirSync(dirs.state, { recursive: true });
  follower = followFolder(home);
});
afterEach(() => {
  follower.close();
  rmSync(root, { recursive: true, force: true });
});

const away = (to: string | null, replaced = false) => ({ at: 'away', to, replaced });
const moved = (): void => renameSync(home, there);
const replaced = (): void => {
  moved();
  mkdirSync(path.join(home, 'millrace-agents'), { recursive: true });
};

/** What was done to it, and where it then is. */
const WAYS: [string, () => void, () => object][] = [
  ['it was moved', moved, () => away(there)],
  [
    'its parent was moved',
    () => renameSync(path.dirname(home), there),
    () => away(path.join(there, path.basename(home))),
  ],
  ['it was removed', () => rmSync(home, { recursive: true }), () => away(null)],
  ['it was moved, and another one made in its place', replaced, () => away(there, true)],
  ['it was removed and made anew', () => (rmSync(home, { recursive: true }), mkdirSync(home)), () => away(null, true)],
  [
    'it was replaced by its copy',
    () => (moved(), cpSync(there, home, { recursive: true }), rmSync(there, { recursive: true })),
    () => away(null, true),
  ],
  [
    'a link to another one is in its place',
    () => (moved(), symlinkSync(mkdtempSync(path.join(root, 'other-')), home)),
    () => away(there, true),
  ],
  ['a file is in its place', () => (moved(), symlinkSync('/etc/hostname', home)), () => away(there, true)],
];

describe.each(WAYS)('where %s', (_what, go, where) => {
  it('it is known where it is', () => {
    go();
    expect(follower.look()).toEqual(where());
  });

  it('no way to write makes it anew, or writes into what is there now', async () => {
    anchor(home);
    go();
    const before = treeOf(path.dirname(home));
    const file = path.join(home, 'millrace-agents', 'deep', 'er', 'file');
    const binding = { kind: 'embedded', address: '', namespace: '' } as Parameters<typeof bindWorkspace>[1];
    const request = { requestId: 'request-1', runId: 'run-1' } as StageRunRequest;
    const ways: (() => unknown)[] = [
      () => shownFile(dirs, 'state/x.json'),
      () => ensureFolder({ workspace: home }, 'x'),
      () => writeAtomic(file, 'x'),
      () => writeAtomic(path.join(home, 'millrace-agents', 'file'), 'x'),
      () => appendLine(path.join(home, 'millrace-agents', 'file'), 'x'),
      () => createOnly(file, 'x'),
      () => appendLine(file, 'x'),
      () => writeParts(file, (async function* () {})()),
      () => createLayout(home, '2026-01-01T00:00:00Z', '01234567'),
      () => makeDesk(path.join(home, 'millrace-agents', 'desk', 'request-1'), dirs.state, () => undefined),
      () => writeShown(home, 'runs/run-1/report.md', 'x'),
      () => bindWorkspace(home, binding, null, '2026-01-01T00:00:00Z'),
      () => collect(dirs.state, request, deskSource(inPlace(home), request), (content) => content),
    ];
    for (const way of ways) await expect((async () => way())(), String(way)).rejects.toThrow();
    expect(treeOf(path.dirname(home))).toEqual(before);
    expect(existsSync(path.join(dirs.state, 'kept')), 'no empty desk is kept').toBe(false);
  });
});

it('without an anchor the same write makes the folder anew', async () => {
  moved();
  await writeAtomic(path.join(home, 'millrace-agents', 'file'), 'x');
  expect(readdirSync(home)).toEqual(['millrace-agents']);
});

it.each<[string, () => void]>([
  ['moved away and back', () => (moved(), renameSync(there, home))],
  ['reached by a link from its old place', () => (moved(), symlinkSync(there, home))],
  ['emptied of what is ours', () => rmSync(path.join(home, 'millrace-agents'), { recursive: true })],
])('is at home, and written to, when it was %s', async (_what, go) => {
  anchor(home);
  go();
  expect(follower.look()).toEqual({ at: 'home' });
  await writeAtomic(shownFile(dirs, 'deep/er/file'), 'x');
  expect(readFileSync(path.join(home, 'millrace-agents/deep/er/file'), 'utf8')).toBe('x');
});

it("the record goes with it: its former place is nobody's, and it is known in the new one and back again", async () => {
  const identity = await createLayout(home, '2026-01-01T00:00:00Z', '01234567');
  const stateHome = path.join(root, 'state');
  dirs = { ...dirs, state: path.join(stateHome, identity.id) };
  const said: string[] = [];
  await claimFolder(dirs, identity, (line) => said.push(line));
  const { left, close } = watchDeparture({ id: identity.id, identity, dirs, stateHome }, (line) => said.push(line));
  replaced();
  await expect(left).rejects.toThrow(`was moved from ${home} to ${there}`);
  close();
  expect(identityOf(stateHome, home), 'a new workspace, if somebody makes one').toBeNull();
  rmSync(path.join(there, 'millrace-agents'), { recursive: true });
  expect(identityOf(stateHome, there)).toEqual(identity);
  rmSync(home, { recursive: true });
  renameSync(there, home);
  await claimFolder(dirs, identity, (line) => said.push(line));
  expect(said).toEqual([`The workspace has moved from ${there} to ${home}.`]);
});

it.each([
  [away('/new'), /^The workspace was moved from \/old to \/new while it was served\. .*`millrace run` in \/new/],
  [away('/new', true), /moved from \/old to \/new while it was served, and another folder is in its place\./],
  [away(null), /^The workspace \/old is gone: .*back in its place `millrace run` there goes on.*`millrace init`/],
  [away(null, true), /^Another folder stands at \/old, .*Nothing is written to it\./],
])('says what happened and what to do: %j', (seen, text) => {
  expect(departureText('/old', seen as Parameters<typeof departureText>[1])).toMatch(text);
});

/** As another process finds it, which holds to no folder. */
function identityOf(stateHome: string, folder: string): unknown {
  const worker = fileURLToPath(new URL('../../dist/worker/folder.js', import.meta.url));
  const program = `
    const { settledIdentity } = await import(${JSON.stringify(worker)});
    console.log(JSON.stringify(await settledIdentity(${JSON.stringify(stateHome)}, ${JSON.stringify(folder)})));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
}

/** Every name below a folder. */
function treeOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [];
}
