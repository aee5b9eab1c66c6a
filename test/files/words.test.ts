// What an agent said last of an item reaches whoever asks for it, and the words of stages before it do not stand in its place.
import { describe, expect, it } from 'vitest';
import { saidRows } from '../../cli/items/said.js';
import { lastDeed } from '../../read/deeds.js';
import { needsOf } from '../../read/needs.js';
import { askedText, firstAsked, lastWords } from '../../read/words.js';
import { makeRoom, type Room } from './room.js';

let clock = 0;
const said = (room: Room, run: string, node: string, words: string | null, more: object = {}): Promise<unknown> => {
  clock += 1;
  const at = new Date(Date.UTC(2026, 0, 1, 0, clock)).toISOString();
  const result = {
    ...{ request_id: `request-${clock}`, run_id: run, node_id: node, stage: node, stage_number: clock, attempt: 1 },
    ...{ terminal_result: 'DONE', words, started_at: at, completed_at: at, notes: [] },
    ...more,
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

const BLOCKED = { terminal_result: 'BLOCKED' };
const REFUSED = {
  terminal_result: 'MANAGER_COMPLETE',
  metadata: { failure_class: 'outbox_refused', detail: 'outbox is refused' },
};

describe('what was asked before repairs found no way either', () => {
  const asked = async (...stages: [string, string | null, object?][]) => {
    const room = await makeRoom();
    for (const [node, words, more] of stages) await said(room, 'run-1', node, words, more);
    return { room, first: firstAsked(room.workspace, 'run-1') };
  };

  it.each<[string, [string, string | null, object?][], string | null]>([
    [
      'by the builder',
      [
        ['builder', 'Cents or euros?', BLOCKED],
        ['troubleshooter', 'Not mine.', BLOCKED],
        ['consultant', 'A person decides.', BLOCKED],
      ],
      'builder: Cents or euros?',
    ],
    [
      'by the checker, where an earlier question was settled',
      [
        ['builder', 'Which file?', BLOCKED],
        ['troubleshooter', 'It is there now.'],
        ['builder', 'Done.'],
        ['checker', 'Which port?', BLOCKED],
        ['consultant', 'Unknown.', BLOCKED],
      ],
      'checker: Which port?',
    ],
    [
      'in the attempt that counts',
      [
        ['builder', 'I forgot the marker.', { ...BLOCKED, asked_again: true }],
        ['builder', 'Which port?', BLOCKED],
        ['consultant', 'Unknown.', BLOCKED],
      ],
      'builder: Which port?',
    ],
    [
      'by nobody else',
      [
        ['builder', 'Done.'],
        ['recon', 'Which one is meant?', BLOCKED],
      ],
      null,
    ],
    [
      'by nobody in words',
      [
        ['builder', null, BLOCKED],
        ['consultant', 'Unknown.', BLOCKED],
      ],
      null,
    ],
    [
      'by one that left what cannot be taken, twice',
      [
        ['planner', 'Planned.'],
        ['manager', 'All done.', { ...REFUSED, asked_again: true }],
        ['manager', 'All done.', REFUSED],
        ['mechanic', null, BLOCKED],
      ],
      'manager: outbox is refused',
    ],
  ])('%s', async (_who, stages, expected) => {
    const { first } = await asked(...stages);
    expect(first && `${first.node}: ${first.words}`).toBe(expected);
  });

  it('stands with what needs a person, unless its reason says it', async () => {
    const { room } = await asked(['builder', 'Cents or euros?', BLOCKED], ['consultant', 'A person decides.', BLOCKED]);
    const item = { family: 'task', id: 't-1', state: 'blocked' as const, path: '', title: '', createdAt: '' };
    const need = (reason: string) =>
      needsOf(
        room.workspace,
        null,
        [{ ...item, diagnostics: { runId: 'run-1', needsYou: true, reason } }] as never,
        [],
      );
    const told = need('consultant asks: A person decides.').find(({ what }) => what === 'blocked');
    expect(told?.asked).toBe('builder said: Cents or euros?');
    expect(need('builder asks: Cents or euros?').find(({ what }) => what === 'blocked')).not.toHaveProperty('asked');
    const { room: flooded } = await asked(['manager', null, REFUSED], ['mechanic', null, BLOCKED]);
    const first = firstAsked(flooded.workspace, 'run-1');
    expect(first && askedText(first)).toBe('what manager left did not stand: outbox is refused');
  });
});

it.each([
  ['blocked_work_item_requeued', 'queued again'],
  ['work_item_cancelled', 'cancelled'],
  ['task_superseded', 'replaced'],
  ['incident_resolved_by_operator', 'resolved'],
  ['something_new_done', 'something new done'],
])('a deed of a person is told in words: %s', (type, what) => {
  const data = { work_item: 'task/t-1', command_id: 'c', issuer: 'ann', reason: 'r' };
  expect(lastDeed([{ type, at: 'x', data }] as never, 'task/t-1')).toMatchObject({ what, issuer: 'ann', reason: 'r' });
});
