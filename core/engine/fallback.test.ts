// [fallback]: a limit that lasts sends the stages of a runner to who stands in, and nothing else does.
import { describe, expect, it } from 'vitest';
import { environment, type Said, Story, type Script } from '../../test/pure/story.js';
import { compileShipped } from '../../test/support/plan.js';
import type { RunnerLimit } from '../contracts/fallback.js';
import type { StageRunRequest } from '../contracts/stage.js';
import { runSection } from './lineage/turns/run-section.js';

const CONFIG = '[fallback]\nafter_seconds = 1800\ncodex_cli = ["claude_code", "scripted"]\n';
const { named } = compileShipped(CONFIG);
const AHEAD = '2026-01-01T02:00:00.000Z';
const limited: Said = environment('usage_limit_reached', AHEAD);
const times = (count: number, said: Said): Said[] => Array.from({ length: count }, () => said);
/** A fault of form: the stage is asked once more. */
const formless: Said = { outcome: 'BLOCKED', failureClass: 'missing_terminal_result', origin: 'agent' };

function begun(script: Script, items = ['t-1'], rules?: number, plan = named): Story {
  const story = new Story(script, plan, rules);
  story.begin();
  for (const id of items) story.add('task', id);
  story.deliver();
  return story;
}

const by = ({ node, attempt, runner }: StageRunRequest): string => `${node} ${attempt} ${runner}`;
const players = (story: Story): string[] => story.requests.map(by);
const activation = (story: Story) => story.world.lineages.get('backlog')?.activation;

/** To what was asked last. */
function sayYes(story: ReturnType<typeof begun>): void {
  const id = story.world.asked().at(-1)?.id ?? '';
  story.world.decide('approve', id, `yes-${id}`);
  story.deliver();
}

describe('a limit that lasts longer than `after_seconds`', () => {
  it('sends the stage on as a new attempt, and those after it, and work goes back when it is over', () => {
    const story = begun({ builder: [limited] });
    for (let stages = 0; stages < 3; stages += 1) story.endStage();
    expect(players(story)).toEqual(['builder 1 codex_cli', 'builder 2 claude_code', 'checker 1 claude_code']);
    expect(story.requests[1]).toMatchObject({
      ...{ model: 'sonnet', alias: 'standard', modelSource: 'default' },
      fallback: { from: 'codex_cli', because: 'usage_limit_reached', until: AHEAD },
    });
    // The stage in flight stays with who plays it.
    story.add('task', 't-2');
    story.world.later(3 * 3600);
    story.play();
    expect(players(story).slice(3)).toEqual([
      ...['updater 1 claude_code', 'builder 1 codex_cli', 'checker 1 codex_cli', 'updater 1 codex_cli'],
    ]);
    expect(story.world.scheduler.limited).toMatchObject([{ runner: 'codex_cli', over: true }]);
  });

  it('is known to the items after it: nobody tries that runner again before', () => {
    const story = begun({ builder: [limited] }, ['t-1', 't-2']).play();
    expect(players(story).filter((one) => one.endsWith('codex_cli'))).toEqual(['builder 1 codex_cli']);
    expect(story.isDone('task', 't-2')).toBe(true);
  });

  it('is told with the event, the run, the section and the ledger, and spends nothing', () => {
    const usage = { input: 7, cachedInput: 0, output: 0, thinking: 0, total: 7 };
    const story = begun({ builder: [limited, { usage }] });
    story.endStage();
    expect(story.events('stage_falls_back')).toMatchObject([
      { attempt: 2, runner: 'codex_cli', to: 'claude_code', until: AHEAD },
    ]);
    const shown = story.last('run')?.value;
    expect(shown && runSection(shown)).toMatchObject({
      ...{ state: 'running', runner: 'claude_code', fallback: { from: 'codex_cli', until: AHEAD } },
    });
    expect(story.last('workspace')?.value.limited).toMatchObject([{ runner: 'codex_cli', until: AHEAD }]);
    expect(activation(story)).toMatchObject({ spent: {}, stageNumber: 1 });
    story.endStage();
    expect(story.last('usage')?.value).toMatchObject({
      ...{ runner: 'claude_code', model: 'sonnet', fallback: { from: 'codex_cli' }, usage },
    });
    expect(story.events('stage_completed').at(-1)).toMatchObject({ runner: 'claude_code', stands_in_for: 'codex_cli' });
  });

  it('may add up: waits that each are short, from the first failure on', () => {
    const story = begun({ builder: times(20, environment('provider_rate_limited')) });
    for (let tries = 0; tries < 20 && story.events('stage_falls_back').length === 0; tries += 1) {
      story.world.later(400);
      story.endStage();
    }
    const limit = story.world.scheduler.limited?.find(({ runner }) => runner === 'codex_cli');
    const lasted = Date.parse(limit?.until ?? '') - Date.parse(limit?.since ?? '');
    expect(lasted).toBeGreaterThanOrEqual(1_800_000);
    expect(players(story).filter((one) => one.endsWith('codex_cli')).length).toBeGreaterThan(2);
  });

  it('goes to the next in the list where the first that stands in is limited, or broken, and never to one twice', () => {
    const missing = environment('runner_binary_missing');
    const story = begun({ builder: [limited, missing] }).play();
    expect(players(story).slice(0, 4)).toEqual([
      ...['builder 1 codex_cli', 'builder 2 claude_code', 'builder 3 scripted', 'checker 1 scripted'],
    ]);
  });

  it('is waited for where nobody is free, until the first of them may be asked, and says who is not', () => {
    const soon = '2026-01-01T01:00:00.000Z';
    const busy = environment('usage_limit_reached', soon);
    const story = begun({ builder: [limited, environment('auth_missing_or_invalid', soon), busy] });
    for (let tries = 0; tries < 2; tries += 1) story.endStage();
    story.world.end((request) =>
      story.world.outcome(request, { outcome: 'BLOCKED', failureClass: 'usage_limit_reached', origin: 'environment' }),
    );
    while (activation(story)?.phase === 'running') story.world.deliver(0, false);
    expect(activation(story)?.wait).toMatchObject({ failureClass: 'usage_limit_reached' });
    expect(Date.parse(activation(story)?.wait?.until ?? '')).toBeLessThanOrEqual(Date.parse(soon));
    story.play();
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('leaves a person’s yes to the runner that it was given for: who stands in is asked for anew', () => {
    const gates = '[execution_capabilities.defaults]\n"workspace.write" = "approval_required"\n';
    const { named: gated } = compileShipped(`${CONFIG}${gates}`);
    const story = begun({ builder: [limited] }, ['t-1'], undefined, gated);
    const yes = () => sayYes(story);
    yes();
    story.endStage();
    const [first, second] = story.world.asked();
    expect([first?.runner, second?.runner]).toEqual(['codex_cli', 'claude_code']);
    expect(second?.requestId).not.toBe(first?.requestId);
    yes();
    expect(story.world.running.map(({ request }) => by(request))).toEqual(['builder 2 claude_code']);
    expect(story.world.ungranted).toEqual([]);
  });

  it('leaves an attempt that a person said yes to with its runner, though a worker begins before it starts', () => {
    const gates = '[execution_capabilities.defaults]\n"workspace.write" = "approval_required"\n';
    const story = begun({ builder: [limited] }, ['t-1'], undefined, compileShipped(`${CONFIG}${gates}`).named);
    const yes = () => sayYes(story);
    yes();
    story.endStage();
    story.control('pause');
    yes();
    story.begin();
    story.control('resume');
    story.deliver();
    expect(story.world.running.map(({ request }) => by(request))).toEqual(['builder 2 claude_code']);
  });

  it('is forgotten when a worker begins: whoever starts one may have mended it', () => {
    const story = begun({ builder: [limited] });
    story.endStage();
    story.begin();
    expect(story.world.scheduler).not.toHaveProperty('limited');
    story.play();
    expect(players(story).slice(1)).toEqual(['builder 2 claude_code', 'checker 1 codex_cli', 'updater 1 codex_cli']);
  });
});

describe('nobody stands in', () => {
  it.each<[string, Script, string?]>([
    ['for a limit that is over soon', { builder: [environment('usage_limit_reached', '2026-01-01T00:20:00.000Z')] }],
    ['for what a person has to mend', { builder: times(9, environment('runner_binary_missing', AHEAD)) }],
    [
      'for a network that is away: every runner needs it',
      { builder: times(9, environment('network_unavailable', AHEAD)) },
    ],
    ['where the configuration names nobody', { builder: [limited] }, ''],
  ])('%s', (_name, script, config = CONFIG) => {
    const story = begun(script, ['t-1'], undefined, compileShipped(config).named).play();
    expect(new Set(story.requests.map(({ runner }) => runner))).toEqual(new Set(['codex_cli']));
    expect(story.events('stage_falls_back')).toEqual([]);
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('before rules 10, and nothing is kept of it', () => {
    const story = begun({ builder: [limited] }, ['t-1'], 9).play();
    expect(new Set(story.requests.map(({ runner }) => runner))).toEqual(new Set(['codex_cli']));
    expect(story.world.scheduler).not.toHaveProperty('limited');
    expect(JSON.stringify(story.world.shown)).not.toContain('"limited"');
  });

  it('within a second chance of form: it stays with the runner that it is a chance of', () => {
    const story = begun({ builder: [formless, limited, formless] });
    story.endStage();
    story.world.end((request) => {
      const told = { outcome: 'BLOCKED', failureClass: 'usage_limit_reached', origin: 'environment' } as const;
      return story.world.outcome(request, { ...told, retryAt: AHEAD });
    });
    while (activation(story)?.phase === 'running') story.world.deliver(0, false);
    expect(activation(story)?.wait?.until).toBe(AHEAD);
    story.play();
    expect(players(story).slice(0, 2)).toEqual(['builder 1 codex_cli', 'builder 3 codex_cli']);
  });

  it('nor does work go back within one', () => {
    const story = begun({ builder: [limited, formless] });
    story.endStage();
    story.world.later(3 * 3600);
    story.endStage();
    story.endStage();
    expect(players(story)).toEqual(['builder 1 codex_cli', 'builder 2 claude_code', 'builder 3 claude_code']);
  });
});

describe('what lanes tell each other of limits', () => {
  const limit = (change: Partial<RunnerLimit> = {}): RunnerLimit => ({
    ...{ runner: 'codex_cli', cause: 'usage_limit_reached', since: '2026-01-01T00:00:00.000Z' },
    ...{ until: AHEAD, at: '2026-01-01T00:00:01.000Z' },
    ...change,
  });
  const held = (story: Story, ...limits: RunnerLimit[]) =>
    story.world.command({
      ...{ type: 'held', at: story.world.now() },
      message: { v: 1, turn: 1, leashVersion: 0, grant: 1, remaining: null, limited: limits },
    });

  it('comes out the same in whatever order, and what claims to come from the future does not stay for ever', () => {
    const over = limit({ at: '2026-01-01T00:00:02.000Z', until: '2026-01-01T00:00:02.000Z', over: true });
    for (const order of [
      [limit(), over],
      [over, limit()],
    ]) {
      const story = begun({});
      for (const one of order) held(story, one);
      expect(story.world.scheduler.limited).toMatchObject([{ over: true }]);
    }
    const story = begun({});
    held(story, limit({ at: '2999-01-01T00:00:00.000Z', until: '+275760-09-13T00:00:00.000Z' }));
    const [kept] = story.world.scheduler.limited ?? [];
    expect(Date.parse(kept?.until ?? '')).toBeLessThan(Date.UTC(2026, 0, 10));
    held(story, ...Array.from({ length: 60 }, (_, n) => limit({ runner: `r${n}`, at: story.world.now() })));
    expect(story.world.scheduler.limited?.length).toBeLessThanOrEqual(20);
  });
});
