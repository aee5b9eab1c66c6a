// A workspace in the morning, as screens show it: the same each time.
import { utimesSync } from 'node:fs';
import { expect } from 'vitest';
import { idOf, reporting } from '../files/report-stand.js';
import { heldBy, makeRoom, place, type Room, shownRun, workspaceSection } from '../files/room.js';

/** A night with work in every state, and what makes its times and places the same each time. */
export async function night(): Promise<{ room: Room; env: NodeJS.ProcessEnv }> {
  const room = await makeRoom();
  const stand = reporting();
  await stand.night(room);
  await room.apply(
    await place(room, 'T-42-longer-than-most', 'queued', [3, 0]),
    await place(room, 'T-5', 'active', [3, 0]),
    workspaceSection(12, {
      active: { ...heldBy, id: 'T-5', turn: 1 },
      waiting: [{ family: 'task', id: 'T-42-longer-than-most', reason: 'waits for task T-5, which is active' }],
    } as Partial<Parameters<typeof workspaceSection>[1]>),
    shownRun([1, 5], { item: { family: 'task', id: 'T-5', root: 'backlog', sha256: 'd', generation: 0 } }),
  );
  const longAgo = new Date('2026-01-01T00:00:00Z');
  utimesSync(room.at('state/runtime_snapshot.json'), longAgo, longAgo);
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: stand.home, MILLRACE_STATE_HOME: stand.home, TZ: 'Etc/GMT-2', LC_ALL: 'C.UTF-8' };
  expect(idOf(room)).toBe('shop-0a1b2c3d');
  return { room, env };
}

/** In as many signs, so that lines stay where they are. */
export const settled = (text: string): string =>
  text
    .replace(/millrace-files-\w{6}/g, 'millrace-files-xxxxxx')
    .replace(/millrace-report-\w{6}/g, 'millrace-report-xxxxxx')
    .replace(/\b\d+d\d\dh\b/g, '000d00h');
