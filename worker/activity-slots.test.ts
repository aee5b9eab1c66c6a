import type {
  ActivitySlotInfo,
  CustomSlotSupplier,
  SlotReserveContext,
  TunerHolder,
  WorkerTuner,
} from '@temporalio/worker';
import { afterEach, expect, it, vi } from 'vitest';
import { activitySlots } from './activity-slots.js';

const context: SlotReserveContext = {
  ...{ slotType: 'activity', taskQueue: 'q', workerIdentity: 'w', workerBuildId: '', isSticky: false },
};
const slotInfo: ActivitySlotInfo = { type: 'activity', activityType: 'runStage' };

const supplierIn = (tuner: WorkerTuner | null) =>
  (tuner as TunerHolder).activityTaskSlotSupplier as CustomSlotSupplier<ActivitySlotInfo>;

afterEach(() => void vi.useRealTimers());

function opened() {
  const slots = activitySlots(null);
  const supplier = supplierIn(slots.stages);
  return {
    slots,
    now: () => supplier.tryReserveSlot(context),
    later: (signal: AbortSignal) => supplier.reserveSlot(context, signal),
  };
}

const never = new AbortController().signal;

it('gives no stage before stages are served, and as many as are asked for then', async () => {
  const { slots, now, later } = opened();
  const waiting = later(never);
  expect(now()).toBeNull();
  slots.open();
  expect(await waiting).toEqual({});
  expect([now(), now()]).toEqual([{}, {}]);
});

it('gives none that a worker which leaves would not take, opened or not', async () => {
  const { slots, now, later } = opened();
  const left = new AbortController();
  const waiting = later(left.signal);
  left.abort(new Error('it leaves'));
  await expect(waiting).rejects.toThrow('it leaves');
  slots.open();
  slots.close();
  expect(now()).toBeNull();
});

it('leaves files to the SDK where one workspace is served', () => expect(activitySlots(null).io).toBeNull());

/** Long after the last sign of work. */
function rested() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const slots = activitySlots(() => false);
  slots.open();
  vi.advanceTimersByTime(120_000);
  return { slots, stages: supplierIn(slots.stages), io: supplierIn(slots.io) };
}

/** Polls for both that wait, and whether they were made by now. */
async function polls({ stages, io }: ReturnType<typeof rested>): Promise<() => Promise<boolean[]>> {
  const made = [false, false];
  [stages, io].forEach((one, at) => void one.reserveSlot(context, never).then(() => (made[at] = true)));
  return async () => {
    await vi.advanceTimersByTimeAsync(0);
    return made;
  };
}

it('polls for nothing at rest, takes what comes with an answer, and polls for both from then on', async () => {
  const at = rested();
  const made = await polls(at);
  expect(await made()).toEqual([false, false]);
  const permit = at.stages.tryReserveSlot(context);
  expect(permit).toEqual({});
  at.stages.markSlotUsed({ slotInfo, permit: {} });
  expect(await made()).toEqual([true, true]);
});

it('polls at once when a workflow goes on', async () => {
  const at = rested();
  const made = await polls(at);
  expect(await made()).toEqual([false, false]);
  at.slots.stir();
  expect(await made()).toEqual([true, true]);
});

it('polls for as long as an activity runs, and gives up what waits when it leaves', async () => {
  const at = rested();
  at.io.markSlotUsed({ slotInfo, permit: {} });
  vi.advanceTimersByTime(3_600_000);
  expect(await (await polls(at))()).toEqual([true, true]);
  at.io.releaseSlot({ slotInfo, permit: {} });
  vi.advanceTimersByTime(120_000);
  const left = new AbortController();
  const waiting = at.io.reserveSlot(context, left.signal);
  left.abort(new Error('it leaves'));
  await expect(waiting).rejects.toThrow('it leaves');
});
