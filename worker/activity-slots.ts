// Slots for activities. Of stages none is given before they are served, nor once the worker leaves, so that no stage starts before its budget is
// known, and none is handed to a worker that no longer takes it. A slot that is given is a poll: at rest there is none.
import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit, WorkerTuner } from '@temporalio/worker';
import { pollRest } from './poll-rest.js';

export interface ActivitySlots {
  /** For the worker of workflows and stages. */
  stages: WorkerTuner;
  /** For that of files; null = as the SDK has it. */
  io: WorkerTuner | null;
  /** From now on stages are taken. */
  open(): void;
  /** For good. */
  close(): void;
  /** Something may wait on the queues. */
  stir(): void;
  /** They are not polled, because nothing happens here; false where they are polled all the time. */
  isQuiet(): boolean;
}

/** Workflow tasks at once, as many as the SDK would have. */
const WORKFLOW_TASKS = 40;
/** We have neither kind, and the SDK takes no smaller number. */
const NONE = { type: 'fixed-size', numSlots: 1 } as const;

/**
 * How many stages run at once is for the lanes of the workspace to say, and not for us: an open one gives as many as are asked for. `isBusy`: whether
 * somebody works here; null = the queues are polled all the time.
 */
export function activitySlots(isBusy: (() => boolean) | null): ActivitySlots {
  let isOpen = false;
  let isClosed = false;
  let inUse = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const rest = isBusy === null ? null : pollRest(() => inUse > 0 || isBusy());
  const used = (more: number): void => {
    inUse += more;
    rest?.stir();
  };
  const due = async (): Promise<void> => rest?.due();
  const stages = { due: () => opened.then(due), isTaken: () => isOpen && !isClosed };
  return {
    stages: tunerOf(supplierOf(stages, used)),
    io: rest === null ? null : tunerOf(supplierOf({ due, isTaken: () => true }, used)),
    open() {
      isOpen = true;
      open();
    },
    close: () => void (isClosed = true),
    stir: () => rest?.stir(),
    isQuiet: () => rest?.isQuiet() ?? false,
  };
}

interface Kind {
  /** Resolves when one may be polled for. */
  due(): Promise<void>;
  /** Whether one is taken that comes with the answer of a workflow. */
  isTaken(): boolean;
}

const permit = (): SlotPermit => ({});

/** `used`: told of each activity that begins (1) and ends (-1). */
function supplierOf({ due, isTaken }: Kind, used: (more: number) => void): CustomSlotSupplier<ActivitySlotInfo> {
  return {
    type: 'custom',
    reserveSlot: (_context, signal) => Promise.race([due().then(permit), aborted(signal)]),
    tryReserveSlot: () => (isTaken() ? permit() : null),
    markSlotUsed: () => used(1),
    // Without one it was given back unused.
    releaseSlot: ({ slotInfo }) => void (slotInfo !== undefined && used(-1)),
  };
}

const tunerOf = (activityTaskSlotSupplier: CustomSlotSupplier<ActivitySlotInfo>): WorkerTuner => ({
  workflowTaskSlotSupplier: { type: 'fixed-size', numSlots: WORKFLOW_TASKS },
  activityTaskSlotSupplier,
  localActivityTaskSlotSupplier: NONE,
  nexusTaskSlotSupplier: NONE,
});

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const refuse = (): void => reject(signal.reason as Error);
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
