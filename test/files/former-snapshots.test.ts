// G1, G20: a snapshot of each shape that there ever was is gone on from, a newer one is refused untouched, a torn one costs nothing but
// the turn. The files in `snapshots/` are as the builds of those shapes wrote them, but for what take-up does not read.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Remains, takeUpScheduler } from '../../core/engine/workspace/take-up.js';
import type { SchedulerState } from '../../core/engine/workspace/scheduler-state.js';
import { sectionsIn, takeOver } from '../../disk/mirror/sections.js';
import { snapshotText } from '../../disk/mirror/snapshot.js';
import { readRemains } from '../../disk/take-up/remains.js';
import { assertKnownRules, NewerState } from '../../worker/rules.js';
import { fingerprint } from '../cli/stand.js';
import { makeRoom, place, type Room, workspaceSection } from './room.js';

const RULES = 5;
const recorded = (shape: number): string =>
  readFileSync(new URL(`snapshots/shape-${shape}.json`, import.meta.url), 'utf8');

async function roomWith(snapshot: string): Promise<Room> {
  const room = await makeRoom();
  for (const id of ['T-1', 'T-2', 'T-3']) await room.apply(await place(room, id, 'active', [1, 0]));
  await room.drop('state/runtime_snapshot.json', snapshot);
  return room;
}

async function takenUp(snapshot: string): Promise<{ remains: Remains; state: SchedulerState }> {
  const { remains } = await readRemains(await roomWith(snapshot), 'ws');
  return { remains, state: takeUpScheduler(remains, RULES) };
}

const held = ({ turns, items }: SchedulerState) => ({
  turns: turns.map(({ number, lane, item }) => [number, lane, item.id]),
  active: Object.values(items).flatMap(({ id, state }) => (state === 'active' ? [id] : [])),
});

describe('a snapshot of shape', () => {
  it('1, which held no activation, begins the item again and keeps all else', async () => {
    const { state } = await takenUp(recorded(1));
    expect(held(state)).toEqual({ turns: [], active: [] });
    expect(state).toMatchObject({ seq: 10, lastTurn: 3, pauses: ['operator'], allowance: 4, lanes: 1 });
    expect(state.items['task/T-1']).toMatchObject({ state: 'queued' });
  });

  it.each([2, 3, 4, 5])('%i is gone on from in the one lane there was', async (shape) => {
    const { remains, state } = await takenUp(recorded(shape));
    expect(held(state)).toEqual({ turns: [[3, 'foreground', 'T-1']], active: ['T-1'] });
    expect(state).toMatchObject({
      seq: 10,
      lastTurn: 3,
      pauses: ['operator'],
      allowance: 4,
      lanes: 1,
      leashVersion: 5,
    });
    expect(remains.shown.map(({ activation }) => activation.phase)).toEqual([
      { 2: 'waiting', 3: 'running', 4: 'ready', 5: 'running' }[shape],
    ]);
    expect(state.turns[0]?.ending?.to).toBe(shape === 5 ? 'cancelled' : undefined);
  });

  it('6 is gone on from in its lanes; a turn that had not begun begins again', async () => {
    const { state } = await takenUp(recorded(6));
    expect(held(state)).toEqual({
      turns: [
        [2, null, 'T-2'],
        [3, 'foreground', 'T-1'],
      ],
      active: ['T-2', 'T-1'],
    });
    expect(state).toMatchObject({ lastTurn: 4, lanes: 2 });
    expect(state.items['task/T-3']).toMatchObject({ state: 'queued' });
  });

  it.each([1, 2, 3, 4, 5, 6])('%i takes what comes next as if this build had written it', (shape) => {
    const sections = sectionsIn(recorded(shape));
    const next = workspaceSection(12, { turn: 5 });
    expect(next.kind === 'workspace' && takeOver(sections, next)).toBe(true);
    expect(sections.activations).toEqual([]);
    expect(sectionsIn(snapshotText(sections))).toEqual(sections);
  });
});

type Filed = Record<'sections', Record<'workspace' | 'activation', Record<string, unknown>>>;

function changed(change: (file: Filed) => unknown): string {
  const file = JSON.parse(recorded(6)) as Filed;
  change(file);
  return JSON.stringify(file);
}

describe('a snapshot of a newer build', () => {
  it.each([
    [
      'the part of the workspace',
      changed(({ sections }) => (sections.workspace['schema'] = 7)),
      /workspace has shape 7.*up to 6/,
    ],
    [
      'an activation',
      changed(({ sections }) => (sections.activation['schema'] = 3)),
      /lineage backlog has shape 3.*up to 2/,
    ],
  ])('in %s is refused with what, where and what to do, and stays as it is', async (_what, text, message) => {
    const room = await roomWith(text);
    const before = fingerprint(room.workspace);
    const refused = await assertKnownRules(room, RULES).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NewerState);
    expect(String(refused)).toMatch(message);
    expect(String(refused)).toMatch(/millrace-agents\/state\/runtime_snapshot\.json.*Use the newer one/);
    expect(fingerprint(room.workspace)).toEqual(before);
  });

  it('is none when it says the shapes that this one knows', async () => {
    await expect(assertKnownRules(await roomWith(recorded(6)), RULES)).resolves.toBeUndefined();
  });
});

describe('a snapshot that is', () => {
  it.each([
    ['torn in the middle', recorded(6).slice(0, 900)],
    ['empty', ''],
    ['no object', '[]'],
  ])('%s costs the turns alone', async (_what, text) => {
    const { state } = await takenUp(text);
    expect(held(state)).toEqual({ turns: [], active: [] });
    expect(Object.values(state.items).map(({ id, state: how }) => [id, how])).toEqual([
      ['T-1', 'queued'],
      ['T-2', 'queued'],
      ['T-3', 'queued'],
    ]);
  });

  it.each([
    ['turns that are none', changed(({ sections }) => (sections.workspace['turns'] = 'two'))],
    ['a lane that is none', changed(({ sections }) => (sections.workspace['turns'] = [{ turn: 3, lane: 'fast' }]))],
    ['lanes without end', changed(({ sections }) => (sections.workspace['lanes'] = 1e9))],
    ['a shape that is none', changed(({ sections }) => (sections.workspace['schema'] = 'six'))],
    [
      'activations that are none',
      changed(({ sections }) => Object.assign(sections, { beside: [7, {}, { activation: 1 }] })),
    ],
  ])('whole but for %s does not stop the others', async (_what, text) => {
    const room = await roomWith(text);
    await room.apply(workspaceSection(12, { turn: 5 }));
    expect(sectionsIn(await room.read('state/runtime_snapshot.json'))).toMatchObject({ activations: [] });
    const { state } = await takenUp(text);
    expect(state.lanes).toBeLessThanOrEqual(16);
    expect(Object.keys(state.items)).toHaveLength(3);
  });
});
