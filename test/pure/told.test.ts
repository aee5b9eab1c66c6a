// What travels short is whole again at the other end: with the batches and requests of recorded histories, and with what anybody can send.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StageInput } from '../../core/contracts/activities.js';
import { canonicalJson, sha256Hex } from '../../core/contracts/digest.js';
import type { MirrorBatch, MirrorEntry } from '../../core/contracts/mirror.js';
import type { Plan } from '../../core/contracts/plan.js';
import type { StageOutcome } from '../../core/contracts/stage.js';
import type { ToldEntry } from '../../core/contracts/told.js';
import { toldEntries, wholeEntries } from '../../core/told/entries.js';
import { wholeMessage } from '../../core/told/message.js';
import { newestIn } from '../../core/told/newest.js';
import { toldOutcome, wholeOutcome } from '../../core/told/outcome.js';
import { isToldShort, toldStage, wholeStage } from '../../core/told/request.js';
import { readHistories } from '../histories/history.js';

interface Payloads {
  payloads?: { data: string }[];
}
interface Recorded {
  eventId: string;
  activityTaskScheduledEventAttributes?: { activityType: { name: string }; input?: Payloads };
  activityTaskCompletedEventAttributes?: { scheduledEventId: string; result?: Payloads };
}

// Those that say their revision in their names were told short as they were recorded.
const histories = [...readHistories()].flatMap(([name, { events }]) =>
  name.includes('-rules-') ? [] : [events as Recorded[]],
);
const decoded = (all: Payloads | undefined): unknown[] =>
  (all?.payloads ?? []).map(({ data }) => JSON.parse(Buffer.from(data, 'base64').toString()) as unknown);

const inputsOf = (activity: string): unknown[] =>
  histories.flatMap((events) =>
    events.flatMap(({ activityTaskScheduledEventAttributes: asked }) =>
      asked?.activityType.name === activity ? decoded(asked.input) : [],
    ),
  );

function resultsOf(activity: string): unknown[] {
  return histories.flatMap((events) => {
    const asked = events.filter((one) => one.activityTaskScheduledEventAttributes?.activityType.name === activity);
    const ids = new Set(asked.map(({ eventId }) => eventId));
    return events.flatMap(({ activityTaskCompletedEventAttributes: done }) =>
      done !== undefined && ids.has(done.scheduledEventId) ? decoded(done.result) : [],
    );
  });
}

const bytes = (value: unknown): number => JSON.stringify(value).length;
const total = (values: readonly unknown[]): number => values.reduce<number>((sum, one) => sum + bytes(one), 0);

const stages = inputsOf('runStage') as StageInput[];
const batches = [...(inputsOf('mirror') as MirrorBatch[]), ...stages.flatMap(({ mirror }) => mirror ?? [])];
const plans = new Map((resultsOf('loadPlan') as Plan[]).map((plan) => [sha256Hex(canonicalJson(plan)), plan]));

const planOf = ({ request }: StageInput): Plan | null => plans.get(request.planDigest) ?? null;

describe('what recorded histories told', () => {
  it('shows the same after it was told short, in at most two thirds of the bytes', () => {
    expect(batches.length).toBeGreaterThan(100);
    // Byte for byte, the order of fields included: they become lines of files.
    for (const { entries } of batches)
      expect(JSON.stringify(wholeEntries(toldEntries(entries)))).toBe(JSON.stringify(newestIn(entries)));
    const ofStages = stages.flatMap(({ mirror }) => mirror ?? []);
    expect(total(ofStages.map(({ entries }) => toldEntries(entries)))).toBeLessThan(0.67 * total(ofStages));
  });

  it('asks for the same stages, in a quarter of the bytes', () => {
    expect(stages.length).toBeGreaterThan(100);
    let told = 0;
    for (const input of stages) {
      const plan = planOf(input);
      const short = toldStage(input, plan);
      expect(wholeStage(short, plan).request).toEqual(input.request);
      expect(isToldShort(short.request)).toBe(true);
      told += bytes(short.request);
    }
    expect(told).toBeLessThan(total(stages.map(({ request }) => request)) / 4);
  });

  it('answers the same', () => {
    const outcomes = resultsOf('runStage') as StageOutcome[];
    for (const outcome of outcomes) expect(wholeOutcome(toldOutcome(outcome))).toEqual(outcome);
    expect(total(outcomes.map(toldOutcome))).toBeLessThan(0.95 * total(outcomes));
  });
});

const [input] = stages.filter((one) => planOf(one) !== null && one.mirror !== null);
if (input === undefined) throw new Error('no history has a stage with its plan');
const plan = planOf(input);

describe('a request', () => {
  it('is told whole where this run does not know the plan', () => {
    expect(toldStage(input, null).request).toEqual(input.request);
  });

  it('is told whole where it is not what plan and beginning say', () => {
    const { timeoutSeconds: _timeout, ...other } = input.request;
    const odd = { ...input, request: other as StageInput['request'] };
    expect(toldStage(odd, plan).request).toEqual(other);
  });

  it('says what differs from the plan', () => {
    const request = { ...input.request, runner: 'another' };
    const told = toldStage({ ...input, request }, plan);
    expect(told.request).toMatchObject({ runner: 'another' });
    expect(wholeStage(told, plan).request).toEqual(request);
  });
});

describe('an activation in a batch', () => {
  const run = (turn: number, number: number): MirrorEntry => ({ kind: 'run', order: [turn, number], value: null });

  it('is left out where a later entry of its turn replaces it, and only there', () => {
    expect(newestIn([run(1, 1), run(2, 1), run(1, 2)])).toEqual([run(2, 1), run(1, 2)]);
    expect(newestIn([run(1, 2), run(1, 1)])).toEqual([run(1, 2), run(1, 1)]);
  });
});

/** Runs, because each is large. */
const FEW = { numRuns: 40 };

describe('what anybody can send', () => {
  const kinds = fc.constantFrom('began', 'ended', 'run', 'marker', 'event', 'usage', 'workspace', 'place');
  const fields = fc.constantFrom('value', 'order', 'stage', 'said', 'routed', 'used', 'data', 'type', 'activation');
  const anything = fc.dictionary(fields, fc.oneof(fc.anything(), fc.dictionary(fields, fc.anything())));
  const entry = fc.tuple(kinds, anything).map(([kind, more]) => ({ ...more, kind }) as unknown as ToldEntry);

  it('is made whole without an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(fc.oneof(entry, fc.anything()))), (entries) => {
        const json = JSON.parse(JSON.stringify({ entries }, noBig) ?? 'null') as unknown;
        wholeMessage(json);
        wholeMessage(entries);
        wholeOutcome(json);
      }),
      FEW,
    );
  });

  it('is told on without an exception', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const sent = JSON.parse(JSON.stringify(entries, noBig)) as MirrorEntry[];
        toldStage({ ...input, mirror: { writer: 'w', entries: sent } }, plan);
      }),
      FEW,
    );
  });
});

const noBig = (_name: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
