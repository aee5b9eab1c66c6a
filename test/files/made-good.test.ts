// A document that could not be taken and was left again by a later stage, and taken, needs nobody any more; what a person dropped stays.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectEmissions } from '../../activities/stage/emissions.js';
import { settleEmissions } from '../../activities/stage/settle.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { quarantine } from '../../disk/mirror/quarantine.js';
import { listInvalid } from '../../read/invalid.js';
import { taskText } from '../support/task-text.js';
import { stageRequest } from '../support/stage-request.js';
import { collected, makeRoom, type Room, specText } from './room.js';

/** A stage leaves this in its outbox. */
async function leave(room: Room, number: number, files: Record<string, string>) {
  const request = stageRequest({ runId: `run-${number}`, requestId: `request-${number}` });
  for (const [name, text] of Object.entries(files))
    await room.drop(`${runtimePaths.desk(request.requestId)}/outbox/${name}`, text);
  const { outbox } = await collected(room, request);
  const where = { outbox, node: 'manager', families: ['task', 'spec', 'review'], root: 'r', limit: 50 };
  const emissions = await collectEmissions(room, { ...where, before: new Set<string>() });
  await settleEmissions(room, emissions, request.runId);
  // A worker that died meanwhile does it again.
  await settleEmissions(room, emissions, request.runId);
  return emissions;
}

const waiting = (room: Room): string[] => listInvalid(room.workspace).map(({ path }) => path);

describe('a document in quarantine', () => {
  it.each([
    ['task', 'x-1', '# T\n\nTask-ID: x-1\n', taskText('x-1')],
    ['spec', 'x-2', '# S\n\nSpec-ID: x-2\nGoals:\n- g\n', specText('x-2', 'manual')],
    [
      'review',
      'x-3',
      '# R\n\nReview-ID: x-3\n',
      '# R\n\nReview-ID: x-3\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: x\n',
    ],
  ])('a %s that was mended is archived, and another is not', async (family, id, wrong, right) => {
    const room = await makeRoom();
    const { refused } = await leave(room, 1, { [`${id}.md`]: wrong, 'other.md': '# O\n\nTask-ID: other\n' });
    expect(refused).toHaveLength(2);
    const folder = runtimePaths.dropFolder(family);
    expect(await room.names(folder)).toContain(`${id}.md.invalid`);
    const { documents } = await leave(room, 2, { [`${id}.md`]: right });
    expect(documents).toMatchObject([{ family, id }]);
    expect(await room.names(folder)).not.toContain(`${id}.md.invalid`);
    expect(await room.names(`${folder}/${runtimePaths.invalidArchive}`)).toContain(`${id}.md.invalid`);
    expect(await room.names('tasks/queue')).toContain('other.md.invalid');
    const log = readFileSync(room.at('logs/runtime_events.jsonl'), 'utf8');
    expect(log.match(/"invalid_artifact_archived"/g)).toHaveLength(1);
    expect(log).toContain(`${family} ${id} was left again in run-2, and was taken.`);
  });

  it('that a person dropped stays, whoever leaves one of its name', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/x-1.md', 'of a person');
    await quarantine(room, { family: 'task', path: 'tasks/queue/x-1.md', reason: 'no fields' });
    await leave(room, 1, { 'x-1.md': taskText('x-1') });
    expect(waiting(room)).toEqual(['tasks/queue/x-1.md.invalid']);
  });

  it('stays when it is left with a fault again', async () => {
    const room = await makeRoom();
    for (const number of [1, 2]) await leave(room, number, { 'x-1.md': `# T\n\nTask-ID: x-1\nTags: ${number}\n` });
    expect(waiting(room)).toHaveLength(2);
  });
});
