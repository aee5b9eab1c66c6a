// G9 where operators have keys: whatever is forged, copied, held back or sent to the wrong place between what operators really decide, the
// workspace is in the end as if only that had come.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CommandEvent, type CommandName, COMMANDS } from '../../core/contracts/command-table.js';
import type { Answer, Issued } from '../../core/contracts/commands.js';
import type { OperatorsSeed } from '../../core/contracts/operators.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import { packScheduler, unpackScheduler } from '../../core/engine/workspace/carry.js';
import { refusalOf } from '../../core/engine/workspace/operators/gate.js';
import { newScheduler, type SchedulerState } from '../../core/engine/workspace/scheduler-state.js';
import { stepScheduler } from '../../core/engine/workspace/scheduler.js';
import { anOperator, publicFacts, signedBy, type TestOperator } from '../support/operators.js';

const WORKSPACE = 'ws-1';
const WINDOW = 600;
const START = Date.UTC(2026, 0, 1);
const alice = anOperator('alice');
const bob = anOperator('bob', ['pause']);
const worker = anOperator('worker', ['serve', 'stop']);
const stranger = anOperator('alice');

const moment = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
const seed: OperatorsSeed = {
  required: true,
  windowSeconds: WINDOW,
  drops: false,
  named: [alice, bob].map(publicFacts),
};

function guarded(): SchedulerState {
  const state = newScheduler(WORKSPACE, NEWEST_RULES);
  const plan = { planId: 'p', planDigest: 'd', mode: 'm', allowance: null, rules: NEWEST_RULES };
  const settings = { searchAttributes: false, historyEvents: 2000 };
  const args = { commandId: 'begin', issuer: 'x', reason: '', ...plan, settings, operators: seed, worker: worker.key };
  expect(COMMANDS.begin.problem({ ...args })).toBe(null);
  expect(stepScheduler(state, { type: 'begin', at: moment(0), args }).answer.ok).toBe(true);
  return state;
}

interface Sent {
  name: CommandName;
  args: Issued;
}
const eventOf = ({ name, args }: Sent, seconds: number): CommandEvent =>
  ({ type: name, at: moment(seconds), args }) as CommandEvent;

let ids = 0;
const plain = (issuer: string, more: object = {}): Issued => ({
  ...{ commandId: `c-${(ids += 1)}`, issuer, reason: 'because' },
  ...more,
});
const by = (operator: TestOperator, name: CommandName, seconds: number, more: object = {}): Sent => ({
  name,
  args: signedBy(operator, { name, args: plain(operator.name, more), workspace: WORKSPACE, at: moment(seconds) }),
});

/** What really is decided: what it is, as a function of the second in which it is signed. */
const GENUINE: Record<string, (seconds: number) => Sent> = {
  pause: (s) => by(alice, 'pause', s),
  resume: (s) => by(alice, 'resume', s),
  'pause of bob': (s) => by(bob, 'pause', s),
  'resume of bob': (s) => by(bob, 'resume', s),
  stop: (s) => by(alice, 'stop', s),
  cancel: (s) => by(alice, 'cancel', s, { id: 'T-1' }),
  task: (s) => by(alice, 'enqueue', s, { documents: [document(`T-${s}`)] }),
  rights: (s) => by(alice, 'keys', s, { keys: { change: 'add', ...publicFacts(bob), rights: ['pause', 'intake'] } }),
};
const document = (id: string) => ({
  ...{ family: 'task', id, root: 'R', createdAt: moment(0), dependsOn: [] },
  ...{ sha256: 'a'.repeat(64), source: 'command' as const },
});

/** What somebody makes of a command that went by, a while later. `last`: null before there was one. */
const HOSTILE: Record<string, (last: Sent | null, seconds: number) => Sent | null> = {
  unsigned: (_last, _s) => ({ name: 'pause', args: plain('alice') }),
  'unsigned resume': () => ({ name: 'resume', args: plain('alice') }),
  'unsigned key': () => ({ name: 'keys', args: plain('alice', { keys: { change: 'remove', name: 'bob' } }) }),
  'unsigned signal': () => ({
    name: 'stop',
    args: { commandId: `signal-${(ids += 1)}`, issuer: 'signal', reason: '' },
  }),
  stranger: (_last, s) => by(stranger, 'stop', s),
  unknown: (_last, s) => by(anOperator('carol'), 'stop', s),
  'right missing': (_last, s) => by(bob, 'cancel', s, { id: 'T-1' }),
  'key by bob': (_last, s) => by(bob, 'keys', s, { keys: { change: 'require', on: false } }),
  'worker decides': (_last, s) => by(worker, 'resume', s),
  stale: (_last, s) => by(alice, 'resume', s - WINDOW - 1),
  future: (_last, s) => by(alice, 'resume', s + 121),
  foreign: (_last, s) => ({
    name: 'stop',
    args: signedBy(alice, { name: 'stop', args: plain('alice'), workspace: 'ws-2', at: moment(s) }),
  }),
  'another name': (_last, s) => ({
    name: 'stop',
    args: signedBy(alice, { name: 'stop', args: plain('bob'), workspace: WORKSPACE, at: moment(s) }),
  }),
  copy: (last) => last,
  'copy under another id': (last) => last && { ...last, args: { ...last.args, commandId: `c-${(ids += 1)}` } },
  'other command': (last) => last && { ...last, name: last.name === 'pause' ? 'resume' : 'pause' },
  'other words': (last) => last && { ...last, args: { ...last.args, reason: 'forged' } },
  'more said': (last) => last && { ...last, args: { ...last.args, only: 'blocked' } as Issued },
  'broken signature': (last) => last && broken(last),
  'moved to the workspace': (last, s) =>
    last && { ...last, args: { ...last.args, signed: { ...signedIn(last), at: moment(s) } } },
};

const signedIn = ({ args }: Sent) => {
  if (args.signed === undefined) throw new Error('it is signed');
  return args.signed;
};
const broken = (last: Sent): Sent => {
  const signed = signedIn(last);
  const first = signed.signature.startsWith('A') ? 'B' : 'A';
  return { ...last, args: { ...last.args, signed: { ...signed, signature: `${first}${signed.signature.slice(1)}` } } };
};

/** Counts of what is shown, and what was refused, differ; nothing else may. */
function facts(state: SchedulerState): unknown {
  const { operators, ...rest } = packScheduler(state);
  const { refused: _refused, ...kept } = operators ?? { refused: undefined };
  return withoutSeq(JSON.parse(JSON.stringify({ ...rest, operators: kept })));
}
const withoutSeq = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSeq);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (name === 'seq' ? [] : [[name, withoutSeq(member)]])),
  );
};

test('G9: forged, copied, stale, reordered and foreign commands change nothing', () => {
  const genuine = fc.record({ is: fc.constant('genuine' as const), what: fc.constantFrom(...Object.keys(GENUINE)) });
  const hostile = fc.record({ is: fc.constant('hostile' as const), what: fc.constantFrom(...Object.keys(HOSTILE)) });
  const step = fc.tuple(fc.oneof(genuine, hostile), fc.integer({ min: 1, max: 400 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), (steps) => {
      let [attacked, alone] = [guarded(), guarded()];
      let last: Sent | null = null;
      let seconds = 1;
      for (const [{ is, what }, pause, carried] of steps) {
        seconds += pause;
        const sent: Sent | null =
          is === 'genuine' ? (GENUINE[what]?.(seconds) ?? null) : (HOSTILE[what]?.(last, seconds) ?? null);
        if (sent === null) continue;
        const event = eventOf(sent, seconds);
        const refusal = refusalOf(attacked, event);
        const answer: Answer = stepScheduler(attacked, event).answer;
        if (is === 'genuine') {
          expect([what, refusal]).toEqual([what, null]);
          expect(withoutSeq(answer)).toEqual(withoutSeq(stepScheduler(alone, event).answer));
          last = sent;
        } else if (what !== 'copy') expect([what, refusal === null, answer.ok]).toEqual([what, false, false]);
        if (carried) attacked = unpackScheduler(packScheduler(attacked));
        if (carried) alone = unpackScheduler(packScheduler(alone));
      }
      expect(facts(attacked)).toEqual(facts(alone));
    }),
    { numRuns: 25 },
  );
});

const refused = (state: SchedulerState, sent: Sent, seconds: number) =>
  refusalOf(state, eventOf(sent, seconds))?.code ?? null;
const take = (state: SchedulerState, sent: Sent, seconds: number): Answer =>
  stepScheduler(state, eventOf(sent, seconds)).answer;

test.each<[string, Sent, number, string]>([
  ['unsigned', { name: 'pause', args: plain('alice') }, 10, 'unsigned'],
  ['a signature that is none', { name: 'pause', args: { ...plain('alice'), signed: 7 as never } }, 10, 'unsigned'],
  ['an unknown operator', by(anOperator('carol'), 'pause', 10), 10, 'unknown_operator'],
  ['a missing right', by(bob, 'stop', 10), 10, 'right_missing'],
  ['somebody else of that name', by(stranger, 'pause', 10), 10, 'bad_signature'],
  ['at the end of its window', by(alice, 'pause', 10), 10 + WINDOW, ''],
  ['after its window', by(alice, 'pause', 10), 11 + WINDOW, 'stale'],
  ['a clock that is little ahead', by(alice, 'pause', 130), 10, ''],
  ['a clock that is far ahead', by(alice, 'pause', 131), 10, 'from_the_future'],
])('%s has words of its own', (_what, sent, seconds, code) => {
  expect(refused(guarded(), sent, seconds) ?? '').toBe(code);
});

test('what was held back does not undo what its operator decided since, and what somebody else decided it may', () => {
  const state = guarded();
  const held = by(alice, 'resume', 10);
  expect(take(state, by(alice, 'pause', 20), 20).ok).toBe(true);
  expect(refused(state, held, 30)).toBe('reordered');
  expect(refused(state, by(bob, 'resume', 10), 30)).toBe(null);
  expect(refused(state, by(alice, 'cancel', 10, { id: 'T-1' }), 30)).toBe(null);
});

test('a copy gets the first answer again, and when that is forgotten a refusal, for as long as it would count', () => {
  const state = guarded();
  const first = by(alice, 'pause', 10);
  const answer = take(state, first, 10);
  expect(take(state, first, 20)).toEqual(answer);
  state.answers = [];
  expect(take(state, first, 30)).toMatchObject({ ok: false, code: 'refused' });
  expect(refused(state, first, 11 + WINDOW)).toBe(null);
  expect(take(state, by(bob, 'resume', 700), 700).ok).toBe(true);
  expect(refused(state, first, 701)).toBe('stale');
});

test('more than is remembered: the earliest is forgotten, and what was signed by then counts no more', () => {
  const state = guarded();
  const first = by(alice, 'pause', 1);
  const held = by(alice, 'enqueue', 1, { documents: [] });
  take(state, first, 1);
  // As many as are remembered, without their signatures' cost.
  const { operators } = state;
  if (operators === undefined) throw new Error('operators are named');
  operators.taken.push(
    ...Array.from({ length: 199 }, (_, n) => ({ id: `x${n}`, operator: 'z', subject: null, at: moment(2) })),
  );
  take(state, by(alice, 'resume', 3), 3);
  state.answers = [];
  expect(operators.taken.length).toBeLessThanOrEqual(200);
  expect([refused(state, first, 4), refused(state, held, 4)]).toEqual(['stale', 'stale']);
});

test('a flood of refusals is shown a little and counted whole, and the state does not grow', () => {
  const state = guarded();
  const size = (): number => JSON.stringify(packScheduler(state)).length;
  const forged = (): Sent => ({ name: 'pause', args: plain('signal') });
  const shown = Array.from({ length: 500 }, () => stepScheduler(state, eventOf(forged(), 10)).effects.length);
  const before = size();
  expect(shown.filter((count) => count > 0)).toHaveLength(5);
  for (const _ of shown) stepScheduler(state, eventOf(forged(), 11));
  expect(Math.abs(size() - before)).toBeLessThan(20);
  const { effects } = stepScheduler(state, eventOf(forged(), 90));
  expect(JSON.stringify(effects)).toContain('"untold":995');
  expect(state.operators?.refused).toMatchObject({ count: 1001, command: 'pause' });
});

test('nobody locks everybody out, and signatures count from the moment on that they are required', () => {
  const state = newScheduler(WORKSPACE, NEWEST_RULES);
  const change = (keys: object): Sent => ({ name: 'keys', args: plain('alice', { keys }) });
  expect(take(state, change({ change: 'add', ...publicFacts(bob) }), 1)).toMatchObject({ code: 'refused' });
  expect(take(state, change({ change: 'add', ...publicFacts(alice) }), 1).ok).toBe(true);
  expect(refused(state, change({ change: 'remove', name: 'alice' }), 2)).toBe('unsigned');
  const signed = (keys: object, s: number): Sent => by(alice, 'keys', s, { keys });
  expect(take(state, signed({ change: 'require', on: true }, 3), 3).text).toContain('No worker could go on');
  const before = by(alice, 'pause', 3);
  const on = take(state, signed({ change: 'require', on: true, worker: worker.key }, 4), 4);
  expect(on.ok).toBe(true);
  expect(refused(state, before, 5)).toBe('stale');
  for (const keys of [
    { change: 'remove', name: 'alice' },
    { change: 'add', ...publicFacts(alice), rights: ['pause'] },
    { change: 'remove', name: 'worker' },
    { change: 'rotate', name: 'alice', key: worker.key },
  ])
    expect(take(state, signed(keys, 6), 6).ok).toBe(false);
  const next = anOperator('alice');
  expect(take(state, signed({ change: 'rotate', name: 'alice', key: next.key }, 7), 7).ok).toBe(true);
  expect([refused(state, by(alice, 'pause', 8), 8), refused(state, by(next, 'pause', 8), 8)]).toEqual([
    'bad_signature',
    null,
  ]);
});

test('what a configuration names counts once: a changed one is shown and changes nothing', () => {
  const state = guarded();
  const { named } = state.operators ?? { named: [] };
  expect(named.map(({ name, rights }) => [name, rights])).toEqual([
    ...[alice, bob].map(({ name, rights }) => [name, rights]),
    ['worker', ['serve', 'stop']],
  ]);
  const changed = { ...seed, required: false, named: [publicFacts(anOperator('mallory'))] };
  const reload = { planId: 'p2', planDigest: 'd2', mode: 'm', operators: changed };
  expect(take(state, by(alice, 'reload', 5, reload), 5).ok).toBe(true);
  expect(state.operators).toMatchObject({ named, required: true, differs: true });
  take(state, by(alice, 'reload', 6, { ...reload, planDigest: 'd3', operators: seed }), 6);
  expect(state.operators).not.toHaveProperty('differs');
});
