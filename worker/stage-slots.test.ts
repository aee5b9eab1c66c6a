import type { ActivitySlotInfo, CustomSlotSupplier, SlotReserveContext, TunerHolder } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { stageSlots } from './stage-slots.js';

const context: SlotReserveContext = {
  ...{ slotType: 'activity', taskQueue: 'q', workerIdentity: 'w', workerBuildId: '', isSticky: false },
};

function opened() {
  const slots = stageSlots();
  const { activityTaskSlotSupplier } = slots.tuner as TunerHolder;
  const supplier = activityTaskSlotSupplier as CustomSlotSupplier<ActivitySlotInfo>;
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
