import { expect, test } from 'vitest';
import type { RunnerFailureClass } from '../../core/contracts/failures.js';
import type { RunnerRawResult } from '../../core/contracts/stage.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import { type Case, freely, type Need, WELL } from './case.js';
import { CASES, casesNamed } from './cases.js';
import { judge } from './judge.js';
import { KEY, type Observed } from './play.js';

const NOW = '2026-11-29T12:00:00.000Z';

const raw = (change: Partial<RunnerRawResult> = {}): RunnerRawResult => ({
  ...{ requestId: 'r', exitKind: 'completed', exitCode: 0, signal: null, finalMessage: '### TRIAL_COMPLETE' },
  ...{ usage: null, failure: null, startedAt: NOW, endedAt: NOW, notes: [] },
  ...change,
});

const seen = (change: Partial<Observed> = {}): Observed => ({
  ...{ raw: raw(), left: 0, requests: [], resumed: false, walled: false, kept: '', file: () => null },
  trial: { env: {}, config: DEFAULT_RUNNER_CONFIG },
  ...change,
});

const request = (more: Partial<Observed['requests'][number]> = {}): Observed['requests'][number] => ({
  ...{ protocol: 'chat', path: '/v1/chat/completions', authorization: '', model: 'm', tools: [], userText: '' },
  ...{ toolResults: 0, body: {} },
  ...more,
});

const refusedFor = (cause: RunnerFailureClass): Partial<RunnerRawResult> => ({
  ...{ exitKind: 'not_started', finalMessage: null, failure: { class: cause, detail: 'why' } },
});

const one = (becomes: Case['becomes'], ...needs: Need[]): Case => ({
  name: 'a/b',
  about: 'c',
  steps: [],
  needs,
  becomes,
});

const why = (becomes: Case['becomes'], what: Partial<Observed> = {}): string =>
  judge(one(becomes), seen(what), false).why;

test('a case that came as it has to passes', () => {
  expect(judge(one({ ...WELL, usage: null, requests: 1, absent: ['ran'] }), seen(), false)).toEqual({
    ...{ verdict: 'pass', why: '' },
  });
});

test.each<[string, Case['becomes'], Partial<Observed>, RegExp]>([
  ['another outcome', WELL, { raw: raw({ finalMessage: '### BLOCKED' }) }, /outcome is BLOCKED and not TRIAL_COMPLETE/],
  [
    'another class',
    freely('network_unavailable'),
    {
      raw: raw({ exitKind: 'failed', finalMessage: null, failure: { class: 'provider_unavailable', detail: 'away' } }),
    },
    /class is provider_unavailable and not network_unavailable \(away\)/,
  ],
  [
    'an attempt that is spent',
    freely('runner_transport_failure'),
    { raw: raw({ exitKind: 'failed', finalMessage: null }) },
    /attempt is spent and not free/,
  ],
  ['another end', { kind: ['lost', 'failed'] }, {}, /end is completed and not lost or failed/],
  ['processes that stay', {}, { left: 2 }, /2 processes are left/],
  ['more requests', { requests: 1 }, { requests: [request(), request()] }, /asked 2 times/],
  ['other tokens', { usage: { input: 1, cached: 0, output: 1 } }, {}, /tokens are null and not/],
  [
    'no moment',
    { retry: 60 },
    { raw: raw({ failure: { class: 'provider_rate_limited', detail: '' } }) },
    /no seconds and not in 60/,
  ],
  ['a hook that ran', { absent: ['ran'] }, { file: () => '' }, /ran is there/],
  [
    'words of the tree in a request',
    { unasked: ['PIRATE'] },
    { requests: [request({ body: { input: 'a PIRATE' } })] },
    /told PIRATE/,
  ],
  ['a key that is kept', { unstored: ['KEY'] }, { kept: `x ${KEY}` }, /KEY is in what is kept/],
  ['a key in a file', { without: { seen: 'KEY' } }, { file: () => KEY }, /seen holds KEY/],
  ['a file that is not there', { present: { made: 'hi' } }, {}, /made lacks hi/],
])('%s is a fault', (_name, becomes, what, expected) => {
  expect(why(becomes, what)).toMatch(expected);
});

test.each<[Need, Partial<Observed>, string]>([
  ['tool', { requests: [request({ tools: ['read'] })] }, 'it offers its model no shell'],
  ['stream', { requests: [request()] }, 'it asks for no stream'],
  ['usage', {}, 'it tells no tokens'],
  ['session', {}, 'it does not go on with what it began'],
  ['walls', {}, 'nothing keeps it to a permission: `sandbox = "bubblewrap"` in its table puts walls around it'],
  ['walls', { walled: true, raw: raw(refusedFor('sandbox_unavailable')) }, 'why'],
])('a case that needs a %s cannot apply where there is none', (need, what, expected) => {
  expect(judge(one({ outcome: 'BLOCKED' }, need), seen(what), false)).toEqual({
    verdict: 'cannot apply',
    why: expected,
  });
});

test('a program that is not there is no reason for a case about walls not to apply', () => {
  const missing = seen({ walled: true, raw: raw(refusedFor('runner_binary_missing')) });
  expect(judge(one(WELL, 'walls'), missing, false).verdict).toBe('fail');
});

test('a refusal with its reason is as good where a case says so, and nowhere else', () => {
  const refused = seen({ raw: raw(refusedFor('runner_misconfigured')) });
  expect(judge(one({ ...WELL, orRefused: true }), refused, false)).toEqual({ verdict: 'pass', why: 'refused: why' });
  expect(judge(one({ ...WELL, orRefused: true, absent: ['ran'] }), { ...refused, file: () => '' }, false).verdict).toBe(
    'fail',
  );
  expect(judge(one(WELL), refused, false).verdict).toBe('fail');
});

test('there are enough of them, each with a name of its own', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
});

test('cases are named whole, by group, or in part', () => {
  const names = (pattern: string): string[] => casesNamed(pattern).map(({ name }) => name);
  expect(names('answers/plain')).toEqual(['answers/plain']);
  expect(names('usage')).toEqual(['usage/one', 'usage/two', 'usage/refused']);
  expect(names('*/cancel-*')).toHaveLength(5);
  expect(names('answers/pla.n')).toEqual([]);
});
