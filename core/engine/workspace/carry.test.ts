// A state that an older version carried goes on: one turn at a time becomes the turn of the one lane.
import { describe, expect, it } from 'vitest';
import { type CarriedScheduler, packScheduler, unpackScheduler } from './carry.js';
import { newScheduler } from './scheduler-state.js';
import { stepScheduler } from './scheduler.js';

const turn = {
  ...{ number: 7, plane: 'execution', runId: 'run-7', heldUnder: 3, tokens: 40 },
  item: { family: 'task', id: 't', root: 'backlog', sha256: 'x', generation: 0 },
};

/** As shape 5 carried it. */
function fifth(active: typeof turn | null): CarriedScheduler {
  const { turns: _turns, lanes: _lanes, ...rest } = packScheduler(newScheduler('ws', 4));
  return { ...rest, schema: 5, active, leashVersion: 3, lastTurn: 7 } as unknown as CarriedScheduler;
}

describe('a state of shape 5', () => {
  it('keeps its turn, in the foreground', () => {
    const state = unpackScheduler(fifth(turn));
    expect(state).toMatchObject({ schema: 6, rules: 4, lanes: 1, turns: [{ ...turn, lane: 'foreground' }] });
    expect(state).not.toHaveProperty('active');
  });

  it('has no turn when it had none', () => {
    expect(unpackScheduler(fifth(null))).toMatchObject({ schema: 6, turns: [], lanes: 1 });
  });

  it('is understood by what comes after: the turn is given back', () => {
    const state = unpackScheduler(fifth({ ...turn, judges: true } as typeof turn));
    const left = { ...{ v: 1 as const, turn: 7, family: 'spec', id: 'backlog' }, state: 'done' as const, reason: null };
    const more = { needsYou: false as const, emitted: [], grant: 0, remaining: null, entries: [] };
    const { effects } = stepScheduler(state, {
      type: 'left',
      at: '2026-01-01T00:00:00Z',
      message: { ...left, ...more },
    });
    expect(state.turns).toEqual([]);
    expect(effects.map(({ type }) => type)).toContain('mirror');
  });
});

it('is carried with all its lanes', () => {
  const state = newScheduler('ws', 5, 8);
  state.turns.push({
    ...{ number: 1, lane: null, plane: 'planning', runId: 'r', heldUnder: 0, granted: true },
    ...{ item: turn.item, allotted: 3, started: 1, closed: [{ runner: 'pi_rpc', cause: 'network_unavailable' }] },
  });
  const again = unpackScheduler(JSON.parse(JSON.stringify(packScheduler(state))) as CarriedScheduler);
  expect(again).toEqual(state);
});
