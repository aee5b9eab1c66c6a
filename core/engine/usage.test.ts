// Rules on spending: work pauses between stages when one is used up, and goes on when the last of them has ended.
import { describe, expect, it } from 'vitest';
import { spent, Story, type Script } from '../../test/pure/story.js';
import type { TokenRule, TokenWindow, UsageRules } from '../contracts/spending.js';
import { NEWEST_RULES } from '../contracts/rules.js';
import { takeUpScheduler } from './workspace/take-up.js';
import { measure, weekOf } from './workspace/usage/measure.js';
import { addTokens, SPAN_MS, type Spans, spanOf } from '../contracts/spans.js';

const WEEKS = ['2025-12-29T00:00:00.000Z', '2026-01-05T00:00:00.000Z', '2026-01-12T00:00:00.000Z'];
const rule = (window: TokenWindow, threshold: number, id: string = window): TokenRule => ({ id, window, threshold });
const governed = (...rules: TokenRule[]): UsageRules => ({ autoResume: true, timeZone: 'UTC', rules, weeks: WEEKS });

function begun(script: Script, usage?: UsageRules, ...tasks: string[]): Story {
  const story = new Story(script);
  if (usage !== undefined) story.spending = { usage };
  story.begin();
  for (const id of tasks.length === 0 ? ['a'] : tasks) story.add('task', id);
  return story.play();
}

const phase = (story: Story) => story.last('workspace')?.value.phase;
const shown = (story: Story) => story.last('workspace')?.value.usage;
const stages = (story: Story) => story.stages.map((one) => one.split(' ')[0]);

describe('a window of five hours', () => {
  const at = (iso: string, spans: Spans, threshold = 1000) =>
    measure(governed(rule('rolling_5h', threshold)), { spans, sessionTokens: 0 }, iso)[0];
  const span = (iso: string) => spanOf(iso, iso);
  const spans: Spans = [
    [span('2026-01-01T10:01:00Z'), 600],
    [span('2026-01-01T11:00:00Z'), 700],
  ];

  it('slides: what was spent leaves it five hours later, by spans of five minutes', () => {
    expect(at('2026-01-01T15:04:59Z', spans)).toMatchObject({ observed: 1300, until: '2026-01-01T15:05:00.000Z' });
    expect(at('2026-01-01T15:05:00Z', spans)).toMatchObject({ observed: 700, until: null });
    expect(at('2026-01-01T16:05:00Z', spans)).toMatchObject({ observed: 0 });
  });

  it('blocks until so much has left it that the rest is below the threshold', () => {
    expect(at('2026-01-01T12:00:00Z', spans, 700)?.until).toBe('2026-01-01T16:05:00.000Z');
    expect(at('2026-01-01T12:00:00Z', spans, 701)?.until).toBe('2026-01-01T15:05:00.000Z');
    expect(at('2026-01-01T12:00:00Z', spans, 1300)?.until).toBe('2026-01-01T15:05:00.000Z');
    expect(at('2026-01-01T12:00:00Z', spans, 1301)?.until).toBeNull();
  });

  it('keeps a bounded number of spans, and takes late reports in order', () => {
    let all: Spans = [];
    for (let n = 0; n < 5000; n += 1) all = addTokens(all, n, 1);
    expect(all.length).toBe((8 * 24 * 3_600_000) / SPAN_MS);
    expect(
      addTokens(
        [
          [1, 5],
          [9, 5],
        ],
        4,
        7,
      ),
    ).toEqual([
      [1, 5],
      [4, 7],
      [9, 5],
    ]);
    expect(
      addTokens(
        [
          [1, 5],
          [9, 5],
        ],
        1,
        7,
      ),
    ).toEqual([
      [1, 12],
      [9, 5],
    ]);
  });
});

describe('a calendar week', () => {
  const spring = ['2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z', '2026-04-05T22:00:00.000Z'];
  const at = (iso: string, spans: Spans) =>
    measure({ ...governed(rule('calendar_week', 100)), weeks: spring }, { spans, sessionTokens: 0 }, iso)[0];

  it('begins where its time zone says, also after a change to summer time', () => {
    const spans: Spans = [[spanOf('2026-03-29T21:56:00Z', ''), 150]];
    expect(at('2026-03-29T21:59:59Z', spans)).toMatchObject({ observed: 150, until: '2026-03-29T22:00:00.000Z' });
    expect(at('2026-03-29T22:00:00Z', spans)).toMatchObject({ observed: 0, until: null });
  });

  it('goes on in steps of seven days after the last that was told', () => {
    const { start, end } = weekOf(spring, Date.parse('2026-04-20T00:00:00Z'));
    expect([start, end].map((ms) => new Date(ms).toISOString())).toEqual([
      '2026-04-19T22:00:00.000Z',
      '2026-04-26T22:00:00.000Z',
    ]);
  });
});

describe('a rule that is used up', () => {
  it('pauses before the next stage, and lets none be cut', () => {
    const story = begun({ builder: [spent(1510)] }, governed(rule('rolling_5h', 1000)));
    expect(stages(story)).toEqual(['builder']);
    expect(phase(story)).toBe('paused');
    expect(story.last('workspace')?.value.pauseSources).toEqual(['usage_governance']);
    expect(shown(story)?.blockers).toMatchObject([{ id: 'rolling_5h', observed: 1510, threshold: 1000 }]);
    expect(story.events('usage_governance_paused')).toMatchObject([
      { blockers: [{ rule_id: 'rolling_5h', observed: 1510, threshold: 1000 }] },
    ]);
  });

  it('is counted over activations, and keeps the next item in line', () => {
    const story = begun({ updater: [spent(600), spent(600)] }, governed(rule('rolling_5h', 1000)), 'a', 'b', 'c');
    expect(story.claims()).toEqual(['task/a', 'task/b']);
    expect(phase(story)).toBe('paused');
  });

  it('is counted no later than its result came: a clock that is ahead takes nothing out of the window', () => {
    const ahead = spent(600, { endedAt: '9999-12-31T23:59:59Z' });
    const story = begun({ updater: [ahead, spent(600)] }, governed(rule('rolling_5h', 1000)), 'a', 'b', 'c');
    expect(story.claims()).toEqual(['task/a', 'task/b']);
    expect(phase(story)).toBe('paused');
  });

  it('ends by itself when the window has moved on, and the same activation goes on', () => {
    const story = begun({ builder: [spent(1510)] }, governed(rule('rolling_5h', 1000)));
    expect(story.world.wake()).toBe(true);
    story.play();
    expect(story.isDone('task', 'a')).toBe(true);
    expect(new Set(story.requests.map(({ runId }) => runId)).size).toBe(1);
    expect(story.events('usage_governance_resumed')).toEqual([{ cleared_rules: ['rolling_5h'] }]);
    expect(story.world.wake(), 'nothing is waited for any more').toBe(false);
  });

  it('of two is waited for until the later one has ended', () => {
    const rules = governed(rule('rolling_5h', 1000), rule('calendar_week', 1500));
    const story = begun({ builder: [spent(1510)] }, rules);
    expect(shown(story)?.resumeAt).toBe(WEEKS[1]);
    story.world.wake();
    expect(story.play().isDone('task', 'a')).toBe(true);
  });

  it('is known before the next agent starts, however much was spent before a rule came', () => {
    const story = begun({ builder: [spent(900)] });
    story.spending = { usage: governed(rule('rolling_5h', 500)) };
    expect(story.reload().text).toContain('rules on spending');
    story.add('task', 'b');
    story.play();
    expect(story.claims()).toEqual(['task/a']);
    expect(phase(story)).toBe('paused');
  });

  it('holds the activation that is under way when the rule comes', () => {
    const story = new Story({ builder: [spent(900)] });
    story.begin();
    story.add('task', 'a');
    story.deliver();
    story.spending = { usage: governed(rule('rolling_5h', 500)) };
    story.reload();
    story.play();
    expect(stages(story)).toEqual(['builder']);
    expect(phase(story)).toBe('paused');
  });

  it('of a holder whose window has moved on meanwhile is asked again, and nothing pauses', () => {
    const story = begun({ builder: [spent(300)], updater: [spent(300)] }, governed(rule('rolling_5h', 1000)));
    story.add('task', 'b');
    story.deliver();
    expect(story.world.scheduler.turns[0], 'b holds the turn with 400 left').not.toBeNull();
    story.world.later(6 * 3600);
    const six = { usage: { input: 600, cachedInput: 0, output: 0, thinking: 0, total: 600 } };
    story.world.end((request) => story.world.outcome(request, { outcome: 'BUILDER_COMPLETE', ...six }));
    story.play();
    expect(story.isDone('task', 'b')).toBe(true);
    expect(story.events('usage_governance_paused')).toEqual([]);
  });

  it('counts what a broken environment spent', () => {
    const limited = { outcome: 'BLOCKED', failureClass: 'provider_rate_limited', origin: 'environment' } as const;
    const story = begun({ builder: [spent(1200, limited)] }, governed(rule('rolling_5h', 1000)));
    expect(stages(story)).toEqual(['builder']);
    expect(phase(story)).toBe('paused');
  });
});

describe('a pause by spending', () => {
  const paused = (usage = governed(rule('rolling_5h', 1000))) => begun({ builder: [spent(1510)] }, usage);

  it('is not lifted by an operator, who is told what blocks and until when', () => {
    const story = paused();
    story.control('pause');
    const { code, text } = story.control('resume');
    expect(code).toBe('done');
    expect(text).toContain('rule rolling_5h: 1510 of 1000 tokens in 5 hours');
    expect(text).toContain(`goes on by itself at ${shown(story)?.resumeAt ?? 'never'}`);
    story.play();
    expect(stages(story)).toEqual(['builder']);
    expect(story.control('resume').text).toMatch(/^Not paused by an operator. Still paused by: usage_governance/);
  });

  it('outlives a new worker', () => {
    const story = paused();
    story.begin();
    expect(stages(story.play())).toEqual(['builder']);
  });

  it('survives continue-as-new', () => {
    const story = paused();
    story.world.renew();
    story.world.wake();
    expect(story.play().isDone('task', 'a')).toBe(true);
  });

  it.each([
    ['is no longer governed', undefined],
    ['may be more', governed(rule('rolling_5h', 2000))],
  ])('is lifted at once by a reload after which spending %s', (_what, usage) => {
    const story = paused({ ...governed(rule('rolling_5h', 1000)), autoResume: false });
    story.spending = usage === undefined ? {} : { usage: { ...usage, autoResume: false } };
    story.reload();
    expect(story.play().isDone('task', 'a')).toBe(true);
    expect(story.events('usage_governance_resumed')).toHaveLength(1);
  });

  it('without auto_resume stays when nothing blocks any more, and says what lifts it', () => {
    const story = paused({ ...governed(rule('rolling_5h', 1000)), autoResume: false });
    expect(story.world.wake()).toBe(false);
    story.world.later(6 * 3600);
    story.begin();
    expect(stages(story.play())).toEqual(['builder']);
    expect(story.control('resume').text).toContain('enabled = false');
  });

  it.each([
    ['lifted by a worker that limits nothing', {}, []],
    [
      'kept by one whose rules the ledger has used up',
      { usage: governed(rule('rolling_5h', 1000)) },
      ['usage_governance'],
    ],
  ])('is taken up from the files, and %s', (_what, spending, pauses) => {
    const story = paused();
    const section = story.last('workspace')?.value ?? null;
    const spans = story.world.scheduler.usage?.spans ?? [];
    const files = {
      workspace: 'ws',
      items: [],
      targets: [],
      approvals: [],
      shown: [],
      highest: { turn: 1, seq: 99 },
    };
    const remains = { ...files, section: section && { ...section, active: null }, spent: spans };
    story.world.scheduler = takeUpScheduler(remains, NEWEST_RULES);
    expect(story.world.scheduler.pauses).toEqual(['usage_governance']);
    story.spending = spending;
    story.begin();
    expect(story.world.scheduler.pauses).toEqual(pauses);
  });

  it('of a session ends with the next worker', () => {
    const story = paused(governed(rule('daemon_session', 1000)));
    expect(story.world.wake()).toBe(false);
    expect(story.control('resume').text).toContain('start the worker anew');
    story.begin();
    expect(story.play().isDone('task', 'a')).toBe(true);
  });
});

describe('what an activation reports more than once', () => {
  it('is counted once, in the windows too', () => {
    const story = new Story({ builder: [spent(100)], checker: [spent(50)], updater: [spent(25)] });
    story.begin();
    story.add('task', 'a');
    story.deliver();
    for (let stage = 0; stage < 2; stage += 1) {
      story.control('pause');
      story.endStage();
      story.control('resume');
      story.deliver();
    }
    story.play();
    const { spans = [], sessionTokens } = story.world.scheduler.usage ?? {};
    expect(sessionTokens).toBe(175);
    expect(spans.reduce((sum, [, tokens]) => sum + tokens, 0)).toBe(175);
  });
});

describe('a rule for one activation', () => {
  it('blocks its item with the reason, and no other', () => {
    const script = { 'builder:a': [spent(1510)], 'builder:b': [spent(900)] };
    const story = begun(script, governed(rule('per_run', 1000)), 'a', 'b');
    expect(story.item('task', 'a')).toMatchObject({
      state: 'blocked',
      reason: 'it spent 1510 tokens; the rule per_run allows 1000 in one activation',
    });
    expect(story.blocked('a')).toMatchObject({ failureClass: 'usage_limit', needsYou: true });
    expect(story.blocked('a')?.remedy).toMatch(
      /To let it spend more: raise the threshold .* then `millrace retry a --family task`/,
    );
    expect(story.isDone('task', 'b')).toBe(true);
    expect(story.events('usage_governance_paused')).toEqual([]);
  });

  it('lets an activation end whose last stage went over it', () => {
    const story = begun({ updater: [spent(5000)] }, governed(rule('per_run', 1000)));
    expect(story.isDone('task', 'a')).toBe(true);
  });

  it('that is raised counts for the activation under way', () => {
    const story = new Story({ builder: [spent(1510)] });
    story.spending = { usage: governed(rule('per_run', 1000)) };
    story.begin();
    story.add('task', 'a');
    story.deliver();
    story.spending = { usage: governed(rule('per_run', 2000)) };
    story.reload();
    expect(story.play().isDone('task', 'a')).toBe(true);
  });
});

describe('without rules', () => {
  it('nothing is paused, waited for, told or shown, however much is spent', () => {
    const story = begun({ builder: [spent(10_000_000)] });
    expect(story.isDone('task', 'a')).toBe(true);
    expect(story.world.wake()).toBe(false);
    expect(shown(story)).toBeUndefined();
  });
});

describe('the ledger', () => {
  const lines = (story: Story) => story.world.shown.filter((entry) => entry.kind === 'usage');

  it('gets one line per stage that said what it spent, with the changes of the stage', () => {
    const story = begun({ builder: [spent(10)], updater: [spent(20)] });
    expect(lines(story)).toMatchObject([
      { key: story.requests[0]?.requestId, value: { stage: 'builder', id: 'a', lineage: 'backlog', session: 1 } },
      { key: story.requests[2]?.requestId, value: { stage: 'updater', usage: { total: 20 } } },
    ]);
  });

  it('gets a line for a stage that a broken environment ended', () => {
    const limited = { outcome: 'BLOCKED', failureClass: 'provider_rate_limited', origin: 'environment' } as const;
    expect(lines(begun({ builder: [spent(10, limited), spent(20)] })).map(({ value }) => value.usage.total)).toEqual([
      10, 20,
    ]);
  });
});
