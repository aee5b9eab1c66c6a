// What `init` says of trees in a repository, and in what is none or none yet.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimHere, treesHere } from './trees-here.js';

let room = '';
beforeEach(() => {
  room = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-trees-here-')));
  mkdirSync(join(room, 'ws'));
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

const ME = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
const git = (...args: string[]): unknown => execFileSync('git', [...ME, ...args], { cwd: join(room, 'ws') });

const here = (asked?: string) => {
  const env = { PATH: process.env['PATH'], HOME: room, MILLRACE_STATE_HOME: join(room, 'state') };
  return treesHere({ workspace: join(room, 'ws'), id: 'ws-1', env }, asked);
};

function commit(): void {
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'one');
}

test('without a repository, or a commit in it, agents work in the folder, with the reason and what to do', async () => {
  const later = 'Later: `millrace config set trees.mode per_root`.';
  expect(await here()).toEqual({
    mode: 'in_place',
    text: `Agents work in this folder, not in trees: The workspace is in no git repository. Run \`git init\` and commit, where you want one. ${later}`,
  });
  git('init', '-q');
  expect((await here()).text).toContain(`not in trees: The repository has no commit yet. Commit something. ${later}`);
});

test('with a commit it says which way was chosen, and how to have the other one; nothing is written', async () => {
  commit();
  const [inPlace, perRoot] = [await here('in_place'), await here('per_root')];
  expect(await here()).toEqual(perRoot);
  expect(inPlace).toEqual({
    mode: 'in_place',
    text: 'Agents work in this folder. `millrace config set trees.mode per_root` lets each root work in a tree and on a branch millrace/ROOT of its own.',
  });
  expect(perRoot).toEqual({
    mode: 'per_root',
    text: 'Each root works in a tree and on a branch millrace/ROOT of its own; your checkout stays as it is. `millrace config set trees.mode in_place` lets agents work in this folder.',
  });
  expect(readdirSync(room)).toEqual(['ws']);
});

test('a second workspace of a repository gets branches of its own, which name its folder', async () => {
  commit();
  mkdirSync(join(room, 'ws', 'the api'));
  writeFileSync(join(room, 'ws', 'the api', 'app.js'), '');
  git('add', '-A');
  git('commit', '-qm', 'two');
  const env = { PATH: process.env['PATH'], HOME: room, MILLRACE_STATE_HOME: join(room, 'state') };
  await claimHere({ workspace: join(room, 'ws'), id: 'ws-1', env });
  const second = await treesHere({ workspace: join(room, 'ws', 'the api'), id: 'ws-2', env }, 'per_root');
  expect(second).toMatchObject({ mode: 'per_root', prefix: 'millrace-the-api' });
  expect(second.text).toMatch(
    /branch millrace-the-api\/ROOT of its own.*belong to another workspace, .*ws\. So those here begin with millrace-the-api\//,
  );
  expect(await here('per_root'), 'the first one keeps the usual ones').not.toHaveProperty('prefix');
});

test('a copy of a repository, and a workspace with a new id, take over what the old one claimed there', async () => {
  commit();
  const env = { PATH: process.env['PATH'], HOME: room, MILLRACE_STATE_HOME: join(room, 'state') };
  await claimHere({ workspace: join(room, 'ws'), id: 'ws-1', env });
  cpSync(join(room, 'ws'), join(room, 'copy'), { recursive: true });
  for (const workspace of [join(room, 'copy'), join(room, 'ws')]) {
    const place = { workspace, id: 'ws-2', env };
    expect(await treesHere(place, 'per_root')).not.toHaveProperty('prefix');
    await claimHere(place);
    const owner = readFileSync(join(workspace, '.git', 'millrace', 'owner.millrace'), 'utf8');
    expect(JSON.parse(owner)).toEqual({ workspace: 'ws-2', folder: workspace });
  }
});

test('by itself it takes no trees that lack what the folder has, and says what that is', async () => {
  commit();
  writeFileSync(join(room, 'ws', '.gitmodules'), '');
  expect(await here()).toMatchObject({
    mode: 'in_place',
    text: expect.stringContaining(
      'Agents work in this folder: in trees something would be other than here. This repository has submodules: in a tree they are empty folders',
    ) as string,
  });
  expect((await here('in_place')).text).toMatch(/^Agents work in this folder\. This repository has submodules/);
});

test('trees that were asked for and do not fit say why, and what is other in those that do', async () => {
  commit();
  git('branch', 'millrace');
  expect(await here('per_root')).toMatchObject({
    prefix: 'millrace-ws',
    text: expect.stringContaining('There is a branch millrace:'),
  });
  git('branch', 'millrace-ws');
  git('branch', 'millrace-ws-1');
  expect((await here('per_root')).text).toMatch(/^Roots will work in the workspace, .*There is a branch millrace:/);
  git('branch', '-q', '-D', 'millrace', 'millrace-ws', 'millrace-ws-1');
  writeFileSync(join(room, 'ws', '.gitmodules'), '');
  expect((await here('per_root')).text).toContain('has submodules: in a tree they are empty folders');
});
