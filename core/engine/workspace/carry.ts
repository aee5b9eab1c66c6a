// The scheduler's state as it is carried over continue-as-new. Ten thousand queued items have to stay under 1 MB, half of
// what the server takes, so items travel as rows, digests as base64, and the queues are sorted anew from the items.
import { lineUp } from './claims/order.js';
import type { Item, SchedulerState, Turn } from './scheduler-state.js';
import { itemKey, newIndex, standing } from './scheduler-state.js';
import { migrated, type RenewSteps } from '../../contracts/renew.js';
import { listIn } from '../../own.js';
import { type Story, storyField } from '../../contracts/story.js';
import { fitted } from './fit.js';

const STATES = ['queued', 'active', 'blocked'] as const;

/** id, root, created at (ms since 1970, or text), digest, generation, state; what it waits for, why it is blocked, what it replaces, its story and where it asks to begin, if so. */
type Row = [
  ...[string, string, number | string, string, number, number],
  ...[string[]?, (string | null)?, (string | null)?, (Story | null)?, string?],
];

export interface CarriedScheduler extends Omit<SchedulerState, 'items' | 'ready' | 'waiting' | 'index'> {
  /** By family. */
  rows: Record<string, Row[]>;
}

type Fifth = Omit<CarriedScheduler, 'schema' | 'turns' | 'lanes'> & { schema: 5; active: Omit<Turn, 'lane'> | null };
type Fourth = Omit<Fifth, 'schema' | 'approvals'> & { schema: 4 };
type Third = Omit<Fourth, 'schema' | 'homes' | 'targets'> & { schema: 3 };
type Second = Omit<Third, 'schema' | 'markers' | 'lastOutcome'> & { schema: 2 };
type First = Omit<Second, 'schema' | 'nextRules'> & { schema: 1 };

/**
 * Shape 1 knew no offered revision, shape 2 not how turns had ended, shape 3 neither families of workspaces nor closure targets,
 * shape 4 no approvals, shape 5 one turn at a time.
 */
export const SCHEDULER_STEPS: RenewSteps = [
  (first: First): Second => ({ ...first, schema: 2, nextRules: first.rules }),
  (second: Second): Third => ({ ...second, schema: 3, markers: {}, lastOutcome: null }),
  (third: Third): Fourth => ({ ...third, schema: 4, homes: {}, targets: [] }),
  (fourth: Fourth): Fifth => ({ ...fourth, schema: 5, approvals: [] }),
  ({ active, ...fifth }: Fifth): CarriedScheduler => ({
    ...fifth,
    schema: 6,
    turns: active === null ? [] : [{ ...active, lane: 'foreground' }],
    lanes: 1,
  }),
];

export function packScheduler(state: SchedulerState): CarriedScheduler {
  const { items, ready: _ready, waiting: _waiting, index: _index, ...rest } = state;
  const rows: Record<string, Row[]> = {};
  for (const item of Object.values(items)) listIn(rows, item.family).push(rowOf(item));
  return fitted({ ...rest, rows });
}

/** Takes what an older shape carried, too. */
export function unpackScheduler(carried: CarriedScheduler): SchedulerState {
  const { rows, ...rest } = migrated<CarriedScheduler>(carried, SCHEDULER_STEPS);
  const list = Object.entries(rows).flatMap(([family, some]) => some.map((row) => itemOf(family, row)));
  const state: SchedulerState = {
    ...rest,
    items: Object.fromEntries(list.map((item) => [itemKey(item.family, item.id), item])),
    ready: { planning: [], execution: [], learning: [] },
    waiting: [],
    index: newIndex(),
  };
  lineUp(state);
  return state;
}

function rowOf(item: Item): Row {
  const { id, root, createdAt, sha256, generation, waitsFor, reason, replaces, story, start } = item;
  const row: Row = [id, root, packTime(createdAt), packHex(sha256), generation, STATES.indexOf(item.state)];
  const isPlain = replaces === undefined && story === undefined && start === undefined;
  if (waitsFor.length > 0 || reason !== null || !isPlain) row.push(waitsFor, reason);
  if (!isPlain) row.push(replaces ?? null);
  if (story !== undefined || start !== undefined) row.push(story ?? null);
  if (start !== undefined) row.push(start);
  return row;
}

function itemOf(family: string, row: Row): Item {
  const [id, root, createdAt, sha256, generation, state, waitsFor = [], reason = null, replaces, story, start] = row;
  const facts = { family, id, root, createdAt: unpackTime(createdAt), sha256: unpackHex(sha256), generation };
  const item = { ...facts, waitsFor, ...standing(STATES[state] ?? 'queued', reason) };
  return {
    ...item,
    ...(typeof replaces === 'string' ? { replaces } : {}),
    ...storyField(story ?? undefined),
    ...startField(start),
  };
}

const startField = (start: string | undefined): Pick<Item, 'start'> => (start === undefined ? {} : { start });

const packTime = (iso: string): number | string => {
  const ms = Date.parse(iso);
  return Number.isFinite(ms) && new Date(ms).toISOString() === iso ? ms : iso;
};

const unpackTime = (packed: number | string): string =>
  typeof packed === 'number' ? new Date(packed).toISOString() : packed;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Three hex digits become two letters; what is no sha256 travels as it is, behind a `=`. */
function packHex(hex: string): string {
  if (!/^[0-9a-f]{64}$/.test(hex)) return `=${hex}`;
  const groups = `${hex}00`.match(/.{3}/g) ?? [];
  return groups.map((group) => letters(Number.parseInt(group, 16))).join('');
}

const letters = (value: number): string => `${ALPHABET[value >> 6] ?? ''}${ALPHABET[value & 63] ?? ''}`;

function unpackHex(packed: string): string {
  if (packed.startsWith('=')) return packed.slice(1);
  const groups = packed.match(/.{2}/g) ?? [];
  const values = groups.map((pair) => (ALPHABET.indexOf(pair[0] ?? '') << 6) | ALPHABET.indexOf(pair[1] ?? ''));
  return values
    .map((value) => value.toString(16).padStart(3, '0'))
    .join('')
    .slice(0, 64);
}
