// Slots for the stages that a workflow worker runs itself: none is given before stages are served, nor once the worker leaves, so that no
// stage starts before its budget is known, and none is handed to a worker that no longer takes it.
import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit, WorkerTuner } from '@temporalio/worker';

export interface StageSlots {
  tuner: WorkerTuner;
  /** From now on stages are taken. */
  open(): void;
  /** For good. */
  close(): void;
}

/** Workflow tasks at once, as many as the SDK would have. */
const WORKFLOW_TASKS = 40;
/** We have neither kind, and the SDK takes no smaller number. */
const NONE = { type: 'fixed-size', numSlots: 1 } as const;

/** How many stages run at once is for the lanes of the workspace to say, and not for us: an open one gives as many as are asked for. */
export function stageSlots(): StageSlots {
  let isOpen = false;
  let isClosed = false;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const permit = (): SlotPermit => ({});
  const stages: CustomSlotSupplier<ActivitySlotInfo> = {
    type: 'custom',
    reserveSlot: (_context, signal) => Promise.race([opened.then(permit), aborted(signal)]),
    tryReserveSlot: () => (isOpen && !isClosed ? permit() : null),
    markSlotUsed: () => undefined,
    releaseSlot: () => undefined,
  };
  return {
    tuner: {
      workflowTaskSlotSupplier: { type: 'fixed-size', numSlots: WORKFLOW_TASKS },
      activityTaskSlotSupplier: stages,
      localActivityTaskSlotSupplier: NONE,
      nexusTaskSlotSupplier: NONE,
    },
    open() {
      isOpen = true;
      open();
    },
    close: () => void (isClosed = true),
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const refuse = (): void => reject(signal.reason as Error);
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
