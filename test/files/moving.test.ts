// Archives of workspaces that somebody else made or damaged: what they would bring is refused, and nothing of it is laid.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLayout, type Identity } from '../../disk/layout.js';
import { knownHost } from '../../worker/hosts/here.js';
import { readArrived } from '../../worker/hosts/record.js';
import { pack } from '../../worker/moving/pack.js';
import { refs } from '../../worker/moving/parts.js';
import { type Import, unpack } from '../../worker/moving/unpack.js';

const root = mkdtempSync(path.join(tmpdir(), 'millrace-moving-'));
const at = '2026-01-01T00:00:00.000Z';
const file = path.join(root, 'archive');
const there = path.join(root, 'there');
let identity: Identity;

const git = (cwd: string, args: string[], input: string | Buffer = ''): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd, input, encoding: 'utf8' }).trim();

beforeAll(async () => {
  const workspace = path.join(root, 'shop');
  mkdirSync(workspace);
  git(workspace, ['init', '-q']);
  writeFileSync(path.join(workspace, 'code.txt'), 'one\n');
  symlinkSync('code.txt', path.join(workspace, 'inner'));
  symlinkSync('../../etc/passwd', path.join(workspace, 'outer'));
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
  await pack(place, file, { at, host: { id: 'a'.repeat(16), name: 'alpha' }, runId: 'r1' }, process.env);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const into = path.join(there, 'shop');
const asked = (archive: string): Import => ({
  ...{ file: archive, home: path.join(there, 'home'), into: () => into, at, env: process.env, dryRun: false },
});

/** The same archive with another tree under a ref. `entry`: mode and name of what is in it besides. */
function changed(name: string, ref: string, entry: string): string {
  const repository = path.join(root, `${name}.git`);
  execFileSync('git', ['init', '-q', '--bare', repository]);
  git(repository, ['fetch', '-q', file, '+refs/*:refs/*']);
  const blob = git(repository, ['hash-object', '-w', '--stdin'], '/etc');
  const [mode, called] = entry.split(' ');
  const before = git(repository, ['ls-tree', ref]);
  const tree = git(repository, ['mktree'], `${before}\n${mode} blob ${blob}\t${called}\n`.trimStart());
  git(repository, ['update-ref', ref, tree]);
  const made = path.join(root, `${name}.bundle`);
  git(repository, ['bundle', 'create', '-q', made, '--all']);
  return made;
}

const nothing = (): boolean => !existsSync(into) && !existsSync(path.join(there, 'home', identity.id));

it.each([
  ['what is accepted', refs.state, '100644 ground.json', /holds "ground.json", which no archive holds/],
  ['a key', refs.state, '100644 worker-key.pem', /which no archive holds/],
  ['a link among what is shown', refs.shown, '120000 runs2', /is a symbolic link/],
  ['a name that leads out', refs.shown, '100644 ..', /leads out of its place/],
  ['a repository of its own', 'refs/millrace/moved/folder', '100644 .GIT', /leads out of its place/],
])('%s is refused', async (name, ref, entry, why) => {
  await expect(unpack(asked(changed(name.replaceAll(' ', '-'), ref, entry)))).rejects.toThrow(why);
  expect(nothing()).toBe(true);
});

it('one that is not whole, or none at all, is refused', async () => {
  const bad = path.join(root, 'bad');
  for (const content of ['', 'no bundle', '# v2 git bundle\n', '# v2 git bundle\n\nPACK']) {
    writeFileSync(bad, content);
    await expect(unpack(asked(bad))).rejects.toThrow(/Nothing was changed/);
  }
  expect(nothing()).toBe(true);
});

it('takes the place of what an import left that was killed', async () => {
  const home = path.join(there, 'home');
  const draft = path.join(there, '.shop.millrace-00000000-0000-4000-8000-000000000000');
  for (const folder of [draft, path.join(home, '.moving/dead'), path.join(home, identity.id, 'texts')])
    mkdirSync(folder, { recursive: true });
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

it('lays what travels: bytes as they were, no link that leads out, nothing that is trusted', async () => {
  mkdirSync(into, { recursive: true });
  const { links } = await unpack(asked(file));
  expect(links).toEqual(['outer']);
  expect(readdirSync(into).sort()).toEqual(['.git', '.gitattributes', 'code.txt', 'inner', 'millrace-agents']);
  expect(readlinkSync(path.join(into, 'inner'))).toBe('code.txt');
  expect(git(into, ['log', '--format=%s'])).toBe('first');
  expect(git(into, ['diff', '--name-status', '--', 'code.txt'])).toBe('');
  const state = path.join(there, 'home', identity.id);
  expect(readdirSync(state).sort()).toEqual(['arrived.json', 'changes.jsonl', 'checkpoints', 'folder.json', 'texts']);
  expect(readArrived(state)?.from).toEqual({ host: 'a'.repeat(16), runId: 'r1' });
  expect(readdirSync(path.join(there, 'home', '.moving'))).toEqual([]);
  expect(knownHost(path.join(there, 'home'))).toBeNull();
  await expect(unpack({ ...asked(file), into: () => path.join(there, 'other') })).rejects.toThrow(/already, in/);
});
