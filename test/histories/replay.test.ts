// G15: what was recorded replays on this commit. Histories are changed by `npm run record-histories` alone; its head says when.
import { describe, expect, it } from 'vitest';
import type { History } from './history.js';
import { readHistories } from './history.js';
import { replayAll } from './replay.js';
import { traces } from './traces.js';

const recorded = readHistories();
const problems = await replayAll(recorded);

/** The first two commands of one workflow task that are of different kinds change places. */
function reordered(history: History): History {
  const events = structuredClone(history.events);
  const at = events.findIndex((event, index) => {
    const after = events[index + 1];
    return after !== undefined && isCommand(event) && isCommand(after) && event.eventType !== after.eventType;
  });
  const [one, two] = [events[at], events[at + 1]];
  if (one === undefined || two === undefined) throw new Error('no two commands stand side by side');
  events.splice(at, 2, { ...two, eventId: one.eventId }, { ...one, eventId: two.eventId });
  return { events };
}

const isCommand = ({ eventType }: { eventType: string }): boolean =>
  /ACTIVITY_TASK_SCHEDULED|TIMER_STARTED|UPSERT_WORKFLOW_SEARCH_ATTRIBUTES|INITIATED$/.test(eventType);

describe('a recorded history', () => {
  it.each([...recorded.keys()])('%s replays', (name) => {
    expect(problems.get(name)).toBeUndefined();
  });

  it.each(['workspace', 'lineage'])('of a %s was recorded over continue-as-new', (workflow) => {
    const runs = [...recorded.keys()].filter((name) => name.startsWith(`continue-as-new.${workflow}.`));
    expect(runs.length).toBeGreaterThan(1);
  });

  it.each(['workspace', 'lineage'])('of a %s whose commands are in another order does not replay', async (workflow) => {
    const history = recorded.get(`fix-cycle.${workflow}.json`);
    if (history === undefined) throw new Error('it is not there');
    const planted = await replayAll(new Map([['planted', reordered(history)]]));
    expect(planted.get('planted')).toMatch(/nondeterminism/i);
  });

  it('tells neither where it was recorded nor by which process', () => {
    const told = [...recorded].flatMap(([name, history]) => traces(history).map((trace) => `${name}: ${trace}`));
    expect(told).toEqual([]);
  });
});
