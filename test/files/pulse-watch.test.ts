// What a run tells between events, from the files alone: how a stage stands, and why nothing runs; nothing before it began and after its end.
import { expect, it, onTestFinished } from 'vitest';
import { createPulse } from '../../cli/feed/pulse.js';
import type { Happening } from '../../cli/feed/happening.js';
import { pulseWatch } from '../../cli/run/pulse-watch.js';
import { readWorkspaceId } from '../../read/identity.js';
import { heldBy, makeRoom, shownRun, workspaceSection } from './room.js';

/** Told so far, and the watch that tells it. */
async function watched(...entries: Parameters<Awaited<ReturnType<typeof makeRoom>>['apply']>) {
  const room = await makeRoom();
  await room.apply(...entries);
  const told: Happening[] = [];
  const pulse = createPulse({ stage: 1, idle: 0 });
  const about = { dir: room.workspace, id: readWorkspaceId(room.workspace) ?? '', pulse };
  const env = { ...process.env, MILLRACE_STATE_HOME: room.state };
  const watch = pulseWatch({ env }, { ...about, tell: (one) => void told.push(one) }, 5);
  onTestFinished(() => watch.end());
  return { told, watch };
}

it('tells of a stage at work, as a record of no log', async () => {
  const { told, watch } = await watched(workspaceSection(1, { active: heldBy }), shownRun([1, 1]));
  watch.begin();
  await expect.poll(() => told.length).toBeGreaterThan(1);
  expect(told[0]).toMatchObject({
    ...{ seq: null, type: 'stage_heartbeat' },
    data: { node_id: expect.any(String) as string, work_item: expect.stringContaining('/') as string },
  });
  watch.end();
  const count = told.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(told.length, 'nothing after its end').toBe(count);
});

it('says once why nothing runs', async () => {
  const { told, watch } = await watched(workspaceSection(1, { phase: 'paused', pauseSources: ['operator'] }));
  watch.begin();
  await expect.poll(() => told.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(told).toMatchObject([{ seq: null, type: 'runtime_idle', data: { reason: 'paused' } }]);
});
