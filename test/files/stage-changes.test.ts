// What is known of the stages before one: read once, whoever adds to it or cuts it meanwhile.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { statePaths } from '../../core/contracts/paths.js';
import { cutChanges, noteChanges, recentChanges } from '../../disk/store/stage-changes.js';

it('follows what is noted here and by others, and forgets what was cut', async () => {
  const room = mkdtempSync(path.join(tmpdir(), 'millrace-changes-'));
  onTestFinished(() => rmSync(room, { recursive: true, force: true }));
  const dirs = { workspace: path.join(room, 'work'), state: path.join(room, 'state') };
  for (const folder of [dirs.workspace, dirs.state]) mkdirSync(folder);
  const stage = (request: string) => ({
    ...{ request, run: 'run-1', node: 'builder', stage: 1, attempt: 1, family: 'task', id: 'T-1', root: 'backlog' },
    ...{ at: '2026-01-01T00:00:00Z', changes: { before: null, after: null, files: 0, added: 0, removed: 0 } },
  });
  const known = (): string[] => recentChanges(dirs.state).map(({ request }) => request);
  expect(known()).toEqual([]);
  await noteChanges(dirs, stage('a'));
  await noteChanges(dirs, stage('a'));
  appendFileSync(path.join(dirs.state, statePaths.changes), `${JSON.stringify(stage('b'))}\n{"torn`);
  expect(known()).toEqual(['a', 'b']);
  await noteChanges(dirs, stage('c'));
  expect(known()).toEqual(['a', 'b', 'c']);
  await cutChanges(dirs, (all) => all.slice(1));
  expect(known()).toEqual(['b', 'c']);
});
