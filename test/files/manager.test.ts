// A Manager leaves work or says why there is none; what it left and could not be taken is named.
import { expect, it } from 'vitest';
import { collectEmissions } from '../../activities/stage/emissions.js';
import { checkEffects } from '../../activities/stage/effects.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { stageRequest } from '../support/stage-request.js';
import { taskText } from '../support/task-text.js';
import { collected, makeRoom } from './room.js';

const OUTCOME = 'MANAGER_COMPLETE';

/** `files`: what the Manager left on its desk. */
async function manage(files: Record<string, string>) {
  const room = await makeRoom();
  const effects = { [OUTCOME]: 'manager_tasks' };
  const request = stageRequest({ node: 'manager', kind: 'manager', emits: ['task'], effects });
  for (const [file, text] of Object.entries(files))
    await room.drop(`${runtimePaths.desk(request.requestId)}/${file}`, text);
  const left = await collected(room, request);
  const emitter = { outbox: left.outbox, node: 'manager', families: ['task'], root: 'backlog', limit: 50 };
  const found = await collectEmissions(room, { ...emitter, before: new Set<string>() });
  const plain = { failureClass: null, origin: 'agent', detail: '', retryAt: null } as const;
  const verdict = { outcome: OUTCOME, resultClass: 'success', ...plain } as const;
  return (await checkEffects({ dirs: room, request, verdict, emissions: found, left })).verdict;
}

it('succeeds with a task, and without one when it says why', async () => {
  expect(await manage({ 'outbox/a.md': taskText('a') })).toMatchObject({ outcome: OUTCOME, failureClass: null });
  expect(await manage({ 'no_work.md': 'It is done already.' })).toMatchObject({ outcome: OUTCOME, failureClass: null });
});

it('fails with nothing', async () => {
  const { failureClass, detail } = await manage({});
  expect(failureClass).toBe('manager_without_work');
  expect(detail).toMatch(/^The Manager left no task\. If nothing is to be done, no_work\.md/);
});

it('is told which of its tasks could not be taken, and why', async () => {
  const { failureClass, detail } = await manage({ 'outbox/a.md': '# A\n', 'outbox/b.md': '# B\n' });
  expect(failureClass).toBe('manager_without_work');
  expect(detail).toMatch(/left no task that could be taken: a\.md was set aside \(.*Task-ID.*\), and 1 more\. If/s);
});
