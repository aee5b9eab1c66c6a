// What comes with a request: what its agent is given is in place before it starts, the rest beside it.
import { expect, it } from 'vitest';
import { showing } from '../../activities/stage/showing.js';
import { withMirror } from '../../disk/mirror/lock.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { makeRoom, place } from './room.js';

const LOG = 'logs/runtime_events.jsonl';
const event: MirrorEntry = { kind: 'event', key: 'k', type: 't', at: '2026-01-01T00:00:00Z', data: {} };
const lost: MirrorEntry = { kind: 'text', sha256: '0'.repeat(64), text: 'another one' };

it('has a document in its place when it resolves, and the rest when all of it is waited for', async () => {
  const room = await makeRoom();
  const batch = { writer: 'test', entries: [event, await place(room, 'T-1', 'active', [1, 0])] };
  const { whole } = await showing(room, batch);
  expect(await room.names('tasks/active')).toEqual(['T-1.md']);
  await whole;
  expect(await room.read(LOG)).toContain('"key":"k"');
});

it('keeps nobody waiting for what is only for people, while somebody else writes the mirror', async () => {
  const room = await makeRoom();
  let letGo = (): void => undefined;
  const over = new Promise<void>((resolve) => (letGo = resolve));
  const held = withMirror(room, () => over);
  const { settled } = await showing(room, { writer: 'test', entries: [event] });
  letGo();
  await Promise.all([held, settled()]);
  expect(await room.read(LOG)).toContain('"key":"k"');
});

it('shows the rest where something given cannot be shown, and then says so', async () => {
  const room = await makeRoom();
  await expect(showing(room, { writer: 'test', entries: [lost, event] })).rejects.toThrow('Not everything');
  expect(await room.read(LOG)).toContain('"key":"k"');
});

it('tells of what cannot be shown beside the agent to whoever waits for all of it', async () => {
  const room = await makeRoom();
  const bad: MirrorEntry = { kind: 'blocked', family: '../..', id: 'T-1', value: {} } as unknown as MirrorEntry;
  const { whole, settled } = await showing(room, { writer: 'test', entries: [bad] });
  await settled();
  await expect(whole).rejects.toThrow('not a family');
});

it('does nothing where nothing came', async () => {
  await (
    await showing(await makeRoom(), null)
  ).whole;
});
