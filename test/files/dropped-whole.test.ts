// What a command drops is taken in at once: it was whole before it got its name, also where both came in one step of the disk's clock.
import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dropFile } from '../../cli/intake/drop.js';
import { MOVED_MS, neededRest, REST_MS } from '../../core/documents/rest.js';
import { taskText } from '../support/task-text.js';
import { makeRoom } from './room.js';

it('waits no longer than what was renamed into its place', async () => {
  const room = await makeRoom();
  for (let at = 0; at < 30; at += 1) {
    const id = `T-${at}`;
    const dropped = await dropFile(room.workspace, { family: 'task', id }, taskText(id));
    expect(neededRest(statSync(room.at(`tasks/queue/${id}.md`)), REST_MS), dropped ?? '').toBe(MOVED_MS);
  }
});
