// What an agent said last of an item reaches whoever asks for it, and the words of stages before it do not stand in its place.
import { describe, expect, it } from 'vitest';
import { saidRows } from '../../cli/items/said.js';
import { lastWords } from '../../read/words.js';
import { makeRoom, type Room } from './room.js';

let clock = 0;
const said = (room: Room, run: string, node: string, words: string | null): Promise<unknown> => {
  clock += 1;
  const at = new Date(Date.UTC(2026, 0, 1, 0, clock)).toISOString();
  const result = {
    ...{ request_id: `request-${clock}`, run_id: run, node_id: node, stage: node, stage_number: clock, attempt: 1 },
    ...{ terminal_result: 'DONE', words, started_at: at, completed_at: at, notes: [] },
  };
  return room.drop(`runs/${run}/stage_results/request-${clock}.json`, JSON.stringify(result));
};

describe('what was said of an item', () => {
  it("is the updater's paragraph for the morning, not what the builder or an earlier run said", async () => {
    const room = await makeRoom();
    await said(room, 'run-1', 'consultant', 'Which format is meant?');
    await said(room, 'run-2', 'builder', 'I added a header.');
    await said(room, 'run-2', 'updater', 'The table has a header now; nothing is left to do.');
    const last = lastWords(room.workspace, ['run-1', 'run-2']);
    expect(last).toEqual({ node: 'updater', words: 'The table has a header now; nothing is left to do.' });
    expect(saidRows(last, null)).toEqual([['said', 'updater: The table has a header now; nothing is left to do.']]);
    expect(saidRows(last, { reason: `It asks: ${last?.words}` }), 'told already').toEqual([]);
  });

  it('is that of the newest stage that said anything', async () => {
    const room = await makeRoom();
    await said(room, 'run-1', 'troubleshooter', 'The disk is full.');
    await said(room, 'run-2', 'builder', null);
    expect(lastWords(room.workspace, ['run-1', 'run-2'])).toEqual({
      node: 'troubleshooter',
      words: 'The disk is full.',
    });
    expect(lastWords(room.workspace, ['run-2'])).toBeNull();
  });
});
