// The last words of a run: what its exit code is for is said in numbers, too.
import { describe, expect, it } from 'vitest';
import { summarise } from '../../cli/run/summary.js';
import { createTally } from '../../cli/run/tally.js';
import { quarantine } from '../../disk/mirror/quarantine.js';
import { makeRoom, place, type Room, workspaceSection } from './room.js';

const end = {
  phase: 'idle',
  webUrl: null,
  servedBy: null,
  asAsked: false,
  rehearsed: false,
  report: null,
  changes: null,
  needs: [],
} as const;
const summary = (room: Room) => {
  const { exit, lines } = summarise(room.workspace, createTally(), end, 1000);
  return { exit, text: lines.join('\n') };
};

describe('a run that ended', () => {
  it('names roots that are parked, not only blocked items', async () => {
    const room = await makeRoom();
    const targets = ['r-1', 'r-2'].map((root) => ({ root, state: 'parked' as const, reason: 'no rubric' }));
    await room.apply(workspaceSection(1, { targets }));
    const { exit, text } = summary(room);
    expect(exit).toBe(11);
    expect(text).toMatch(/0 blocked, 2 roots parked, 0 left/);
  });

  it('names what was set aside, and how to see why', async () => {
    const room = await makeRoom();
    for (const name of ['a', 'b', 'c', 'd']) {
      await room.drop(`tasks/queue/${name}.md`, 'no task');
      await quarantine(room, { family: 'task', path: `tasks/queue/${name}.md`, reason: 'no fields' });
    }
    const { exit, text } = summary(room);
    expect(exit).toBe(0);
    expect(text).toMatch(/set aside +tasks\/queue\/a\.md\.invalid, .*, and 1 more; `millrace quarantine ls` says why/);
  });

  it('is silent about both where there are none', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 't-1', 'blocked', [1, 0]));
    const { exit, text } = summary(room);
    expect([exit, /parked|set aside/.test(text)]).toEqual([11, false]);
  });
});
