// Changes to show leave in batches, one at a time and in order; whoever needs them shown waits for a ticket.
import { condition, proxyActivities } from '@temporalio/workflow';
import type { ToldIoActivities } from '../core/contracts/activities.js';
import { taskQueues } from '../core/contracts/activities.js';
import { jsonBytes, groupsOf, LIMITS, WALL } from '../core/contracts/limits.js';
import type { MirrorEntry } from '../core/contracts/mirror.js';
import { hasForm, isCount, isFlag, isListOf } from '../core/form.js';
import type { HandedOver, ToldBatch } from '../core/contracts/told.js';
import type { ActivateMessage } from '../core/contracts/turns.js';
import { toldTurn } from '../core/told/turn.js';
import { toldEntries } from '../core/told/entries.js';
import { batchSummary } from './batch-words.js';
import { insist, isNothing } from './insist.js';

const BATCH = 400;
/** Bytes of an activity's arguments beside the entries. */
const ROUND_IT = 4096;

export interface MirrorLoop {
  /** Takes entries, and turns that are given with them, which only a quiet loop takes; the ticket is for `shown`. */
  add(entries: MirrorEntry[], turns?: ActivateMessage[]): number;
  /** Resolves when that is known of the turn; false = somebody else has to give it. */
  handed(turn: number): Promise<boolean>;
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
  const giving: ActivateMessage[] = [];
  const given = new Set<number>();
  const refused = new Set<number>();
  // Before revision 4 only what the server would never have taken is cut.
  const most = rules >= 4 ? LIMITS.message : WALL - ROUND_IT;
  const run = async (): Promise<never> => {
    for (;;) {
      await condition(() => waiting.length > 0);
      const entries = newestSections(nextBatch(waiting, most));
      const upTo = taken - waiting.length;
      const io = mirrorProxy(workspace, entries);
      // Each await counts: they decide which command of a task comes first, and a recorded history has its order.
      const told = { writer, entries: rules >= 11 ? toldEntries(entries) : entries };
      const turns = giving.splice(0);
      if (turns.length > 0) await hand(io, told, turns, entries);
      else if (rules >= 4) await insist(() => io.mirror(told), isNothing);
      else await io.mirror(told);
      shown = upTo;
    }
  };
  const hand = async (io: ToldIoActivities, told: ToldBatch, messages: ActivateMessage[], entries: MirrorEntry[]) => {
    const turns = messages.map((message) => toldTurn(workspace, message, entries));
    const answer = await insist(() => io.mirror({ ...told, turns }), isHandedOver);
    for (const { turn } of messages) (answer?.handed.includes(turn) === true ? given : refused).add(turn);
    if (answer?.shown === false) await insist(() => io.mirror(told), isNothing);
  };
  void run();
  return {
    add(entries, turns = []) {
      giving.push(...turns);
      waiting.push(...entries);
      taken += entries.length;
      return taken;
    },
    async handed(turn) {
      await condition(() => given.has(turn) || refused.has(turn));
      refused.delete(turn);
      return given.delete(turn);
    },
    shown: (ticket) => condition(() => shown >= ticket),
    isQuiet: () => shown === taken,
  };
}

/** A build that hands nothing over answers nothing. */
const isHandedOver = (answer: unknown): answer is HandedOver | undefined =>
  answer === undefined || hasForm({ handed: isListOf(isCount), shown: isFlag })(answer);

/** One proxy per batch, because its summary says what it shows. */
const mirrorProxy = (workspace: string, entries: readonly MirrorEntry[]) =>
  proxyActivities<ToldIoActivities>({
    taskQueue: taskQueues(workspace).io,
    // Short, because a batch that a dying worker took with it is shown only after this; a repeat is harmless.
    startToCloseTimeout: '20s',
    retry: { initialInterval: '500ms', maximumInterval: '5s' },
    summary: batchSummary(entries),
  });

/** Of several workspace sections in one batch only the last is ever seen. */
function newestSections(entries: MirrorEntry[]): MirrorEntry[] {
  const last = entries.findLastIndex((entry) => entry.kind === 'workspace');
  return entries.filter((entry, index) => entry.kind !== 'workspace' || index === last);
}

/** Takes the next entries, as many as come to at most `most` bytes; at least one, which is then shown as far as it fits. */
function nextBatch(waiting: MirrorEntry[], most: number): MirrorEntry[] {
  const [first = []] = groupsOf(waiting.slice(0, BATCH), BATCH, most);
  waiting.splice(0, first.length);
  return first.map((entry) => (jsonBytes(entry) > most ? fitting(entry) : entry));
}

/** No entry of ours is so large but one that was made of what an older revision let in. */
function fitting(entry: MirrorEntry): MirrorEntry {
  if (entry.kind === 'event') return { ...entry, data: { too_large: jsonBytes(entry.data) } };
  if (entry.kind === 'workspace') return { ...entry, value: { ...entry.value, waiting: [], targets: [] } };
  return entry;
}
