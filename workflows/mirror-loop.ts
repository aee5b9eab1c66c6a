// Changes to show leave in batches, one at a time and in order; whoever needs them shown waits for a ticket.
import { condition, proxyActivities } from '@temporalio/workflow';
import type { IoActivities } from '../core/contracts/activities.js';
import { taskQueues } from '../core/contracts/activities.js';
import type { MirrorEntry } from '../core/contracts/mirror.js';
import { insist, isNothing } from './insist.js';

const BATCH = 400;

export interface MirrorLoop {
  /** Takes entries; the ticket is for `shown`. */
  add(entries: MirrorEntry[]): number;
  /** Resolves when everything up to the ticket is shown. */
  shown(ticket: number): Promise<void>;
  /** True when nothing waits and nothing is in flight. */
  isQuiet(): boolean;
}

/** `rules`: of the state whose changes are shown; from 4 on an answer that the activity does not give is not believed. */
export function startMirrorLoop(workspace: string, writer: string, rules: number): MirrorLoop {
  const waiting: MirrorEntry[] = [];
  let taken = 0;
  let shown = 0;
  const io = proxyActivities<IoActivities>({
    taskQueue: taskQueues(workspace).io,
    // Short, because a batch that a dying worker took with it is shown only after this; a repeat is harmless.
    startToCloseTimeout: '20s',
    retry: { initialInterval: '500ms', maximumInterval: '5s' },
    summary: 'show changes as files',
  });
  const run = async (): Promise<never> => {
    for (;;) {
      await condition(() => waiting.length > 0);
      const entries = newestSections(waiting.splice(0, BATCH));
      const upTo = taken - waiting.length;
      // Each await counts: they decide which command of a task comes first, and a recorded history has its order.
      if (rules >= 4) await insist(() => io.mirror({ writer, entries }), isNothing);
      else await io.mirror({ writer, entries });
      shown = upTo;
    }
  };
  void run();
  return {
    add(entries) {
      waiting.push(...entries);
      taken += entries.length;
      return taken;
    },
    shown: (ticket) => condition(() => shown >= ticket),
    isQuiet: () => shown === taken,
  };
}

/** Of several workspace sections in one batch only the last is ever seen. */
function newestSections(entries: MirrorEntry[]): MirrorEntry[] {
  const last = entries.findLastIndex((entry) => entry.kind === 'workspace');
  return entries.filter((entry, index) => entry.kind !== 'workspace' || index === last);
}
