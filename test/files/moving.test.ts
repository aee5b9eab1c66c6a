// Archives of workspaces that somebody else made or damaged: what they would bring is refused, and nothing of it is laid.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { createLayout, type Identity } from '../../disk/layout.js';
import { knownHost } from '../../worker/hosts/here.js';
import { readArrived } from '../../worker/hosts/record.js';
import { pack } from '../../worker/moving/pack.js';
import { refs } from '../../worker/moving/parts.js';
import { draftBeside } from '../../worker/moving/scratch.js';
import { type Import, unpack } from '../../worker/moving/unpack.js';
import type { WorkspacePlace } from '../../worker/place.js';
import { quick, slow } from '../support/tier.js';

const root = mkdtempSync(path.join(tmpdir(), 'millrace-moving-'));
const at = '2026-01-01T00:00:00.000Z';
const file = path.join(root, 'archive');
const there = path.join(root, 'there');
let identity: Identity;

const git = (cwd: string, args: string[], input: string | Buffer = ''): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd, input, encoding: 'utf8' }).trim();

async function packed(place: WorkspacePlace, to: string, runId: string | null): Promise<void> {
  const about = { at, host: { id: 'a'.repeat(16), name: 'alpha' }, runId };
  const draft = draftBeside(to);
  await pack(place, { draft, about, env: process.env }, () => renameSync(draft, to));
}

beforeAll(async () => {
  const workspace = path.join(root, 'shop');
  mkdirSync(workspace);
  git(workspace, ['init', '-q']);
  writeFileSync(path.join(workspace, 'code.txt'), 'one\n');
  symlinkSync('code.txt', path.join(workspace, 'inner'));
  symlinkSync('../../etc/passwd', path.join(workspace, 'outer'));
  symlinkSync('inner/../../../escape', path.join(workspace, 'roundabout'));
  symlinkSync('.git/config', path.join(workspace, 'settings'));
  writeFileSync(path.join(workspace, '.gitattributes'), '* text eol=crlf\n');
  git(workspace, ['add', '.']);
  git(workspace, ['commit', '-qm', 'first']);
  identity = await createLayout(workspace, at, '0a0a0a0a');
  const home = path.join(root, 'home');
  const state = path.join(home, identity.id);
  mkdirSync(path.join(state, 'texts'), { recursive: true });
  for (const name of ['texts/a', 'ground.json', 'worker-key.pem', 'changes.jsonl'])
    writeFileSync(path.join(state, name), name);
  const place = { id: identity.id, identity, dirs: { workspace, state }, stateHome: home };
  await packed(place, file, 'r1');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const into = path.join(there, 'shop');
const asked = (archive: string): Import => ({
  ...{ file: archive, home: path.join(there, 'home'), into: () => into, at, env: process.env, dryRun: false },
});

/** The same archive with something else in it. `keepsNames`: what it says of its names is as it was. */
function changed(change: (repository: string) => void, keepsNames = false): string {
  const repository = mkdtempSync(path.join(root, 'changed-'));
  git(repository, ['init', '-q', '--bare']);
  git(repository, ['fetch', '-q', file, '+refs/*:refs/*']);
  change(repository);
  if (!keepsNames) say(repository, { names: undefined });
  git(repository, ['bundle', 'create', '-q', `${repository}.bundle`, '--all']);
  return `${repository}.bundle`;
}

const blobOf = (repository: string, content: string): string =>
  git(repository, ['hash-object', '-w', '--stdin'], content);

/** `entry`: mode and path of what is under the ref besides. */
const withEntry = (ref: string, entry: string, content = '/etc'): string =>
  changed((repository) => {
    const [mode, called = ''] = entry.split(' ');
    const [last, ...above] = called.split('/').reverse();
    const within = above.reduce(
      (line, name) => {
        const tree = git(repository, ['mktree'], `${line}\n`);
        return `040000 tree ${tree}\t${name}`;
      },
      `${mode} blob ${blobOf(repository, content)}\t${last}`,
    );
    const before = git(repository, ['ls-tree', ref]);
    git(repository, ['update-ref', ref, git(repository, ['mktree'], `${before}\n${within}\n`.trimStart())]);
  });

/** What it says of itself is merged with this. */
const saying = (said: object): string => changed((repository) => say(repository, said));

function say(repository: string, said: object): void {
  const manifest = JSON.parse(git(repository, ['cat-file', 'blob', refs.manifest])) as object;
  git(repository, ['update-ref', refs.manifest, blobOf(repository, JSON.stringify({ ...manifest, ...said }))]);
}

/** Record of a tree. */
const TREE = JSON.stringify({
  ...{ root: 's', branch: 'b/s', base: { branch: null, commit: 'a'.repeat(40) }, kept: [], copied: [] },
  tip: '--output=x',
});
const FOLDER = 'refs/millrace/moved/folder';
const nothing = (): boolean => !existsSync(into) && !existsSync(path.join(there, 'home', identity.id));

quick.each([
  ['what is accepted', refs.state, '100644 ground.json', /holds "ground.json", which no archive holds/],
  ['a link among what is shown', refs.shown, '120000 runs2', /is a symbolic link/],
  ['a name that leads out', refs.shown, '100644 ..', /leads out of its place/],
  ['a repository of its own', FOLDER, '100644 .GIT', /leads out of its place/],
  ['a link in the place of what is shown', FOLDER, '120000 millrace-agents', /in the place of what Millrace shows/],
])('%s is refused', async (_, ref, entry, why) => {
  await expect(unpack(asked(withEntry(ref, entry)))).rejects.toThrow(why);
  expect(nothing()).toBe(true);
});

slow.each([
  ['a key', refs.state, '100644 worker-key.pem', '', /which no archive holds/],
  ['a repository by the name of another system', FOLDER, '100644 a/git~1/config', '', /leads out of its place/],
  ['a file among what is shown', FOLDER, '100644 millrace-agents/desk/x', '', /in the place of what Millrace shows/],
  ['a link that no disk takes', FOLDER, '120000 long', 'x'.repeat(5000), /no link that a disk takes/],
  ['a tree whose tip is an option', refs.state, '100644 trees/s.json', TREE, /the tree of "s" has another form/],
])('%s is refused, and nothing of it is laid', async (_, ref, entry, content, why) => {
  await expect(unpack(asked(withEntry(ref, entry, content)))).rejects.toThrow(why);
  expect(nothing()).toBe(true);
});

slow('what it says of itself is looked at before anything is laid', async () => {
  const option = saying({ repository: { branch: null, commit: `--index-output=${root}/x` } });
  await expect(unpack(asked(option))).rejects.toThrow(/has another form/);
  const lost = saying({ repository: { branch: null, commit: 'a'.repeat(40) } });
  await expect(unpack(asked(lost))).rejects.toThrow(/the commit that was checked out is not in it/);
  expect(nothing()).toBe(true);
});

quick('one that is not whole, or none at all, is refused', async () => {
  const bad = path.join(root, 'bad');
  const whole = readFileSync(file);
  const flipped = [20, 70, whole.length >> 1].map((at) => whole.with(at, (whole[at] ?? 0) ^ 1));
  for (const content of ['', 'no bundle', '# v2 git bundle\n', '# v2 git bundle\n\nPACK', ...flipped]) {
    writeFileSync(bad, content);
    await expect(unpack(asked(bad))).rejects.toThrow(/Nothing was changed/);
  }
  expect(nothing()).toBe(true);
});

quick('one whose branches have other names than it says is damaged', async () => {
  const renamed = changed((repository) => {
    const [name = ''] = git(repository, ['for-each-ref', '--format=%(refname)', `${refs.repository}heads`]).split('\n');
    git(repository, ['update-ref', `${name}x`, name]);
    git(repository, ['update-ref', '-d', name]);
  }, true);
  await expect(unpack(asked(renamed))).rejects.toThrow(/a name in it was changed/);
  expect(nothing()).toBe(true);
});

quick('takes the place of what an import left that was killed', async () => {
  const home = path.join(there, 'home');
  const draft = path.join(there, '.shop.millrace-00000000-0000-4000-8000-000000000000');
  for (const folder of [draft, path.join(home, '.moving/dead'), path.join(home, identity.id, 'texts')])
    mkdirSync(folder, { recursive: true });
  await expect(unpack(asked(file)), 'nobody knows what that is').rejects.toThrow(/This host has the workspace/);
  const dead = { pid: 1, startTime: '0', boot: 'another', others: [draft, root] };
  writeFileSync(path.join(home, '.moving/dead/owner.json'), JSON.stringify(dead));
  writeFileSync(path.join(home, identity.id, 'arrived.json'), JSON.stringify({ at, from: null }));
  await unpack({ ...asked(file), dryRun: true });
  expect([existsSync(draft), existsSync(root), existsSync(into)], 'a draft alone is known by its name').toEqual([
    false,
    true,
    false,
  ]);
  expect(readdirSync(path.join(home, '.moving'))).toEqual([]);
});

/** The environment with a `sync` that writes down what our state of the workspace holds when it is called. */
function notingSync(noted: string): NodeJS.ProcessEnv {
  const bin = mkdtempSync(path.join(root, 'bin-'));
  const state = path.join(there, 'home', identity.id);
  writeFileSync(path.join(bin, 'sync'), `#!/bin/sh\nls -A '${state}' >'${noted}'\n`, { mode: 0o755 });
  return { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
}

quick('lays what travels: bytes as they were, no link that leads out, nothing that is trusted', async () => {
  mkdirSync(into, { recursive: true });
  const noted = path.join(root, 'noted');
  const env = notingSync(noted);
  // One that comes at the same time is refused, and harms nothing of the first.
  const [first, second] = await Promise.allSettled([
    unpack({ ...asked(file), env }),
    unpack({ ...asked(file), env, into: () => path.join(there, 'other') }),
  ]);
  const [won] = [first, second].flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const [lost] = [first, second].flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  expect(lost).toMatch(/takes the workspace .* in|This host has the workspace/);
  const laid = won?.folder ?? '';
  expect([won?.links, statSync(file).mode & 0o777]).toEqual([['outer', 'roundabout', 'settings'], 0o600]);
  expect(readdirSync(laid).sort()).toEqual(['.git', '.gitattributes', 'code.txt', 'inner', 'millrace-agents']);
  expect(readlinkSync(path.join(laid, 'inner'))).toBe('code.txt');
  expect(git(laid, ['log', '--format=%s'])).toBe('first');
  expect(git(laid, ['diff', '--name-status', '--', 'code.txt'])).toBe('');
  const state = path.join(there, 'home', identity.id);
  expect(readdirSync(state).sort()).toEqual(['arrived.json', 'changes.jsonl', 'checkpoints', 'folder.json', 'texts']);
  // It is here when it is on the disk, and not before.
  expect(readFileSync(noted, 'utf8').split('\n')).toEqual([
    'arrived.json',
    'changes.jsonl',
    'checkpoints',
    'texts',
    '',
  ]);
  expect(readArrived(state)?.from).toEqual({ host: 'a'.repeat(16), runId: 'r1' });
  expect(readdirSync(path.join(there, 'home', '.moving'))).toEqual([]);
  expect(knownHost(path.join(there, 'home'))).toBeNull();
  await expect(unpack({ ...asked(file), into: () => path.join(there, 'third') })).rejects.toThrow(/already, in/);
});

slow('a commit in no branch that is checked out travels too', async () => {
  const workspace = path.join(root, 'shop');
  git(workspace, ['checkout', '-q', '--detach']);
  git(workspace, ['commit', '-q', '--allow-empty', '-m', 'apart']);
  const place = { id: identity.id, identity, stateHome: path.join(root, 'home') };
  const dirs = { workspace, state: path.join(root, 'home', identity.id) };
  const apart = path.join(root, 'apart');
  await packed({ ...place, dirs }, apart, null);
  const folder = path.join(root, 'elsewhere/shop');
  await unpack({ ...asked(apart), home: path.join(root, 'elsewhere/home'), into: () => folder });
  expect([git(folder, ['log', '-1', '--format=%s']), git(folder, ['fsck', '--connectivity-only'])]).toEqual([
    'apart',
    '',
  ]);
});
