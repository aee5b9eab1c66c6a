// What an Integrator is told of the work tree: the change of its task, and not the pile in which it stands.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { recordingOf } from '../../activities/stage/recording.js';
import { workspaceGround } from '../../activities/trees/ground.js';
import { changedPart } from '../../agents/changed-part.js';
import { userGit } from './checkpoints/stand.js';
import { apart, around, at, catchAll, dirs, put, root, stage } from './diff-stand.js';
import { stageRequest } from '../support/stage-request.js';

catchAll();

/** A repository with a commit, a person's uncommitted work in it, and a task that was done before. */
apart(async () => {
  put('old.js', 'old\n');
  put('shared.js', 'one\n');
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'first'],
  ])
    userGit(root, args, dirs.workspace);
  put('mine.js', 'of a person\n');
  put('shared.js', 'one\nof a person\n');
  await stage('builder', 't1', () => put('earlier.js', 'of an earlier task\n'));
});

/** The lines of the prompt of the Integrator of t2. */
async function told(): Promise<string> {
  const request = stageRequest({
    ...{ node: 'integrator', kind: 'integrator', requestId: 'request-now', runId: 'run-t2', stageNumber: 9 },
    item: { family: 'task', id: 't2', root: 'backlog', sha256: 'a'.repeat(64) },
  });
  const recording = recordingOf(await workspaceGround(dirs), request, around());
  if (recording === null) throw new Error('an Integrator holds the work tree');
  return changedPart(await recording.told());
}

const FOREIGN = 'neither judge it nor change it back';

test('names what its Builder changed, and of nobody else', async () => {
  await stage('builder', 't2', () => put('new.js', 'new\n'));
  put('later.js', 'of a person, meanwhile\n');
  const text = await told();
  expect(text).toContain('Changed By This Task: 1 file, +1 −0\n- "new.js" (+1 −0, added)\n');
  expect(text).toContain('Changed By Last Stage: builder, 1 file, +1 −0\n');
  expect(text).toContain(FOREIGN);
  for (const other of ['mine.js', 'earlier.js', 'shared.js', 'later.js']) expect(text).not.toContain(other);
});

test('counts of a file that others changed too what its task changed', async () => {
  await stage('builder', 't2', () => put('shared.js', 'one\nof a person\nof the task\n'));
  expect(await told()).toContain('- "shared.js" (+1 −0)\n');
});

test('counts what a repair of its task changed before it, and not the part of the last stage alone', async () => {
  await stage('builder', 't2', () => put('new.js', 'new\n'));
  await stage('integrator', 't2', () => put('seam.js', 'seam\n'));
  await stage('troubleshooter', 't2', () => rmSync(at('old.js')));
  await stage('builder', 't2', () => undefined);
  const text = await told();
  expect(text).toContain('Changed By This Task: 3 files');
  for (const own of ['new.js', 'seam.js', 'old.js']) expect(text).toContain(`"${own}"`);
  expect(text).toContain('Changed By Last Stage: builder, nothing so far');
});

test('is told where nobody recorded: a pile is not taken for the change', async () => {
  const nothing = mkdtempSync(path.join(tmpdir(), 'millrace-no-git-'));
  vi.stubEnv('PATH', nothing);
  await stage('builder', 't2', () => put('new.js', 'new\n'));
  const text = await told();
  rmSync(nothing, { recursive: true });
  expect(text).toContain('Changed By This Task: not known\n');
  expect(text).toContain('Changed By Last Stage: builder, not known\n');
  expect(text).toContain('The work tree was not recorded');
  expect(text).not.toContain('What else `git diff` shows');
});
