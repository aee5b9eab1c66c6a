// What is shown of a stage that has ended: its line in the ledger and two events, which say of which stage they are, each for itself.
import type { LedgerEntry, MirrorEntry } from '../contracts/mirror.js';
import type { Ended, StageFacts } from '../contracts/told.js';
import { hasForm, isRecord, isText, orAbsent } from '../form.js';
import { own } from '../own.js';

type Event = Extract<MirrorEntry, { kind: 'event' }>;
type Usage = Extract<MirrorEntry, { kind: 'usage' }>;

const FACTS = ['request_id', 'run_id', 'plane', 'node_id', 'work_item', 'stage', 'attempt'] as const;
/** Of who stands in; only where somebody does. */
const OF_STAND_IN = ['runner', 'stands_in_for'] as const;

/** `entries`: what is left of a list. Null where it does not begin with the end of a stage. */
export function endedIn(entries: readonly MirrorEntry[]): Ended | null {
  const usage = entries[0]?.kind === 'usage' ? entries[0] : null;
  const [done, routed] = entries.slice(usage === null ? 0 : 1);
  if (done?.kind !== 'event' || routed?.kind !== 'event' || done.type !== 'stage_completed') return null;
  if (![done.data, routed.data, usage === null ? {} : usage.value].every(isRecord)) return null;
  const stage = picked(done.data, [...FACTS, ...OF_STAND_IN]) as Ended['stage'];
  const said = without(done.data, Object.keys(stage));
  const ended = {
    kind: 'ended' as const,
    at: done.at,
    stage,
    said,
    routed: without(routed.data, Object.keys(done.data)),
  };
  return usage === null ? ended : { ...ended, used: usedIn(usage, ended) };
}

export function entriesOfEnded(ended: Ended): MirrorEntry[] {
  const { at, stage, said, routed, used } = ended;
  const key = stage.request_id;
  const done: Event = { kind: 'event', key: `${key}:done`, type: 'stage_completed', at, data: { ...stage, ...said } };
  const data = { ...stage, ...said, ...routed };
  const next: Event = { kind: 'event', key: `${key}:routed`, type: 'router_decision', at, data };
  return [...(used === undefined ? [] : [usageOf(ended, used)]), done, next];
}

function usedIn({ at, value }: Usage, ended: Pick<Ended, 'at' | 'stage'>): NonNullable<Ended['used']> {
  const known = knownOf(ended);
  const isKnown = (name: string): boolean => fieldOf(known, name) === fieldOf(value, name);
  return { at, ...without({ ...value }, Object.keys(known).filter(isKnown)) };
}

function usageOf(ended: Ended, { at, ...value }: NonNullable<Ended['used']>): Usage {
  const all = { ...knownOf(ended), ...value };
  const first = picked(all, [
    'runId',
    'plane',
    'stage',
    'node',
    'family',
    'id',
    'lineage',
    'model',
    'runner',
    'fallback',
  ]);
  const rest = without(all, Object.keys(first));
  const { session, completedAt, ...after } = rest;
  const whole = { ...first, session, completedAt, ...after } as unknown as LedgerEntry;
  return { kind: 'usage', key: ended.stage.request_id, at, value: whole };
}

/** What the ledger says of a stage that its events say too. */
function knownOf({ at, stage }: Pick<Ended, 'at' | 'stage'>): Partial<LedgerEntry> {
  const { run_id: runId, plane, node_id: node, work_item: item } = stage;
  const slash = String(item).indexOf('/');
  const [family, id] = [String(item).slice(0, slash), String(item).slice(slash + 1)];
  return { runId, plane, stage: node, node, family, id, completedAt: at };
}

const fieldOf = (value: object, name: string): unknown => own(value as Record<string, unknown>, name);

const picked = (from: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

const without = (from: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));

const isFacts = hasForm({ request_id: isText, work_item: isText } satisfies Partial<Record<keyof StageFacts, unknown>>);

/** Whoever reaches the server can send one. */
export const isEnded = hasForm({
  ...{ at: isText, stage: isFacts, said: isRecord, routed: isRecord },
  used: orAbsent(hasForm({ at: isText })),
});
