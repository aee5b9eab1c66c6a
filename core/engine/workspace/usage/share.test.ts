// The share of learning in the limits: learning waits when it is used up, and the foreground goes on; when all is used up, both wait.
import { describe, expect, it } from 'vitest';
import { spent, Story, type Script } from '../../../../test/pure/story.js';
import { compileShipped } from '../../../../test/support/plan.js';
import type { TokenRule, TokenWindow, UsageRules } from '../../../contracts/spending.js';
import { takeUpScheduler } from '../take-up.js';
import { measureShare } from './share.js';

const { named } = compileShipped('', 'learning_codex');
const rule = (window: TokenWindow, threshold: number, id: string = window): TokenRule => ({ id, window, threshold });
const WEEKS = ['2025-12-29T00:00:00.000Z', '2026-01-05T00:00:00.000Z'];
const governed = (learningShare: number | undefined, ...rules: TokenRule[]): UsageRules => ({
  ...{ autoResume: true, timeZone: 'UTC', rules, weeks: WEEKS },
  ...(learningShare === undefined ? {} : { learningShare }),
});

/** One request and a task, played to where nothing moves. */
function begun(script: Script, usage: UsageRules): Story {
  const story = new Story(script, named);
  story.spending = { usage };
  story.begin();
  story.add('learning_request', 'l');
  story.add('task', 't');
  return story.play();
}

const nodes = (story: Story): string[] => story.stages.map((one) => one.split(' ')[0] ?? '');
const learnt = (story: Story): string[] =>
  nodes(story).filter((node) => ['analyst', 'professor', 'curator'].includes(node));
const section = (story: Story) => story.last('workspace')?.value;

describe('when its share is used up', () => {
  it.each<TokenWindow>(['rolling_5h', 'calendar_week', 'daemon_session'])(
    'learning waits before its next stage, and the foreground goes on: %s',
    (window) => {
      const story = begun({ analyst: [spent(300)] }, governed(20, rule(window, 1000)));
      expect(learnt(story)).toEqual(['analyst']);
      expect(story.isDone('task', 't')).toBe(true);
      story.add('task', 'u');
      story.play();
      expect(story.isDone('task', 'u')).toBe(true);
      expect(section(story)).toMatchObject({ phase: 'idle', pauseSources: [] });
      expect(section(story)?.usage?.learning?.rules).toMatchObject([{ id: window, observed: 300, threshold: 200 }]);
    },
  );

  it('learning goes on by itself when its window has room again', () => {
    const story = begun({ analyst: [spent(300)] }, governed(20, rule('rolling_5h', 1000)));
    expect(section(story)?.usage?.learning?.resumeAt).not.toBeNull();
    story.world.later(6 * 3600);
    story.world.wake();
    story.play();
    expect(learnt(story)).toEqual(['analyst', 'professor', 'curator']);
    expect(story.isDone('learning_request', 'l')).toBe(true);
  });

  it('it goes on when a person gives it more', () => {
    const story = begun({ analyst: [spent(300)] }, governed(20, rule('daemon_session', 1000)));
    expect(section(story)?.usage?.learning).toMatchObject({ resumeAt: null });
    story.spending = { usage: governed(90, rule('daemon_session', 1000)) };
    story.reload();
    story.play();
    expect(learnt(story)).toEqual(['analyst', 'professor', 'curator']);
  });

  it('no request begins, and it says why it waits', () => {
    const story = begun({ curator: [spent(300)] }, governed(20, rule('daemon_session', 1000)));
    story.add('learning_request', 'm');
    story.play();
    expect(learnt(story)).toEqual(['analyst', 'professor', 'curator']);
    const [waiting] = section(story)?.waiting ?? [];
    expect(waiting).toMatchObject({ id: 'm' });
    expect(waiting?.reason).toContain(
      'the share of learning (20 %) is used up; rule daemon_session: 300 of 200 tokens',
    );
    expect(waiting?.unclaimed).toBeUndefined();
    expect(section(story)?.stuck).toMatchObject([{ what: 'unclaimed', id: 'm', reason: waiting?.reason }]);
  });

  it('each rule counts by itself: the nearest one holds', () => {
    const rules = [rule('daemon_session', 10_000), rule('rolling_5h', 1000)];
    const story = begun({ analyst: [spent(250)] }, governed(20, ...rules));
    expect(learnt(story)).toEqual(['analyst']);
    expect(section(story)?.usage?.learning?.rules.map(({ observed, threshold }) => [observed, threshold])).toEqual([
      [250, 2000],
      [250, 200],
    ]);
  });

  it('a rule for one activation is not shared', () => {
    const story = begun({ analyst: [spent(250)] }, governed(20, rule('per_run', 1000)));
    expect(learnt(story)).toEqual(['analyst', 'professor', 'curator']);
    expect(section(story)?.usage?.learning).toBeUndefined();
  });
});

describe('when all is used up', () => {
  it('by the foreground, both wait, though nothing of the share was spent', () => {
    const story = begun({ builder: [spent(1200)], analyst: [spent(10)] }, governed(20, rule('daemon_session', 1000)));
    expect(section(story)?.pauseSources).toEqual(['usage_governance']);
    expect(nodes(story)).not.toContain('checker');
    expect(learnt(story)).not.toContain('curator');
  });

  it('by both together, both wait', () => {
    const story = begun({ builder: [spent(900)], analyst: [spent(150)] }, governed(20, rule('daemon_session', 1000)));
    expect(section(story)?.pauseSources).toEqual(['usage_governance']);
  });
});

describe('the borders of the share', () => {
  it('0 % lets nothing be learned, and names no moment', () => {
    const story = begun({}, governed(0, rule('rolling_5h', 1000)));
    expect(learnt(story)).toEqual([]);
    expect(story.isDone('task', 't')).toBe(true);
    expect(section(story)?.usage?.learning).toMatchObject({ share: 0, resumeAt: null });
  });

  it.each([100, undefined])('%s is no share: learning is held by what holds all', (share) => {
    const story = begun({ analyst: [spent(900)] }, governed(share, rule('daemon_session', 1000)));
    expect(learnt(story)).toEqual(['analyst', 'professor', 'curator']);
    expect(section(story)?.usage?.learning).toBeUndefined();
  });

  it.each([
    [99, 1000, 990],
    [20, 3, 1],
    [0.5, 1000, 5],
    [0, 1000, 0],
  ])('%s %% of %i tokens are %i', (share, threshold, part) => {
    const usage = governed(share, rule('daemon_session', threshold));
    const state = { spans: [], sessionTokens: 0, rules: usage, views: [], blockers: [] };
    expect(measureShare(state, usage, '2026-01-01T00:00:00Z')[0]?.threshold).toBe(part);
  });
});

it('what learning spent is counted once, carried on, and known again from the files', () => {
  const story = begun({ analyst: [spent(150), spent(10)] }, governed(20, rule('rolling_5h', 10_000)));
  story.world.renew();
  expect(story.world.scheduler.usage?.learning?.sessionTokens).toBe(150);
  const spans = story.world.scheduler.usage?.learning?.spans ?? [];
  const none = { items: [], targets: [], approvals: [], shown: [], highest: { turn: 1, seq: 1 } };
  const taken = takeUpScheduler({ ...none, workspace: 'ws', section: null, spent: spans, learned: spans }, 7);
  expect(taken.usage?.learning?.spans).toEqual(spans);
});
